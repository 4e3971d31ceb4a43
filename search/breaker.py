"""Not asking a cluster that has just failed to answer."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens on a failure; lets one call through every `retry_after` seconds; closes when one succeeds.

    One per process and safe among its threads: a dead cluster costs one reader in `retry_after` seconds
    the time limit of a search, and everybody else nothing.
    """

    def __init__(self, retry_after: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._retry_after = retry_after
        self._clock = clock
        self._lock = threading.Lock()
        self._retry_at: float | None = None

    @property
    def is_open(self) -> bool:
        return self._retry_at is not None

    def allows(self) -> bool:
        """Return whether to call now; a True while open is the one trial call."""
        with self._lock:
            if self._retry_at is None:
                return True
            now = self._clock()
            if now < self._retry_at:
                return False
            self._retry_at = now + self._retry_after
            return True

    def failed(self) -> None:
        with self._lock:
            self._retry_at = self._clock() + self._retry_after

    def succeeded(self) -> None:
        with self._lock:
            self._retry_at = None
