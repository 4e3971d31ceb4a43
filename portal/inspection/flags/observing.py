"""What each rule looks at in a period: one observation per case or act, marked or not. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.accountability.docket import ZONE, Case, Docket, ScoreEvent, extend

# Acts that staff do by hand; the day of many others is chosen by residents or by the portal.
BY_STAFF = frozenset({"acknowledged", "accepted", "refused", "forwarded", "paused", "extended", "answered"})
BURST = timedelta(minutes=10)
NEAR = 2
OPENS, SHUTS = 6, 20


@dataclass(frozen=True, slots=True)
class Observation:
    """One case or act of one organisation; place is the position in its chain of the event that began it."""

    organisation: str
    subject: str
    place: int
    marked: bool


@dataclass(slots=True)
class Watch:
    """What the score's docket does not keep: when answers were rated, and when staff acted."""

    ratings: dict[str, list[tuple[datetime, str, int]]] = field(default_factory=lambda: defaultdict(list))
    acts: list[Observation] = field(default_factory=list)
    paused_near: set[tuple[str, str]] = field(default_factory=set)
    extended: set[tuple[str, str]] = field(default_factory=set)


def read(events: Iterable[ScoreEvent], start: str, end: str) -> tuple[Docket, Watch]:
    """Return the docket of the period with what was watched beside it, in one reading."""
    docket, watch = Docket(start, end), Watch()
    extend(docket, _seen(events, docket, watch))
    return docket, watch


def _seen(events: Iterable[ScoreEvent], docket: Docket, watch: Watch) -> Iterator[ScoreEvent]:
    for event in events:
        kind, recorded = event[2], event[4]
        if kind == "rated" or kind in BY_STAFF:
            moment = datetime.fromisoformat(recorded).astimezone(ZONE)
            if docket.start <= moment.date().isoformat() <= docket.end:
                _note(watch, docket, event, moment)
        yield event


def _note(watch: Watch, docket: Docket, event: ScoreEvent, moment: datetime) -> None:
    organisation, place, kind, subject = event[:4]
    if kind == "rated":
        watch.ratings[organisation].append((moment, subject, place))
        return
    odd = moment.weekday() >= 5 or not OPENS <= moment.hour < SHUTS
    watch.acts.append(Observation(organisation, subject, place, odd))
    case = docket._open.get((organisation, subject))
    if kind == "extended":
        watch.extended.add((organisation, subject))
    if kind == "paused" and case is not None and case.answer_due:
        left = _days(moment.date().isoformat(), case.answer_due)
        if 0 <= left <= NEAR:
            watch.paused_near.add((organisation, subject))


def _observed(case: Case, marked: bool) -> Observation:
    return Observation(case.organisation, case.subject, case.place, marked)


def _due(docket: Docket) -> Iterator[Case]:
    for case in docket.cases:
        if docket.start <= case.answer_due <= docket.end and not docket.is_excluded(case.subject):
            yield case


def last_day_answers(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the answers in time: given on the due day or the day before, after more than two days."""
    for case in _due(docket):
        if case.answered_on and case.answered_on <= case.answer_due:
            left = _days(case.answered_on, case.answer_due)
            yield _observed(case, left <= 1 and _days(case.came_on, case.answer_due) > 2)


def acknowledged_never_answered(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases whose answer fell due: acknowledged by the next day, and without any outcome since."""
    for case in _due(docket):
        at_once = bool(case.acknowledged_on) and _days(case.came_on, case.acknowledged_on) <= 1
        outcome = case.answered_on or case.forwarded_on or case.refused_on
        yield _observed(case, at_once and not outcome)


def paper_entered_answered(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases that came on paper: first acknowledged in the ledger on the day of their answer.

    The ledger's acknowledgement is the first trace that cannot be back-dated.
    """
    for case in docket.cases:
        counts = docket.start <= case.came_on and not docket.is_excluded(case.subject)
        if counts and case.channel == "paper":
            same_day = bool(case.answered_on) and case.answered_on == case.acknowledged_on
            yield _observed(case, same_day and _days(case.came_on, case.answered_on) > 2)


def forwarded_late(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases whose answer fell due: handed on when more than half of their time was gone."""
    for case in _due(docket):
        began = case.answer_start or case.came_on
        used = _days(began, case.handed_on) if case.handed_on else 0
        yield _observed(case, used * 2 > _days(began, case.answer_due))


def sent_in_circles(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the stays of cases: those of a case that the organisation had handed on and that came back to it."""
    gone: set[tuple[str, str]] = set()
    for case in docket.cases:
        key = (case.organisation, case.subject)
        if docket.start <= case.came_on and not docket.is_excluded(case.subject):
            yield _observed(case, key in gone)
        if case.handed_on:
            gone.add(key)


def refused_often(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases whose answer fell due: refused before that day."""
    for case in _due(docket):
        yield _observed(case, bool(case.refused_on) and case.refused_on <= case.answer_due)


def paused_before_due(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases whose answer fell due: the clock was stopped in the last two days before the deadline."""
    for case in _due(docket):
        yield _observed(case, (case.organisation, case.subject) in watch.paused_near)


def extended_always(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the cases whose answer fell due: given more time, or declared complex to get it."""
    for case in _due(docket):
        yield _observed(case, (case.organisation, case.subject) in watch.extended)


def ratings_in_bursts(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the ratings: another one of a different case came within ten minutes."""
    for organisation, found in watch.ratings.items():
        moments = sorted(found)
        for index, (moment, subject, place) in enumerate(moments):
            beside = moments[max(0, index - 1) : index] + moments[index + 1 : index + 2]
            marked = any(abs(other - moment) <= BURST and name != subject for other, name, _ in beside)
            if not docket.is_excluded(subject):
                yield Observation(organisation, subject, place, marked)


def outside_hours(docket: Docket, watch: Watch) -> Iterable[Observation]:
    """Of the acts of staff: recorded at a weekend, before six or after eight in the evening."""
    return watch.acts


def _days(first: str, second: str) -> int:
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()
