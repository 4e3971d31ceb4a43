"""When a disclosure duty falls due and how long the disclosure stays posted. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import DutyPeriod, KeepUnit, Trigger
from portal.statutes.deadlines import Deadline, Step, due
from portal.statutes.periods import STANDING, period_bounds
from portal.statutes.terms import Unit
from portal.statutes.wording import long_date, sentence, short_date


class Duty(Protocol):
    """What the arithmetic needs of a version of a DisclosureDuty."""

    @property
    def trigger(self) -> str: ...
    @property
    def trigger_on(self) -> date | None: ...
    @property
    def publish_within(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def keep_posted_days(self) -> int | None: ...
    @property
    def keep_unit(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def fixed_period(self) -> str: ...
    @property
    def assumed_day(self) -> int | None: ...
    @property
    def assumed_month(self) -> int | None: ...
    @property
    def assumed_year(self) -> int: ...
    @property
    def assumption(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def effective_from(self) -> date: ...
    @property
    def effective_to(self) -> date | None: ...


D = TypeVar("D", bound=Duty)


@dataclass(frozen=True, slots=True)
class Start:
    """What starts the clock of a duty: when, and how anybody knows."""

    on: date
    is_assumed: bool = False
    document: str = ""


# ---- versions


def is_in_force(duty: Duty, day: date) -> bool:
    return duty.effective_from <= day and (duty.effective_to is None or day <= duty.effective_to)


def version_on(versions: Sequence[D], day: date) -> D:
    """The version in force on the day; else the last one that had begun; else the first.

    The first version thus stands for the law before our record of it. Give the versions the oldest first.
    """
    begun = [version for version in versions if version.effective_from <= day]
    for version in reversed(begun):
        if is_in_force(version, day):
            return version
    return begun[-1] if begun else versions[0]


def version_for_period(versions: Sequence[D], period: str, event_on: date, calendar: WorkingCalendar) -> D:
    """The version in force when the period's clock starts; `event_on` is the act's date where an act starts it.

    Each version is asked by its own trigger: a new one may count from another day.
    """
    for version in reversed(versions):
        if is_in_force(version, trigger_date(version, period, calendar) or event_on):
            return version
    return version_on(versions, event_on)


# ---- due dates


def duty_due(duty: Duty, trigger_date: date | datetime, calendar: WorkingCalendar) -> Deadline:
    """When the duty must be fulfilled if its trigger happened on `trigger_date`.

    The trigger's day is day zero; see `trigger_date` for duties whose trigger is a date by itself.
    """
    return due(trigger_date, duty.publish_within, duty.unit, calendar, basis=duty.basis)


def duty_deadline(duty: Duty, start: Start, calendar: WorkingCalendar) -> Deadline:
    """The due date with its explanation, which begins with what started the clock."""
    deadline = duty_due(duty, start.on, calendar)
    return replace(deadline, trace=(_start_step(duty, start), *deadline.trace))


def _start_step(duty: Duty, start: Start) -> Step:
    what = Trigger(duty.trigger).label
    if start.is_assumed:
        text = f"Giả định: {duty.assumption.strip(' .')}. Chưa ai ghi nhận sự kiện “{what}”"
        return Step(start.on, "assumed", sentence(text))
    if duty.trigger == Trigger.BEFORE_DATE and duty.trigger_on:
        last = f"ngày làm việc cuối cùng trước đó là {long_date(start.on)}"
        text = f"Phải xong trước {long_date(duty.trigger_on)}; {last}"
    else:
        named = f", văn bản {start.document}" if start.document else ""
        text = f"Phát sinh khi: {what}{named}, {short_date(start.on)}"
    return Step(start.on, "trigger", sentence(text))


def trigger_date(duty: Duty, period: str, calendar: WorkingCalendar) -> date | None:
    """The date that starts the duty's clock for a period; None when only an act can start it."""
    if duty.trigger == Trigger.FIXED_DATE:
        return duty.trigger_on
    if duty.trigger == Trigger.BEFORE_DATE and duty.trigger_on:
        # "Before the 10th" ends with the 9th, and a day off ends it sooner, not later.
        return calendar.on_or_before(duty.trigger_on - timedelta(days=1))
    first, last = period_bounds(period)
    if duty.trigger == Trigger.LAST_WORKING_DAY_OF_MARCH and first:
        return calendar.last_working_day_of_month(first.year, 3)
    if duty.trigger == Trigger.PERIOD_BEGIN:
        return first
    return last if duty.trigger == Trigger.PERIOD_END else None


def assumed_start(duty: Duty, year: int) -> date | None:
    """The day on which the duty assumes that the act of a year's period happened; None without assumption."""
    if duty.assumed_day is None or duty.assumed_month is None:
        return None
    first = date(year + duty.assumed_year, duty.assumed_month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    # 29 February exists every fourth year only.
    return min(first + timedelta(days=duty.assumed_day - 1), following - timedelta(days=1))


def start_of(duty: Duty, period: str, year: int, calendar: WorkingCalendar) -> Start | None:
    """What starts the clock of a period that recurs in the year, as far as it is known without an announcement."""
    if day := trigger_date(duty, period, calendar):
        return Start(day)
    assumed = assumed_start(duty, year)
    return Start(assumed, is_assumed=True) if assumed else None


def periods_of(duty: Duty, year: int) -> tuple[str, ...]:
    """The period keys for which the duty recurs in a year.

    A duty that arises on an event recurs only when it assumes a yearly date for it.
    """
    by_kind: dict[str, tuple[str, ...]] = {
        DutyPeriod.STANDING: (STANDING,),
        DutyPeriod.ANNUAL: (str(year),),
        DutyPeriod.QUARTERLY: tuple(f"{year}-Q{quarter}" for quarter in range(1, 5)),
        DutyPeriod.BUDGET_QUARTERS: (f"{year}-Q1", f"{year}-6M", f"{year}-9M"),
        DutyPeriod.MONTHLY: tuple(f"{year}-{month:02d}" for month in range(1, 13)),
        DutyPeriod.ONCE: (duty.fixed_period,) if duty.fixed_period.startswith(str(year)) else (),
        DutyPeriod.ON_EVENT: (str(year),) if assumed_start(duty, year) else (),
    }
    return by_kind.get(duty.period, ())


def posted_until(duty: Duty, first_day: date, calendar: WorkingCalendar) -> date | None:
    """The last day of a posting that began on `first_day`; None when it has no end of its own.

    A posting is a minimum, not a deadline, so its end does not move off a day off: names on a list must
    not stay a day longer than the law asks.
    """
    if duty.keep_posted_days is None:
        return None
    if duty.keep_unit == KeepUnit.WORKING_DAY:
        return calendar.add_working_days(first_day, duty.keep_posted_days)
    return calendar.shift(first_day, duty.keep_posted_days) if duty.keep_unit == Unit.CALENDAR_DAY else None
