"""How far ahead the working calendar is certain. Pure.

Holidays fixed by law are known for any year; which days are exchanged or added is announced year by year. A deadline
that falls into a year without an announcement may still move.
"""

from datetime import date, timedelta

from portal.statutes.calendar import WorkingCalendar

LOOKS_AHEAD = timedelta(days=60)


def uncertain_from(calendar: WorkingCalendar, *, on: date) -> date | None:
    """Return the first day of the next 60 whose year nobody has announced; None while all are certain."""
    last = on + LOOKS_AHEAD
    if not calendar.is_provisional(last):
        return None
    return max(on, date(calendar.announced_through + 1, 1, 1))
