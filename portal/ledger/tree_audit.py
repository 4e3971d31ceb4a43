"""Check the daily tree against the events, and both against what somebody saved, in bounded memory."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.ledger.merkle import Frontier, leaf_hash
from portal.ledger.models import Event, LedgerLeaf, LedgerNode, LedgerRoot
from portal.ledger.verification import TREE, Problem

BLOCK = 1 << 12


class Unreadable(ValueError):
    """The file holds neither roots nor receipts; the message is Vietnamese."""


@dataclass(slots=True)
class Saved:
    """What somebody kept outside: roots by the size of their tree, and events by their place."""

    roots: dict[int, str] = field(default_factory=dict)
    events: dict[tuple[str, int], str] = field(default_factory=dict)
    # Two files that contradict each other, whatever the database says.
    conflict: int | None = None

    def add(self, document: Any) -> None:
        """Take a page of roots, a proof or a receipt in the published forms."""
        if not isinstance(document, Mapping):
            raise Unreadable("tệp không phải gốc hay biên nhận của sổ cái")
        items = [*(document.get("roots") or []), *(document.get(key) for key in ("tree", "first", "second"))]
        found = [item for item in items if item is not None]
        event = document.get("event")
        if not found and event is None:
            raise Unreadable("tệp không phải gốc hay biên nhận của sổ cái")
        try:
            for item in found:
                size, root = int(item["size"]), str(item["root"])
                if self.roots.setdefault(size, root) != root:
                    self.conflict = size
            if event is not None:
                self.events[str(event["organisation"]), int(event["sequence"])] = str(event["hash"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable("tệp không phải gốc hay biên nhận của sổ cái") from error


def read_saved(paths: Iterable[Path]) -> Saved:
    """Read what was saved; raises Unreadable and OSError."""
    saved = Saved()
    for path in paths:
        try:
            saved.add(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise Unreadable(f"{path}: {error}") from error
    return saved


def verify_tree(using: str, saved: Saved) -> Problem | None:
    """Name the first leaf, node or root that is wrong, or what was saved and is no longer true."""
    if saved.conflict is not None:
        return _problem(saved.conflict, "saved", "hai tệp đã lưu nói khác nhau về gốc cỡ này")
    return _walk(using, saved) or _events_gone(using, saved)


def _walk(using: str, saved: Saved) -> Problem | None:
    roots = LedgerRoot.objects.using(using).order_by("date").iterator(chunk_size=2000)
    published = _Published(roots)
    frontier, ends = Frontier(), dict[int, int]()
    for leaves in _blocks(using):
        made: dict[int, str] = {}
        for index, digest, organisation, sequence in leaves:
            if index != frontier.size:
                return _problem(frontier.size, "leaf", "thiếu lá này hoặc sự kiện của nó")
            # A later event before an earlier one of its chain; one left out shows as a gap to the next.
            if sequence != ends.get(organisation, 0) + 1:
                return _problem(index, "leaf", "lá không theo thứ tự của chuỗi")
            ends[organisation] = sequence
            for (level, position), node in frontier.append(leaf_hash(bytes.fromhex(digest))):
                made[LedgerNode.number_of(level, position)] = node.hex()
            if problem := published.check(frontier) or _check_saved(frontier, saved):
                return problem
        stored = LedgerNode.objects.using(using).in_bulk(list(made))
        for number, digest in made.items():
            if number not in stored or stored[number].hash != digest:
                return _problem(frontier.size - 1, "node", "nút của cây không khớp với các lá")
    return published.end(frontier) or _longer(frontier, saved)


def _blocks(using: str) -> Iterator[list[tuple[int, str, int, int]]]:
    """Leaves with hash, organisation and position of their events; a leaf without its event leaves a gap."""
    last = LedgerLeaf.objects.using(using).order_by("-index").values_list("index", flat=True).first()
    for first in range(0, -1 if last is None else last + 1, BLOCK):
        rows = Event.objects.using(using).filter(leaf__index__gte=first, leaf__index__lt=first + BLOCK)
        yield list(
            rows.order_by("leaf__index").values_list("leaf__index", "hash", "organisation_id", "sequence")
        )


class _Published:
    """The roots in the order of their days, compared as the tree reaches their sizes."""

    def __init__(self, roots: Iterator[LedgerRoot]) -> None:
        self._roots = roots
        self._next = next(roots, None)
        self._last: LedgerRoot | None = None

    def check(self, frontier: Frontier) -> Problem | None:
        while self._next is not None and self._next.size <= frontier.size:
            root, before = self._next, self._last
            if root.size != frontier.size or root.root != frontier.root().hex():
                return _problem(root.size - 1, "root", f"gốc ngày {root.date} không khớp với các lá")
            if before is not None and root.date != before.date + timedelta(days=1):
                return _problem(root.size - 1, "root", f"thiếu gốc giữa {before.date} và {root.date}")
            self._last, self._next = root, next(self._roots, None)
        return None

    def end(self, frontier: Frontier) -> Problem | None:
        if self._next is not None:
            return _problem(frontier.size, "leaf", f"gốc ngày {self._next.date} có nhiều lá hơn còn lại")
        return None


def _check_saved(frontier: Frontier, saved: Saved) -> Problem | None:
    root = saved.roots.get(frontier.size)
    if root is not None and root != frontier.root().hex():
        return _problem(frontier.size - 1, "saved", "gốc đã lưu ở cỡ này khác với các lá hiện có")
    return None


def _longer(frontier: Frontier, saved: Saved) -> Problem | None:
    if saved.roots and max(saved.roots) > frontier.size:
        return _problem(
            frontier.size, "saved", f"đã lưu gốc của {max(saved.roots)} lá, nay chỉ còn {frontier.size}"
        )
    return None


def _events_gone(using: str, saved: Saved) -> Problem | None:
    for (code, sequence), digest in sorted(saved.events.items()):
        here = Event.objects.using(using).filter(organisation__code=code, sequence=sequence, hash=digest)
        if not here.exists():
            return Problem(code, sequence, "saved", "biên nhận đã lưu không còn khớp với dòng này")
    return None


def _problem(index: int, what: str, detail: str) -> Problem:
    return Problem(TREE, index, what, detail)
