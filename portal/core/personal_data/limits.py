"""How much of a file is read before the check gives up and says so: a file must not take the server down."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# How the message begins when a second try with more time could read the file to its end.
OUT_OF_TIME = "Quét quá"


class Exhausted(Exception):
    """A bound was reached; the message says which, in Vietnamese. What was not read is not clean."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one scan. A page or part larger than its own bound is left out and named; the rest is read."""

    seconds: float = 60.0
    characters: int = 3_000_000
    pages: int = 500
    part_bytes: int = 40 * 1024 * 1024
    page_bytes: int = 12 * 1024 * 1024
    marks: int = 3_000_000  # glyphs and shapes of all pages


@dataclass(slots=True)
class Budget:
    """What is left of the limits while a scan runs."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.thread_time
    characters: int = 0
    _began: float = 0.0
    _marks: int = 0

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def seconds(self) -> float:
        return self.clock() - self._began

    def spend(self, characters: int = 0) -> None:
        """Count what was read; raises Exhausted beyond a bound."""
        self.characters += characters
        if self.characters > self.limits.characters:
            raise Exhausted(f"Tệp có hơn {self.limits.characters:,} ký tự".replace(",", "."))
        if self.seconds > self.limits.seconds:
            raise Exhausted(f"{OUT_OF_TIME} {self.limits.seconds:.0f} giây")

    def mark(self) -> None:
        """Count one thing drawn; looks at the clock now and then."""
        self._marks += 1
        if self._marks > self.limits.marks:
            raise Exhausted("Tệp có quá nhiều hình vẽ và ký tự")
        if self._marks % 2000 == 0:
            self.spend()
