"""The subjects of cases that were put away, packed: what is kept of each is a fingerprint of eight bytes. Pure.

Two subjects with one fingerprint would only let a chain be read once more than needed.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b


class Away:
    """A set of subjects that only grows, and which of them were excluded when they were put away."""

    __slots__ = ("_new", "_old", "excluded")

    def __init__(self, packed: bytes = b"", excluded: Iterable[str] = ()) -> None:
        self._old = array("Q", packed)
        self._new: set[int] = set()
        self.excluded = set(excluded)

    def __contains__(self, subject: str) -> bool:
        mark = _fingerprint(subject)
        if mark in self._new:
            return True
        place = bisect_left(self._old, mark)
        return place < len(self._old) and self._old[place] == mark

    def __len__(self) -> int:
        return len(self._old) + len(self._new - set(self._old))

    def add(self, subject: str, is_excluded: bool) -> None:
        self._new.add(_fingerprint(subject))
        if is_excluded:
            self.excluded.add(subject)
        else:
            self.excluded.discard(subject)

    def packed(self) -> bytes:
        """Return all fingerprints in order, as this machine writes numbers."""
        if self._new:
            self._old = array("Q", sorted(self._new.union(self._old)))
            self._new = set()
        return self._old.tobytes()


def _fingerprint(subject: str) -> int:
    return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest(), "big")
