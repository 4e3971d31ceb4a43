"""When a disclosure duty falls due and how long the disclosure stays posted. Pure."""

from datetime import date, datetime
from typing import Protocol

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import DutyPeriod, KeepUnit, Trigger
from portal.statutes.deadlines import Deadline, due
from portal.statutes.periods import STANDING, period_bounds
from portal.statutes.terms import Unit


class Duty(Protocol):
    """What the arithmetic needs of a DisclosureDuty."""

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
    def basis(self) -> str: ...


def duty_due(duty: Duty, trigger_date: date | datetime, calendar: WorkingCalendar) -> Deadline:
    """When the duty must be fulfilled if its trigger happened on `trigger_date`.

    The trigger's day is day zero; see `trigger_date` for duties whose trigger is a date by itself.
    """
    return due(trigger_date, duty.publish_within, duty.unit, calendar, basis=duty.basis)


def trigger_date(duty: Duty, period: str, calendar: WorkingCalendar) -> date | None:
    """The date that starts the duty's clock for a period; None when only an act can start it."""
    if duty.trigger == Trigger.FIXED_DATE:
        return duty.trigger_on
    first, last = period_bounds(period)
    if duty.trigger == Trigger.LAST_WORKING_DAY_OF_MARCH and first:
        return calendar.last_working_day_of_month(first.year, 3)
    if duty.trigger == Trigger.PERIOD_BEGIN:
        return first
    return last if duty.trigger == Trigger.PERIOD_END else None


def periods_of(duty: Duty, year: int) -> tuple[str, ...]:
    """The period keys for which the duty recurs in a year; none for duties that arise on an event."""
    by_kind: dict[str, tuple[str, ...]] = {
        DutyPeriod.STANDING: (STANDING,),
        DutyPeriod.ANNUAL: (str(year),),
        DutyPeriod.QUARTERLY: tuple(f"{year}-Q{quarter}" for quarter in range(1, 5)),
        DutyPeriod.BUDGET_QUARTERS: (f"{year}-Q1", f"{year}-6M", f"{year}-9M"),
        DutyPeriod.MONTHLY: tuple(f"{year}-{month:02d}" for month in range(1, 13)),
        DutyPeriod.ONCE: (duty.fixed_period,) if duty.fixed_period.startswith(str(year)) else (),
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
