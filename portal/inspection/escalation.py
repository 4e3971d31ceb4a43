"""Which step of reminding a matter has come to on a day. Pure: rules and the calendar are passed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.statutes.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Step:
    """`days` working days after the deadline (negative: before it) these roles are written to."""

    days: int
    to_handler: bool = False
    to_head: bool = False
    to_province: bool = False
    to_inspector: bool = False


def day_of(due_on: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the working day of a step: 1 is the first working day after the deadline, 0 the deadline itself.

    Before the deadline days are counted back; a deadline on a day off counts from the working day before it.
    """
    if days > 0:
        return calendar.add_working_days(due_on, days)
    day = calendar.on_or_before(due_on)
    for _ in range(-days):
        day = calendar.on_or_before(date.fromordinal(day.toordinal() - 1))
    return day


def step_reached(due_on: date, steps: Iterable[Step], on: date, calendar: WorkingCalendar) -> Step | None:
    """Return the last step whose day has come; None before the first. What was missed earlier is not made up."""
    reached = [step for step in steps if day_of(due_on, step.days, calendar) <= on]
    return max(reached, key=lambda step: step.days, default=None)
