"""A calendar of 2026 that needs no database: published holidays and the known exceptions."""

from collections.abc import Iterable
from datetime import date, datetime

from portal.statutes.calendar import ExceptionalDay, WorkingCalendar, build_calendar
from portal.statutes.holidays_source import FIRST_YEAR, LAST_YEAR, published_days
from portal.statutes.terms import ZONE

EXCEPTIONS = (
    ExceptionalDay(date(2026, 1, 2), "day_off", "nghỉ hoán đổi"),
    ExceptionalDay(date(2026, 1, 10), "working_day", "làm bù"),
    ExceptionalDay(date(2026, 8, 22), "working_day", "làm bù"),
    ExceptionalDay(date(2026, 11, 24), "unconfirmed"),
)


def make_calendar(exceptions: Iterable[ExceptionalDay] = ()) -> WorkingCalendar:
    """The calendar of the portal, with more exceptions laid over it."""
    published = published_days()
    return build_calendar(
        published.holidays,
        published.worked,
        (*EXCEPTIONS, *exceptions),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        announced_through=published.announced_through,
    )


CALENDAR = make_calendar()


def vn(text: str) -> datetime:
    """An ISO moment in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
