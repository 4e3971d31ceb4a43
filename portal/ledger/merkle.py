"""The Merkle tree of RFC 9162, section 2.1, over SHA-256. Pure: bytes in, bytes out.

A leaf's hash is SHA-256(0x00 ‖ entry), a node's SHA-256(0x01 ‖ left ‖ right); the entry is the 32 bytes of an event's
hash. A subtree of 2^level leaves that begins at a multiple of its size never changes again once it is full: such
nodes are named (level, position), stored, and every proof is put together from O(log n) of them.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Node = tuple[
    int, int
]  # level, position: the subtree over leaves [position << level, (position + 1) << level)
Range = tuple[int, int]  # leaves from the first to before the second

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def full_nodes(start: int, end: int) -> list[Node]:
    """Return the full subtrees that make up the leaves [start, end), from left to right.

    start must be a multiple of the largest power of two within the range, as it is for every range of a proof.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """Join full subtrees, from left to right and each smaller than the one before, to the root of all."""
    if not hashes:
        return EMPTY_ROOT
    joined = hashes[-1]
    for left in reversed(hashes[:-1]):
        joined = node_hash(left, joined)
    return joined


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose roots prove leaf `index` in the tree of `size` leaves, in the order of the proof."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    low, high, found = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Return the ranges whose roots prove that the tree of `second` leaves continues that of `first`."""
    if not 0 < first <= second:
        raise ValueError(f"no proof leads from {first} leaves to {second}")
    low, high, found, whole = 0, second, [], True
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low, whole = middle, False
    if not whole:
        found.append((low, high))
    return found[::-1]


def hashes_of(ranges: Iterable[Range], node: Callable[[Node], bytes]) -> list[bytes]:
    """Return the roots of the ranges; node() hands out the hash of a full subtree."""
    return [fold([node(place) for place in full_nodes(start, end)]) for start, end in ranges]


def root_from_inclusion(entry: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that the proof leads to (RFC 9162, 2.1.3.2), None when its length cannot be right."""
    if not 0 <= index < size:
        return None
    place, last, joined = index, size - 1, leaf_hash(entry)
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            joined = node_hash(other, joined)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            joined = node_hash(joined, other)
        place, last = place >> 1, last >> 1
    return joined if last == 0 else None


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the proof shows that the second tree continues the first (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


class Frontier:
    """The right edge of a growing tree: the full subtrees of its leaves, at most one a level."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """`hashes` are those of full_nodes(0, size)."""
        self.size = size
        self._edge = list(hashes)

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf by its hash; return the nodes above the leaves that it completes, lowest first."""
        self._edge.append(leaf)
        position, level, made = self.size, 0, []
        while position & 1:
            right = self._edge.pop()
            joined = node_hash(self._edge.pop(), right)
            position, level = position >> 1, level + 1
            self._edge.append(joined)
            made.append(((level, position), joined))
        self.size += 1
        return made

    def root(self) -> bytes:
        return fold(self._edge)


def _split(size: int) -> int:
    """The largest power of two below size."""
    return 1 << ((size - 1).bit_length() - 1)
