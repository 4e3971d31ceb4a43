"""Whether the stored dates of cases are those that the ledger gives."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from portal.feedback.models import Deadline, Petition
from portal.feedback.models.history import next_due
from portal.feedback.replaying import CaseEvent, Clock, replay
from portal.feedback.services.clockwork import iso
from portal.ledger.models import Event

AT_ONCE = 500
_COMPARED = {"due_on": "due", "started_on": "start", "met_on": "met_on", "cancelled_on": "cancelled_on"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One date of one clock that is stored otherwise than the events say. Dates are ISO texts or None.

    stage is "case" for the earliest date, which a case keeps of its clocks.
    """

    code: str
    stage: str
    what: str
    stored: str | None
    replayed: str | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def differences(*, after: int = 0) -> Iterator[tuple[int, list[Difference]]]:
    """Yield, batch by batch in the order of keys, how many cases were looked at and what differs in them.

    Three queries a batch of 500 cases, whatever their number; memory holds one batch. `after` is the key of the last
    case of an earlier look.
    """
    while True:
        batch = list(
            Petition.objects.filter(pk__gt=after).order_by("pk").only("pk", "code", "next_due_on")[:AT_ONCE]
        )
        if not batch:
            return
        after = batch[-1].pk
        events = _events(batch)
        stored: dict[int, list[Deadline]] = {}
        for deadline in Deadline.objects.filter(petition__in=batch).defer("terms", "trace"):
            stored.setdefault(deadline.petition_id, []).append(deadline)
        found = [
            difference
            for petition in batch
            for difference in _compare(
                petition, events.get(petition.subject, []), stored.get(petition.pk, [])
            )
        ]
        yield len(batch), found


def _events(batch: Iterable[Petition]) -> dict[str, list[CaseEvent]]:
    rows = (
        Event.objects.filter(subject__in=[petition.subject for petition in batch])
        .order_by("recorded_at", "pk")
        .values_list("subject", "kind", "actor_role", "recorded_at", "organisation__code", "payload")
    )
    found: dict[str, list[CaseEvent]] = {}
    for subject, kind, role, at, organisation, payload in rows.iterator(chunk_size=2000):
        event = CaseEvent(kind, role, timezone.localtime(at).date(), organisation, json.loads(payload))
        found.setdefault(subject, []).append(event)
    return found


def _compare(petition: Petition, events: list[CaseEvent], stored: list[Deadline]) -> Iterator[Difference]:
    replayed = replay(events)
    if (soonest := next_due(stored)) != petition.next_due_on:
        yield Difference(petition.code, "case", "next_due_on", iso(petition.next_due_on), iso(soonest))
    for deadline in stored:
        clock = replayed.pop(deadline.stage, None)
        if clock is None:
            # A part of a split letter brings along what the letter had already met: the letter's events tell that.
            if deadline.is_running or not _began_as_part(events):
                yield Difference(petition.code, deadline.stage, "stage", iso(deadline.due_on), None)
            continue
        for name, replayed_name in _COMPARED.items():
            own, told = getattr(deadline, name), getattr(clock, replayed_name)
            if own != told:
                yield Difference(petition.code, deadline.stage, name, iso(own), iso(told))
    for stage, clock in replayed.items():
        if not _is_empty(clock):
            yield Difference(petition.code, stage, "stage", None, iso(clock.due))


def _began_as_part(events: list[CaseEvent]) -> bool:
    return bool(events) and events[0].kind == "split_from"


def _is_empty(clock: Clock) -> bool:
    return clock.due is None and clock.met_on is None
