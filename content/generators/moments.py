"""Moments at which offices and residents act, on a working calendar. Pure."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.deadlines import counted_from
from portal.statutes.terms import ZONE, Unit

# Letters come in the morning, at noon and above all after work.
_HOURS = {
    6: 2,
    7: 6,
    8: 10,
    9: 10,
    10: 8,
    11: 7,
    12: 7,
    13: 6,
    14: 8,
    15: 8,
    16: 6,
    17: 5,
    18: 5,
    19: 8,
    20: 10,
    21: 7,
    22: 2,
}


@dataclass(frozen=True)
class Year:
    """The demonstration year: its first and last day, the working calendar, and each kind's time to answer."""

    starts: date
    today: date
    calendar: WorkingCalendar
    # kind -> (amount, unit) of its answer clock
    allowances: dict[str, tuple[int, str]]

    @property
    def ends(self) -> datetime:
        """The moment at which the demonstration stops: the end of the last office day."""
        return datetime.combine(self.today, time(17, 0), ZONE)


def letter(rng: random.Random, year: Year) -> datetime:
    """When a resident writes: more and more often as the year goes on, rarely at the weekend."""
    days = (year.today - year.starts).days
    day = year.starts + timedelta(days=int((days + 1) * rng.random() ** 0.85))
    if day.weekday() >= 5 and rng.random() < 0.6:
        day -= timedelta(days=rng.randint(2, 4))
    hour = rng.choices(list(_HOURS), list(_HOURS.values()))[0]
    moment = datetime.combine(max(day, year.starts), time(hour, rng.randint(0, 59), rng.randint(0, 59)), ZONE)
    return min(moment, year.ends - timedelta(minutes=rng.randint(5, 400)))


def received_on(moment: datetime, year: Year) -> date:
    return counted_from(moment, year.calendar)


def office(rng: random.Random, day: date, after: datetime, year: Year) -> datetime:
    """A moment in office hours on the day, or as soon as possible after `after`."""
    day = year.calendar.on_or_after(max(day, after.date()))
    moment = datetime.combine(day, time(7, 35), ZONE) + timedelta(seconds=rng.randint(0, 33_000))
    if moment > after:
        return moment
    moment = after + timedelta(minutes=rng.randint(8, 90))
    opens, closes = (datetime.combine(day, at, ZONE) for at in (time(7, 35), time(16, 50)))
    if opens <= moment <= closes:
        return moment
    if moment < opens:
        return opens + timedelta(seconds=rng.randint(0, 5_000))
    later = datetime.combine(year.calendar.next_working_day(day), time(7, 40), ZONE)
    return later + timedelta(seconds=rng.randint(0, 9_000))


def evening(rng: random.Random, after: datetime, days: int) -> datetime:
    """A moment after work, that many days later: when residents answer back."""
    day = after.date() + timedelta(days=days)
    moment = datetime.combine(day, time(18, 30), ZONE) + timedelta(seconds=rng.randint(0, 12_000))
    return max(moment, after + timedelta(minutes=40))


def advance(start: date, amount: int, unit: str, year: Year) -> date:
    """The working day that lies so many units after the start."""
    if unit == Unit.WORKING_DAY:
        return year.calendar.add_working_days(start, amount)
    return year.calendar.on_or_after(start + timedelta(days=amount))
