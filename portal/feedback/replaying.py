"""The clocks of a case from its ledger events alone. Pure.

The workflow table says which clocks an event stops; what an event starts or moves stands in its payload. So the dates
that the portal shows can be had again from the record, and a date that was changed beside the record shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.feedback.transitions import ROLE_RESIDENT
from portal.feedback.workflow import TABLE, TRANSITIONS
from portal.statutes.choices import Stage


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event about a case. day: the local day of recorded_at; organisation: the code of the chain it stands in."""

    kind: str
    role: str
    day: date
    organisation: str
    payload: Mapping[str, Any]


@dataclass(slots=True)
class Clock:
    """One clock as the events tell it. due and start are None while it waits for another act."""

    due: date | None = None
    start: date | None = None
    met_on: date | None = None
    cancelled_on: date | None = None


@dataclass(slots=True)
class _Stops:
    met: set[str] = field(default_factory=set)
    needless: set[str] = field(default_factory=set)


def _stops() -> dict[str, _Stops]:
    """What each kind of event stops. Acts that share a kind stop the same, but for "excluded": see replay()."""
    found: dict[str, _Stops] = {}
    for row in TABLE:
        if row.event and row.name != "withdraw":
            stops = found.setdefault(row.event, _Stops())
            stops.met.update(row.stops)
            stops.needless.update(row.cancels)
    return found


STOPS = _stops()


def replay(events: Iterable[CaseEvent]) -> dict[str, Clock]:
    """Return the clocks by stage after all events of one case, given in the order of their recording."""
    clocks: dict[str, Clock] = {}
    for event in events:
        stops = _stops_of(event)
        for stage in stops.met:
            _stop(clocks.get(stage), event.day, met=True)
        for stage in stops.needless:
            _stop(clocks.get(stage), event.day, met=False)
        for stage, told in (event.payload.get("clocks") or {}).items():
            clocks[stage] = Clock(_day(told.get("due")), _day(told.get("start")))
        if due := _day(event.payload.get("due")):
            moved = clocks[event.payload.get("stage") or Stage.ANSWER.value]
            moved.due, moved.start = due, _day(event.payload.get("start")) or moved.start
    return clocks


def _stops_of(event: CaseEvent) -> _Stops:
    if event.kind == "assigned":
        # The body above may leave the case where it is, and then nothing stops.
        stays = event.payload.get("to") == event.organisation
        return _Stops() if stays else STOPS[TRANSITIONS["forward"].event]
    # Staff who note that a letter was withdrawn hide it; only its sender ends it.
    if event.kind == "excluded" and event.role == ROLE_RESIDENT:
        return _Stops(needless=set(TRANSITIONS["withdraw"].cancels))
    return STOPS.get(event.kind, _Stops())


def _stop(clock: Clock | None, day: date, *, met: bool) -> None:
    """A clock that never started cannot be met: it is no longer needed."""
    if clock is None or clock.met_on or clock.cancelled_on:
        return
    if met and clock.due:
        clock.met_on = day
    else:
        clock.cancelled_on = day


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
