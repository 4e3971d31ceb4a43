"""Deadlines: from a start, an amount and a calendar to a date and its explanation. Pure.

The day of the event is day zero. What arrives from closing time on, or on a day off, counts as received
on the next working day; what arrives before opening counts that day. A calendar-day deadline that falls
on a day off moves to the next working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.explanation import PauseEffect, Step, explain
from portal.statutes.terms import CLOSES, OPENS, Extension, Pause, Terms, Unit, local

__all__ = [
    "Deadline", "Extension", "Pause", "Step", "Terms", "Unit",
    "compute", "counted_from", "due", "extended_due", "paused_due",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date (the whole day still counts), the day counting began, and why."""

    due: date
    counted_from: date
    trace: tuple[Step, ...]
    terms: Terms
    calendar_version: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `terms` is enough to compute the deadline again (Terms.from_dict)."""
        return {
            "due": self.due.isoformat(),
            "counted_from": self.counted_from.isoformat(),
            "basis": self.terms.basis,
            "trace": [step.as_dict() for step in self.trace],
            "calendar": self.calendar_version,
            "terms": self.terms.as_dict(),
        }


def due(
    start: datetime | date,
    amount: int,
    unit: str,
    calendar: WorkingCalendar,
    *,
    opens: time = OPENS,
    closes: time = CLOSES,
    basis: str = "",
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Deadline:
    """The deadline of `amount` units after `start`, with its explanation in Vietnamese.

    A datetime follows office hours in Asia/Ho_Chi_Minh; a bare date counts as received in office hours.
    Raises ValueError for a naive datetime, a negative amount or an unknown unit, and
    CalendarCoverageError when the answer lies outside the calendar's years.
    """
    terms = Terms(start, amount, unit, basis, opens, closes, tuple(pauses), tuple(extensions))
    return compute(terms, calendar)


def compute(terms: Terms, calendar: WorkingCalendar) -> Deadline:
    """The deadline of stored terms under a calendar, e.g. after the calendar changed."""
    first = counted_from(terms.start, calendar, terms.closes)
    target, effects = _target(terms, first, calendar)
    last = calendar.on_or_after(target)
    trace = explain(terms, calendar, first=first, target=target, last=last, effects=effects)
    return Deadline(last, first, trace, terms, calendar.version)


def extended_due(deadline: Deadline | Terms, extension: Extension, calendar: WorkingCalendar) -> Deadline:
    """The deadline with one more extension. Whether the rule allows it is the caller's question."""
    terms = _terms(deadline)
    return compute(replace(terms, extensions=(*terms.extensions, extension)), calendar)


def paused_due(deadline: Deadline | Terms, pause: Pause, calendar: WorkingCalendar) -> Deadline:
    """The deadline with one more pause. To resume early, give the same pause a nearer `until`:
    a pause that starts on the same day as a stored one replaces it."""
    terms = _terms(deadline)
    others = tuple(known for known in terms.pauses if known.start != pause.start)
    return compute(replace(terms, pauses=(*others, pause)), calendar)


def counted_from(start: datetime | date, calendar: WorkingCalendar, closes: time = CLOSES) -> date:
    """Day zero: the working day on which something counts as received."""
    if not isinstance(start, datetime):
        return calendar.on_or_after(start)
    moment = local(start)
    if moment.time() >= closes:
        return calendar.next_working_day(moment.date())
    return calendar.on_or_after(moment.date())


def _terms(deadline: Deadline | Terms) -> Terms:
    return deadline.terms if isinstance(deadline, Deadline) else deadline


def _target(terms: Terms, first: date, calendar: WorkingCalendar) -> tuple[date, list[PauseEffect]]:
    """The last day before it is moved off a day off, and what each pause did.

    Extensions lengthen the term itself: the law says "30 days, 45 when complex, from acceptance", so the
    weekend at the end of the first 30 days must not add to the 45.
    """
    more = sum(extension.amount for extension in terms.extensions)
    target = _advance(first, terms.amount + more, terms.unit, calendar)
    effects: list[PauseEffect] = []
    for pause in _disjoint(terms.pauses):
        length = 0
        if pause.start <= calendar.on_or_after(target):
            length = _pause_length(pause, first, terms.unit, calendar)
            target = _advance(target, length, terms.unit, calendar)
            effects.append(PauseEffect(pause, length))
        else:
            effects.append(PauseEffect(pause, None))
    return target, effects


def _pause_length(pause: Pause, first: date, unit: str, calendar: WorkingCalendar) -> int:
    start = max(pause.start, first)
    if pause.until <= start:
        return 0
    if unit == Unit.WORKING_DAY:
        return calendar.working_days_between(start, pause.until)
    return (pause.until - start).days


def _disjoint(pauses: Iterable[Pause]) -> list[Pause]:
    """Pauses in order; what two overlapping ones share stops the clock once."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda known: (known.start, known.until)):
        if result and pause.start < result[-1].until:
            if pause.until <= result[-1].until:
                continue
            pause = replace(pause, start=result[-1].until)
        result.append(pause)
    return result


def _advance(day: date, amount: int, unit: str, calendar: WorkingCalendar) -> date:
    if unit == Unit.WORKING_DAY:
        return calendar.add_working_days(day, amount)
    return calendar.shift(day, amount)
