"""The working calendar: which days count, which do not, and why. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from portal.statutes.wording import WEEKEND, short_date

SATURDAY = 5


class CalendarCoverageError(ValueError):
    """A date lies outside the years whose holidays the calendar knows."""


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """What an administrator (or an official notice) says about one date.

    `kind` is day_off, working_day or unconfirmed. An unconfirmed holiday is worked until somebody
    confirms it: a deadline must not drift later on a rumour.
    """

    date: date
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days of a span of years. Two calendars are equal when their content is.

    `days_off` and `worked` map dates to the Vietnamese reason; `worked` lists weekend days that are
    worked in exchange. Asking about a date outside `first_year`–`last_year` raises
    CalendarCoverageError: silently treating unknown holidays as working days would give wrong dates.
    Years after `announced_through` follow the law's fixed holidays only; exchanges are not known yet.
    """

    days_off: Mapping[date, str] = field(compare=False, repr=False)
    worked: Mapping[date, str] = field(compare=False, repr=False)
    first_year: int
    last_year: int
    announced_through: int
    version: str = field(init=False)

    def __post_init__(self) -> None:
        # Frozen content under a frozen dataclass: the version must never describe something else.
        object.__setattr__(self, "days_off", MappingProxyType(dict(self.days_off)))
        object.__setattr__(self, "worked", MappingProxyType(dict(self.worked)))
        object.__setattr__(self, "version", self._digest())

    def _digest(self) -> str:
        content = {
            "years": [self.first_year, self.last_year, self.announced_through],
            "off": sorted((day.isoformat(), reason) for day, reason in self.days_off.items()),
            "worked": sorted((day.isoformat(), reason) for day, reason in self.worked.items()),
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def covers(self, day: date) -> bool:
        """Whether the holidays of that day's year are known."""
        return self.first_year <= day.year <= self.last_year

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year whose official exchanges are not entered yet."""
        return day.year > self.announced_through

    def is_working_day(self, day: date) -> bool:
        self._require(day)
        if day.weekday() >= SATURDAY:
            return day in self.worked
        return day not in self.days_off

    def reason_off(self, day: date) -> str | None:
        """Why the day is off, in Vietnamese; None for a working day."""
        if self.is_working_day(day):
            return None
        return self.days_off.get(day, WEEKEND)

    def reason_worked(self, day: date) -> str | None:
        """Why a weekend day is worked, in Vietnamese; None for every other day."""
        return self.worked.get(day)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        while True:
            day = self.shift(day, 1)
            if self.is_working_day(day):
                return day

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def on_or_before(self, day: date) -> date:
        """The day itself when it is a working day, else the one before it."""
        while not self.is_working_day(day):
            day = self.shift(day, -1)
        return day

    def add_working_days(self, day: date, amount: int) -> date:
        """The working day that is `amount` working days after `day` (0 leaves it untouched)."""
        for _ in range(amount):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in [start, end)."""
        return sum(self.is_working_day(day) for day in days_from(start, end))

    def last_working_day_of_month(self, year: int, month: int) -> date:
        following = date(year + month // 12, month % 12 + 1, 1)
        return self.on_or_before(following - timedelta(days=1))

    def shift(self, day: date, days: int) -> date:
        """`day` plus calendar days, refusing to leave the covered years."""
        try:
            moved = day + timedelta(days=days)
        except OverflowError as error:
            raise CalendarCoverageError(self._coverage_message("ngày tính được")) from error
        self._require(moved)
        return moved

    def _require(self, day: date) -> None:
        if not self.covers(day):
            raise CalendarCoverageError(self._coverage_message(short_date(day)))

    def _coverage_message(self, what: str) -> str:
        return (
            f"Lịch làm việc chỉ có các năm {self.first_year}–{self.last_year}; {what} nằm ngoài khoảng này."
        )


def days_from(start: date, end: date) -> Iterable[date]:
    """Every date in [start, end)."""
    return (start + timedelta(days=offset) for offset in range((end - start).days))


def build_calendar(
    holidays: Mapping[date, str],
    worked: Mapping[date, str],
    exceptions: Iterable[ExceptionalDay],
    *,
    first_year: int,
    last_year: int,
    announced_through: int,
) -> WorkingCalendar:
    """Lay exceptions over the published holidays; an exception always wins over them.

    A year that has an exception counts as announced: somebody has entered that year's notice.
    """
    off, on = dict(holidays), dict(worked)
    for day in exceptions:
        off.pop(day.date, None)
        if day.kind == "unconfirmed":
            continue
        on.pop(day.date, None)
        if day.kind == "day_off":
            off[day.date] = day.reason or "nghỉ theo thông báo"
        elif day.kind == "working_day" and day.date.weekday() >= SATURDAY:
            on[day.date] = day.reason or "làm việc bù"
        announced_through = max(announced_through, day.date.year)
    return WorkingCalendar(
        days_off=off,
        worked=on,
        first_year=first_year,
        last_year=last_year,
        announced_through=announced_through,
    )
