"""From ledger events to the state of cases, duties and postings at the end of a period. Pure.

Events come chain by chain and in each chain in the order of their sequence. What was recorded after
the period is not read: a score is what could be known at its end. Acts count on the day on which they
were recorded, so that nobody can answer yesterday's deadline today; only the arrival of a petition
counts on its effective day, which is earlier for paper.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.accountability.counting import FIRST, Counting

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

# organisation code, sequence, kind, subject, recorded_at, effective_at (ledger's UTC text), payload text
ScoreEvent = tuple[str, int, str, str, str, str, str]
COLUMNS = ("organisation", "sequence", "kind", "subject", "recorded_at", "effective_at", "payload")


class _Days(dict[str, str]):
    """The local day of a UTC hour such as "2026-03-06T17": a year has few hours and many events."""

    def __missing__(self, hour: str) -> str:
        # Whole hours suffice: this zone's offset is +07:00.
        day = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(ZONE).date().isoformat()
        self[hour] = day
        return day


@dataclass(slots=True)
class Case:
    """A petition's stay with one organisation; a forwarded petition has one per organisation.

    Days are ISO texts, "" where there is none. place is the sequence of the event by which it came.
    """

    organisation: str
    subject: str
    place: int
    came_on: str
    channel: str = ""
    acknowledge_due: str = ""
    acknowledged_on: str = ""
    answer_start: str = ""
    answer_due: str = ""
    answered_on: str = ""
    forwarded_on: str = ""
    refused_on: str = ""
    answers: int = 0
    upheld: int = 0
    last_answer_counts: bool = False
    ratings: int = 0
    rating_sum: int = 0
    last_rating: int = 0
    # Since when an answer stands that no review found wrong; and when the organisation itself handed the case on.
    stands_since: str = ""
    handed_on: str = ""


@dataclass(slots=True)
class Duty:
    """One disclosure duty of one organisation and period; disclosed_on "" while it is not public.

    exempted: an approved exemption stood at the end of the period, and the duty counts neither way.
    """

    organisation: str
    place: int
    due: str = ""
    disclosed_on: str = ""
    exempted: bool = False


@dataclass(slots=True)
class Docket:
    """Everything that the indicators of the period [start, end] need. Days are ISO texts."""

    start: str
    end: str
    counting: Counting = FIRST
    cases: list[Case] = field(default_factory=list)
    duties: dict[tuple[str, str], Duty] = field(default_factory=dict)
    # organisation, place, day, whether it was kept
    postings: list[tuple[str, int, str, bool]] = field(default_factory=list)
    # (organisation, subject) -> consultation, reception or dialogue; disclosed_on is the day on which it was done
    meetings: dict[tuple[str, str], Duty] = field(default_factory=dict)
    # subject -> (recorded_at, whether it is excluded)
    exclusions: dict[str, tuple[str, bool]] = field(default_factory=dict)
    _open: dict[tuple[str, str], Case] = field(default_factory=dict)

    def is_excluded(self, subject: str) -> bool:
        """Whether the shared rule takes the case out of every indicator: excluded and not restored."""
        return self.exclusions.get(subject, ("", False))[1]


def read(events: Iterable[ScoreEvent], start: str, end: str, counting: Counting = FIRST) -> Docket:
    """Return the docket of the period; start and end are ISO days, both included."""
    docket = Docket(start, end, counting)
    extend(docket, events)
    return docket


def extend(docket: Docket, events: Iterable[ScoreEvent]) -> None:
    """Read further events into the docket, of the same chains from where they ended."""
    days = _Days()
    for organisation, sequence, kind, subject, recorded, effective, payload in events:
        day = days[recorded[:13]]
        rule = RULES.get(kind)
        if rule is None or day > docket.end:
            continue
        case = docket._open.get((organisation, subject))
        act = Act(organisation, sequence, kind, subject, day, recorded, days[effective[:13]], payload)
        rule(docket, act, case)


@dataclass(slots=True)
class Act:
    """One event with its local days; payload is parsed only by the rules that need it."""

    organisation: str
    sequence: int
    kind: str
    subject: str
    day: str
    recorded: str
    effective_day: str
    payload: str

    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))


Rule = Callable[[Docket, Act, Case | None], None]


def _came(docket: Docket, act: Act, case: Case | None) -> None:
    """A petition arrives, from a resident or from another organisation."""
    facts = act.facts()
    clocks = facts.get("clocks") or {}
    answer, acknowledge = clocks.get("answer") or {}, clocks.get("acknowledge") or {}
    is_first = act.kind == "petition_received"
    came_on = act.effective_day if is_first else act.day
    new = Case(act.organisation, act.subject, act.sequence, came_on)
    new.channel = facts.get("channel", "") if is_first else ""
    new.answer_start = answer.get("start") or ""
    new.answer_due = answer.get("due") or ""
    new.acknowledge_due = acknowledge.get("due") or ""
    docket.cases.append(new)
    docket._open[act.organisation, act.subject] = new


def _acknowledged(docket: Docket, act: Act, case: Case | None) -> None:
    """Accepting, refusing or answering tells the resident that the petition arrived, too."""
    if case is not None and not case.acknowledged_on:
        case.acknowledged_on = act.day


def _accepted(docket: Docket, act: Act, case: Case | None) -> None:
    _acknowledged(docket, act, case)
    answer = (act.facts().get("clocks") or {}).get("answer") or {}
    if case is not None and answer.get("due"):
        if not case.answer_due:
            case.answer_start = answer.get("start") or act.day
        _move_due(case, answer["due"], act.day)


def _refused(docket: Docket, act: Act, case: Case | None) -> None:
    _acknowledged(docket, act, case)
    if case is not None and not case.refused_on:
        case.refused_on = act.day


def _forwarded(docket: Docket, act: Act, case: Case | None) -> None:
    if case is not None and not case.forwarded_on:
        case.forwarded_on = act.day
        case.handed_on = act.day if act.kind == "forwarded" else ""


def _assigned(docket: Docket, act: Act, case: Case | None) -> None:
    """The body above may leave the case where it is."""
    if act.facts().get("to") != act.organisation:
        _forwarded(docket, act, case)


def _due_moved(docket: Docket, act: Act, case: Case | None) -> None:
    """Extension, pause, or a changed calendar, of a clock that runs.

    Only a change of the calendar moves a date that has passed.
    """
    facts = act.facts()
    due, stage = facts.get("due") or "", facts.get("stage", "answer")
    if case is None or not due:
        return
    if stage == "acknowledge" and case.acknowledge_due:
        case.acknowledge_due = due
    elif stage == "answer" and case.answer_due:
        case.answer_start = facts.get("start") or case.answer_start
        _move_due(case, due, act.day, always=act.kind == "due_recomputed")


def _move_due(case: Case, due: str, day: str, *, always: bool = False) -> None:
    if always or not case.answer_due or day <= case.answer_due:
        case.answer_due = due


def _answered(docket: Docket, act: Act, case: Case | None) -> None:
    """The first answer meets the deadline; every answer given in the period counts for `settled`."""
    _acknowledged(docket, act, case)
    if case is None:
        return
    case.answered_on = case.answered_on or act.day
    case.stands_since = case.stands_since or act.day
    case.last_answer_counts = act.day >= docket.start
    case.answers += case.last_answer_counts
    case.last_rating = 0


def _rated(docket: Docket, act: Act, case: Case | None) -> None:
    """The last rating of an answer counts, once."""
    if case is None or not case.answered_on or act.day < docket.start:
        return
    rating = int(act.facts()["rating"])
    case.ratings += not case.last_rating
    case.rating_sum += rating - case.last_rating
    case.last_rating = rating


def _dispute_decided(docket: Docket, act: Act, case: Case | None) -> None:
    """Found right, the resident's dispute takes the answer back; at most once per answer."""
    if case is None or not act.facts().get("upheld"):
        return
    case.stands_since = ""
    if case.last_answer_counts:
        case.upheld += 1
        case.last_answer_counts = False


