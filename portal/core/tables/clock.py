"""A bound on the time that one file may take."""

import time

from portal.core.tables.errors import TableError


class Deadline:
    """Raises TableError once this thread has worked for so many seconds; asked between two pieces of work.

    Work, not time on the wall: a busy machine must not refuse a file that it would take at night.
    """

    def __init__(self, seconds: float) -> None:
        self.end = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self.end:
            raise TableError("Đọc tệp mất quá nhiều thời gian. Hãy chia thành nhiều tệp.", code="slow")
