"""Seal days: give every event its leaf in the one tree, and publish a root for each day that is over.

Writers never meet the tree: each organisation's chain stays its own queue, and the tree is built afterwards. An event
belongs to the tree from the sealing that first sees it. What commits late, with a time of a day that is sealed
already, gets its leaf at the next sealing: indexes have no gap, no leaf ever moves, and so any two published roots are
consistent.

The order of new leaves is recorded_at, then the organisation's code, then the position in its chain. Within a chain
times never go backwards and a later event cannot commit before an earlier one, so leaves keep every chain's order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Collate
from django.utils.timezone import localdate, make_aware

from portal.ledger.merkle import Frontier, leaf_hash
from portal.ledger.models import Event, LedgerLeaf, LedgerNode, LedgerRoot
from portal.ledger.proofs import edge

BATCH = 10_000
_PLAIN_ORDER = {"sqlite": "BINARY", "postgresql": "C"}
_Waiting = tuple[int, str, datetime]  # event's key, hash, recorded_at


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run added."""

    leaves: int
    roots: int


class NotOver(ValueError):
    """A day is sealed only after it has ended; the message is Vietnamese."""


def seal(*, on: date, at: datetime) -> Sealed:
    """Seal all days up to `on` that are not sealed yet, each with its root; a day without events too.

    Idempotent, and safe to kill: it goes on where the last committed batch ended. Raises NotOver, and
    IntegrityError when another process is sealing at the same moment (which then has done the work).
    """
    if on >= localdate(at):
        raise NotOver("Chỉ niêm phong được ngày đã qua.")
    last = LedgerRoot.objects.order_by("-date").first()
    if last is not None and last.date >= on:
        return Sealed(0, 0)
    leaves = roots = 0
    while True:
        with transaction.atomic():
            batch = _waiting(on)
            state = _Sealing(at)
            for row in batch:
                state.take(*row)
            if len(batch) < BATCH:
                state.close(on)
            state.store()
        leaves, roots = leaves + len(batch), roots + len(state.roots)
        if len(batch) < BATCH:
            return Sealed(leaves, roots)


def _waiting(on: date) -> list[_Waiting]:
    midnight = make_aware(datetime.combine(on + timedelta(days=1), datetime.min.time()))
    code = Collate("organisation__code", _PLAIN_ORDER[connection.vendor])
    found = Event.objects.filter(recorded_at__lt=midnight, leaf__isnull=True)
    return list(
        found.order_by("recorded_at", code, "sequence").values_list("pk", "hash", "recorded_at")[:BATCH]
    )


class _Sealing:
    """The tree's right edge, and the rows that one batch adds."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.frontier: Frontier = edge()
        self.day = _day_to_seal()
        self.leaves: list[LedgerLeaf] = []
        self.nodes: list[LedgerNode] = []
        self.roots: list[LedgerRoot] = []

    def take(self, event: int, digest: str, recorded_at: datetime) -> None:
        day = localdate(recorded_at)
        self.day = self.day or day
        self._publish_before(day)
        self.leaves.append(LedgerLeaf(index=self.frontier.size, event_id=event))
        for (level, position), made in self.frontier.append(leaf_hash(bytes.fromhex(digest))):
            self.nodes.append(LedgerNode(number=LedgerNode.number_of(level, position), hash=made.hex()))

    def close(self, on: date) -> None:
        """Publish the days up to `on`; before the first event there is nothing to publish."""
        self._publish_before(on + timedelta(days=1))

    def _publish_before(self, day: date) -> None:
        for passed in _days(self.day, day):
            root = self.frontier.root().hex()
            self.roots.append(LedgerRoot(date=passed, size=self.frontier.size, root=root, sealed_at=self.at))
            self.day = passed + timedelta(days=1)

    def store(self) -> None:
        LedgerLeaf.objects.bulk_create(self.leaves, batch_size=2000)
        LedgerNode.objects.bulk_create(self.nodes, batch_size=2000)
        LedgerRoot.objects.bulk_create(self.roots, batch_size=2000)


def _days(first: date | None, end: date) -> Iterator[date]:
    while first is not None and first < end:
        yield first
        first += timedelta(days=1)


def _day_to_seal() -> date | None:
    """The day whose root comes next; None while the ledger has neither root nor leaf."""
    last = LedgerRoot.objects.order_by("-date").values_list("date", flat=True).first()
    if last is not None:
        return last + timedelta(days=1)
    first = Event.objects.filter(leaf__index=0).values_list("recorded_at", flat=True).first()
    return localdate(first) if first else None