def _excluded(docket: Docket, act: Act, case: Case | None) -> None:
    before = docket.exclusions.get(act.subject, ("", False))
    if act.recorded >= before[0]:
        docket.exclusions[act.subject] = (act.recorded, act.kind == "excluded")


def _duty(docket: Docket, act: Act) -> Duty:
    key = (act.organisation, act.subject)
    if key not in docket.duties:
        docket.duties[key] = Duty(act.organisation, act.sequence)
    return docket.duties[key]


def _duty_due(docket: Docket, act: Act, case: Case | None) -> None:
    _duty(docket, act).due = act.facts()["due"]


def _disclosed(docket: Docket, act: Act, case: Case | None) -> None:
    duty = _duty(docket, act)
    duty.disclosed_on = duty.disclosed_on or act.day


def _withdrawn(docket: Docket, act: Act, case: Case | None) -> None:
    """What was taken back is not public; what ran out on its planned day was."""
    if act.facts().get("reason") != "expired":
        _duty(docket, act).disclosed_on = ""


def _exempted(docket: Docket, act: Act, case: Case | None) -> None:
    _duty(docket, act).exempted = act.kind == "duty_exempted"


def _posting_ended(docket: Docket, act: Act, case: Case | None) -> None:
    if act.day >= docket.start:
        kept = act.facts().get("kept") is True
        docket.postings.append((act.organisation, act.sequence, act.day, kept))


def _meeting(docket: Docket, act: Act) -> Duty:
    key = (act.organisation, act.subject)
    return docket.meetings.setdefault(key, Duty(act.organisation, act.sequence))


def _meeting_due(docket: Docket, act: Act, case: Case | None) -> None:
    """The day by which it must be held, or the uptake be public, and recorded; the last one stated counts."""
    _meeting(docket, act).due = act.facts()["due"]


def _met(docket: Docket, act: Act, case: Case | None) -> None:
    meeting = _meeting(docket, act)
    meeting.disclosed_on = meeting.disclosed_on or act.day


RULES: dict[str, Rule] = {
    "petition_received": _came,
    "forward_received": _came,
    # A part of a letter that was split: the letter itself is no longer held, its parts count instead.
    "split_from": _came,
    "split": _forwarded,
    "assigned": _assigned,
    "acknowledged": _acknowledged,
    "accepted": _accepted,
    "refused": _refused,
    "forwarded": _forwarded,
    "paused": _due_moved,
    "extended": _due_moved,
    "due_recomputed": _due_moved,
    "answered": _answered,
    "rated": _rated,
    "dispute_decided": _dispute_decided,
    "excluded": _excluded,
    "restored": _excluded,
    "duty_due": _duty_due,
    "disclosed": _disclosed,
    "corrected": _disclosed,
    "withdrawn": _withdrawn,
    "duty_exempted": _exempted,
    "duty_exemption_lifted": _exempted,
    "posting_ended": _posting_ended,
    "consultation_due": _meeting_due,
    "reception_due": _meeting_due,
    "dialogue_due": _meeting_due,
    "uptake_published": _met,
    "reception_held": _met,
    "dialogue_held": _met,
}
