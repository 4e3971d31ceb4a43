"""Put proofs together from stored rows: O(log n) of them, in two queries, however long the ledger is."""

from collections.abc import Iterable

from portal.ledger.merkle import (
    Frontier,
    Node,
    Range,
    consistency_ranges,
    full_nodes,
    hashes_of,
    inclusion_ranges,
    leaf_hash,
)
from portal.ledger.models import Event, LedgerLeaf, LedgerNode, LedgerRoot


class Incomplete(RuntimeError):
    """A stored row of the tree is missing: verify_ledger names it."""


def inclusion(index: int, size: int) -> list[str]:
    """Return the proof, as hexadecimal, that leaf `index` is in the tree of `size` leaves."""
    return _proof(inclusion_ranges(index, size))


def consistency(first: int, second: int) -> list[str]:
    """Return the proof, as hexadecimal, that the tree of `second` leaves continues that of `first`."""
    return _proof(consistency_ranges(first, second))


def edge() -> Frontier:
    """Return the tree as far as leaves are given, published or not."""
    last = LedgerLeaf.objects.order_by("-index").values_list("index", flat=True).first()
    size = 0 if last is None else last + 1
    places = full_nodes(0, size)
    found = _hashes(places)
    return Frontier(size, [found[place] for place in places])


def newest_root() -> LedgerRoot | None:
    return LedgerRoot.objects.order_by("-date").first()


def first_root_with(index: int) -> LedgerRoot | None:
    """Return the first published root that the leaf is in; None while its day is not sealed."""
    return LedgerRoot.objects.filter(size__gt=index).order_by("date").first()


def _proof(ranges: list[Range]) -> list[str]:
    found = _hashes(place for start, end in ranges for place in full_nodes(start, end))
    return [digest.hex() for digest in hashes_of(ranges, found.__getitem__)]


def _hashes(places: Iterable[Node]) -> dict[Node, bytes]:
    wanted = list(places)
    leaves = [position for level, position in wanted if level == 0]
    numbers = {LedgerNode.number_of(*place): place for place in wanted if place[0]}
    found: dict[Node, bytes] = {}
    if leaves:
        rows = Event.objects.filter(leaf__index__in=leaves).values_list("leaf__index", "hash")
        found |= {(0, index): leaf_hash(bytes.fromhex(digest)) for index, digest in rows}
    if numbers:
        nodes = LedgerNode.objects.filter(number__in=numbers).values_list("number", "hash")
        found |= {numbers[number]: bytes.fromhex(digest) for number, digest in nodes}
    if len(found) < len(set(wanted)):
        raise Incomplete(f"missing nodes: {sorted(set(wanted) - set(found))[:3]}")
    return found
