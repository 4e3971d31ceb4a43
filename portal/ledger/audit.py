"""Read the whole ledger from the database in bounded memory and verify it."""

import time
from dataclasses import dataclass

from django.db import connections, transaction

from portal.ledger import guards
from portal.ledger.models import ChainHead
from portal.ledger.reading import event_rows
from portal.ledger.tree_audit import Saved, verify_tree
from portal.ledger.verification import Problem, verify_ends, verify_rows

# The columns of verification.Row in their order.
COLUMNS = (
    "organisation",
    "sequence",
    "subject",
    "kind",
    "recorded_at",
    "effective_at",
    "actor_role",
    "payload",
    "salt",
    "commitment",
    "previous_hash",
    "hash",
)


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


def verify(using: str = "default", saved: Saved | None = None) -> Report:
    """Check every chain and its head, then the daily tree, then what was saved outside. Reads only.

    Safe beside writers. Without anything saved outside, whoever can write every table can rewrite all of it.
    """
    connection = connections[using]
    started = time.perf_counter()
    with connection.cursor() as cursor:
        missing = tuple(guards.missing(connection.vendor, cursor))
    before = _heads(using)
    with transaction.atomic(using=using):
        checked = verify_rows(event_rows(COLUMNS, using=using), before)
    problem = checked.problem or verify_ends(checked.ends, _heads(using))
    problem = problem or verify_tree(using, saved or Saved())
    seconds = time.perf_counter() - started
    chains = len(set(before) | set(checked.ends))
    return Report(checked.events, chains, seconds, problem, missing)


def _heads(using: str) -> dict[str, tuple[int, str]]:
    rows = ChainHead.objects.using(using).values_list("organisation__code", "sequence", "hash")
    return {code: (sequence, digest) for code, sequence, digest in rows}
