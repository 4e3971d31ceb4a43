"""Check the chains from rows alone and name the first thing that is wrong. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.ledger.chain import GENESIS

# organisation code, sequence, subject, kind, recorded_at, effective_at (both as chain.utc_text()),
# actor role, payload text, salt, commitment, previous hash, hash
Row = tuple[str, int, str, str, str, str, str, str, str, str, str, str]
# organisation code -> (sequence, hash) of its last event
Heads = Mapping[str, tuple[int, str]]

# What can be wrong with an event, in the words of the reports.
WRONG = {
    "gap": "thiếu hoặc thừa sự kiện ở vị trí này",
    "link": "không nối với sự kiện trước",
    "commitment": "nội dung không khớp cam kết",
    "hash": "sự kiện không khớp mã băm",
    "order": "thời gian ghi lùi so với sự kiện trước",
    "truncated": "cuối chuỗi không khớp với đầu chuỗi đã lưu",
}
# Stands for an organisation's code where the daily tree is wrong; the position is then a leaf's index.
TREE = "*"


@dataclass(frozen=True, slots=True)
class Problem:
    """The first bad event of the ledger, by organisation and position; or by TREE and the index of a leaf."""

    organisation: str
    sequence: int
    what: str
    detail: str

    @property
    def place(self) -> str:
        if self.organisation == TREE:
            return f"cây hằng ngày, lá {self.sequence}"
        return f"đơn vị {self.organisation}, vị trí {self.sequence}"

    def as_dict(self) -> dict[str, object]:
        return {
            "organisation": self.organisation,
            "sequence": self.sequence,
            "what": self.what,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """How far verification came. ends: the last event read of each chain."""

    events: int
    ends: dict[str, tuple[int, str]]
    problem: Problem | None


def verify_rows(rows: Iterable[Row], heads: Heads) -> Checked:
    """Check rows that come chain by chain, each in ascending sequence; stops at the first problem.

    heads were read before the rows: a chain may have grown since, so an end beyond its head is left
    to verify_ends(). One chain's state is all that is held, whatever the number of events.
    """
    ends: dict[str, tuple[int, str]] = {}
    code, expected, previous, last_time, count = "", 1, GENESIS, "", 0
    head_sequence, head_hash = 0, GENESIS
    for row in rows:
        count += 1
        if row[0] != code:
            if code:
                ends[code] = (expected - 1, previous)
            code, expected, previous, last_time = row[0], 1, GENESIS, ""
            head_sequence, head_hash = heads.get(code, (0, GENESIS))
        what = _check(row, expected, previous, last_time)
        if what is None and expected == head_sequence and row[11] != head_hash:
            what = "truncated"
        if what is not None:
            place = expected if what == "gap" else row[1]
            return Checked(count, ends, Problem(code, place, what, WRONG[what]))
        expected += 1
        previous = row[11]
        last_time = row[4]
    if code:
        ends[code] = (expected - 1, previous)
    return Checked(count, ends, _short(ends, heads))


def _check(row: Row, expected: int, previous: str, last_time: str) -> str | None:
    """Return what is wrong with one event, or None; chain.event_text() is inlined for speed."""
    code, sequence, subject, kind, recorded, effective, role, payload, salt, committed, linked, digest = row
    if sequence != expected:
        return "gap"
    if linked != previous:
        return "link"
    try:
        salted = bytes.fromhex(salt) + payload.encode()
    except ValueError:
        return "commitment"
    if sha256(salted).hexdigest() != committed:
        return "commitment"
    text = (
        f'{{"actor_role":"{role}","commitment":"{committed}","effective_at":"{effective}",'
        f'"kind":"{kind}","organisation":"{code}","previous_hash":"{linked}",'
        f'"recorded_at":"{recorded}","sequence":{sequence},"subject":"{subject}"}}'
    )
    if sha256(text.encode()).hexdigest() != digest:
        return "hash"
    if recorded < last_time:
        return "order"
    return None


def _short(ends: Heads, heads: Heads) -> Problem | None:
    """Name the first chain that ends before its head says."""
    for code in sorted(heads):
        end = ends.get(code, (0, GENESIS))[0]
        if end < heads[code][0]:
            return Problem(code, end + 1, "truncated", WRONG["truncated"])
    return None


def verify_ends(ends: Heads, heads_after: Heads) -> Problem | None:
    """Name the first chain whose last event its head, read after the rows, does not know of."""
    for code in sorted(ends):
        sequence, digest = ends[code]
        head_sequence, head_hash = heads_after.get(code, (0, GENESIS))
        if head_sequence < sequence or (head_sequence == sequence and head_hash != digest):
            return Problem(code, sequence, "truncated", WRONG["truncated"])
    return None
