"""A bound on the time that one file may take."""

import time

from portal.core.tables.errors import TableError


class Deadline:
    """Raises TableError once the seconds are over; asked between two pieces of work."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self.end:
            raise TableError("Đọc tệp mất quá nhiều thời gian. Hãy chia thành nhiều tệp.", code="slow")
