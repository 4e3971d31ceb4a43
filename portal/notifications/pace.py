"""When a letter that did not leave is tried again. Pure."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def next_attempt(*, attempts: int, at: datetime) -> datetime:
    """Return when to try again after so many attempts: 1, 4, 16, 64, 256 minutes, then every 6 hours."""
    return at + min(FIRST_WAIT * 4 ** min(max(attempts - 1, 0), 6), LONGEST_WAIT)


def is_given_up(*, created_at: datetime, at: datetime, days: int) -> bool:
    """Whether a letter has been tried long enough."""
    return at - created_at >= timedelta(days=days)
