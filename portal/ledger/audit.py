"""Read the whole ledger from the database in bounded memory and verify it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections, transaction

from portal.ledger import guards
from portal.ledger.models import ChainHead, Event
from portal.ledger.verification import Problem, Row, verify_ends, verify_rows
from portal.organisations.models import Organisation

BATCH = 2000

# Both yield the text of chain.utc_text() in SQL, which spares a datetime object per event.
_UTC = {
    "sqlite": "substr({0},1,10)||'T'||substr({0}||'.000000',12,15)||'Z'",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of verify(); seconds is wall time, guards_missing the triggers not in force."""

    events: int
    chains: int
    seconds: float
    problem: Problem | None
    guards_missing: tuple[str, ...]

    @property
    def per_second(self) -> int:
        return round(self.events / self.seconds) if self.seconds else 0

    def as_dict(self) -> dict[str, object]:
        return {
            "ok": self.problem is None,
            "events": self.events,
            "chains": self.chains,
            "seconds": round(self.seconds, 3),
            "events_per_second": self.per_second,
            "guards_missing": list(self.guards_missing),
            "first_bad": self.problem.as_dict() if self.problem else None,
        }


def verify(using: str = "default") -> Report:
    """Check every chain and its head. Safe beside writers; reads only."""
    connection = connections[using]
    started = time.perf_counter()
    with connection.cursor() as cursor:
        missing = tuple(guards.missing(connection.vendor, cursor))
    before = _heads(using)
    with transaction.atomic(using=using):
        checked = verify_rows(_rows(using), before)
    problem = checked.problem or verify_ends(checked.ends, _heads(using))
    seconds = time.perf_counter() - started
    chains = len(set(before) | set(checked.ends))
    return Report(checked.events, chains, seconds, problem, missing)


def _heads(using: str) -> dict[str, tuple[int, str]]:
    rows = ChainHead.objects.using(using).values_list("organisation__code", "sequence", "hash")
    return {code: (sequence, digest) for code, sequence, digest in rows}


def _rows(using: str) -> Iterator[Row]:
    """Yield the events chain by chain, without ever holding more than a batch."""
    connection = connections[using]
    utc = _UTC[connection.vendor]
    events, organisations = Event._meta.db_table, Organisation._meta.db_table
    # LEFT JOIN: events whose organisation was taken away must fail, not vanish.
    with connection.chunked_cursor() as cursor:
        # Every part is a constant of this module or a table's name.
        cursor.execute(
            f"SELECT COALESCE(o.code, '?'), e.sequence, e.subject, e.kind, "  # noqa: S608
            f"{utc.format('e.recorded_at')}, {utc.format('e.effective_at')}, "
            "e.actor_role, e.payload, e.salt, e.commitment, e.previous_hash, e.hash "
            f"FROM {events} e LEFT JOIN {organisations} o ON o.id = e.organisation_id "
            "ORDER BY e.organisation_id, e.sequence"
        )
        while batch := cursor.fetchmany(BATCH):
            yield from batch
