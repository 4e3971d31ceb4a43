"""What each rule looks at in a period: one observation per case, marked or not. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.accountability.docket import Case, Docket


@dataclass(frozen=True, slots=True)
class Observation:
    """One case of one organisation; place is the position in its chain of the event that began it."""

    organisation: str
    subject: str
    place: int
    marked: bool


def _observed(case: Case, marked: bool) -> Observation:
    return Observation(case.organisation, case.subject, case.place, marked)


def _due(docket: Docket) -> Iterator[Case]:
    for case in docket.cases:
        if docket.start <= case.answer_due <= docket.end and not docket.is_excluded(case.subject):
            yield case


def last_day_answers(docket: Docket) -> Iterable[Observation]:
    """Of the answers in time: given on the due day or the day before, after more than two days."""
    for case in _due(docket):
        if case.answered_on and case.answered_on <= case.answer_due:
            left = _days(case.answered_on, case.answer_due)
            yield _observed(case, left <= 1 and _days(case.came_on, case.answer_due) > 2)


def acknowledged_never_answered(docket: Docket) -> Iterable[Observation]:
    """Of the cases whose answer fell due: acknowledged by the next day, and without any outcome since."""
    for case in _due(docket):
        at_once = bool(case.acknowledged_on) and _days(case.came_on, case.acknowledged_on) <= 1
        outcome = case.answered_on or case.forwarded_on or case.refused_on
        yield _observed(case, at_once and not outcome)


def paper_entered_answered(docket: Docket) -> Iterable[Observation]:
    """Of the cases that came on paper: first acknowledged in the ledger on the day of their answer.

    The ledger's acknowledgement is the first trace that cannot be back-dated.
    """
    for case in docket.cases:
        counts = docket.start <= case.came_on and not docket.is_excluded(case.subject)
        if counts and case.channel == "paper":
            same_day = bool(case.answered_on) and case.answered_on == case.acknowledged_on
            yield _observed(case, same_day and _days(case.came_on, case.answered_on) > 2)


def _days(first: str, second: str) -> int:
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()
