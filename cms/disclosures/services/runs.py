"""The nightly run: make what the year brings, carry over what a rule changed, compute again what a holiday moved.

Each piece is a transaction of its own with its ledger events, so a run that is killed leaves whole pieces and
the next one makes the rest. When nothing has changed since the last run of the day, it ends after four queries.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from cms.disclosures.models import DutyRun, Obligation
from cms.disclosures.services.instantiation import (
    Recurrence,
    missing_obligations,
    recurrences,
    store,
    years_owed,
)
from cms.disclosures.services.obligations import recompute_open_obligations
from cms.disclosures.services.succession import follow_versions
from portal.core import page_cache
from portal.ledger.services import record_many
from portal.organisations.models import Organisation
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.services import working_calendar

# Bodies in one transaction: some thousand obligations, their events and a few megabytes of memory.
CHUNK = 100


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did. `skipped`: nothing had changed since the day's last run."""

    on: str
    created: int
    moved: int
    ended: int
    skipped: bool
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run_duties(*, on: date, at: datetime) -> RunResult:
    """Bring the obligations of every body up to the day. Idempotent."""
    begun = time.perf_counter()
    calendar = working_calendar()
    owed = recurrences(years_owed(on), calendar)
    fingerprint = _fingerprint(on, calendar, owed)
    last = DutyRun.objects.first()
    if last is not None and last.fingerprint == fingerprint:
        return RunResult(on.isoformat(), 0, 0, 0, skipped=True, seconds=_since(begun))
    followed = follow_versions(on=on, at=at, calendar=calendar)
    moved = followed.moved
    if last is None or last.calendar != calendar.version:
        moved += recompute_open_obligations(on=on, at=at)
    created = sum(_make(chunk, owed, at) for chunk in _chunks_lacking(owed))
    DutyRun.objects.create(
        on=on,
        fingerprint=fingerprint,
        calendar=calendar.version,
        created=created,
        moved=moved,
        ended=followed.ended,
        finished_at=at,
    )
    if created or moved or followed.ended:
        page_cache.bump()
    return RunResult(on.isoformat(), created, moved, followed.ended, skipped=False, seconds=_since(begun))


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 3)


def _fingerprint(on: date, calendar: WorkingCalendar, owed: Iterable[Recurrence]) -> str:
    """Name everything that decides what the run would do but the obligations themselves.

    The day is part of it: once a day the obligations are counted too, whatever happened to them.
    """
    bodies = Organisation.objects.order_by("kind").values_list("kind").annotate(Count("pk"), Max("pk"))
    content = [
        on.isoformat(),
        calendar.version,
        *(f"{one.key} {one.duty.pk} {one.duty.effective_to} {one.deadline.due}" for one in owed),
        *map(str, bodies),
    ]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def _chunks_lacking(owed: Sequence[Recurrence]) -> list[list[int]]:
    """Return the ids of the bodies of every kind that lacks something, in pieces. Three queries at any size."""
    bodies = dict(Organisation.objects.order_by().values_list("kind").annotate(Count("pk")))
    stored = {
        (key, period, kind): number
        for key, period, kind, number in Obligation.objects.filter(occurrence="")
        .order_by()
        .values_list("duty_key", "period", "organisation__kind")
        .annotate(Count("pk"))
    }
    kinds = {
        kind for one in owed for kind in one.holders if stored.get((*one.key, kind), 0) < bodies.get(kind, 0)
    }
    lacking = list(Organisation.objects.filter(kind__in=kinds).order_by("pk").values_list("pk", flat=True))
    return [lacking[first : first + CHUNK] for first in range(0, len(lacking), CHUNK)]


@transaction.atomic
def _make(bodies: Sequence[int], owed: Sequence[Recurrence], at: datetime) -> int:
    """Store what some bodies lack, with its events; return how many."""
    # Two runs at once meet here; the second then finds what the first has made.
    held = Organisation.objects.select_for_update().filter(pk__in=bodies).order_by("pk")
    new = missing_obligations(held, owed)
    record_many(store(new, at=at))
    return len(new)
