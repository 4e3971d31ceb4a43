"""One chain's docket kept from day to day, so that tomorrow only tomorrow's events are read. Pure.

Cases that have been quiet for a while are put away: what they count for is added up and they are forgotten, except for
their subjects. An event that touches a case that was put away, in its own chain or by an exclusion anywhere, needs the
chain to be read from its beginning once more (Reread); that is rare, and the only case in which it happens.
"""

import hashlib
import inspect
import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field
from datetime import date, timedelta
from functools import cache
from operator import attrgetter

from portal.accountability import docket as docket_module
from portal.accountability import rows as rows_module
from portal.accountability.counting import FIRST, Counting
from portal.accountability.docket import Case, Docket, Duty, ScoreEvent, extend
from portal.accountability.indicators import Tally, tally
from portal.accountability.putaway import Away
from portal.accountability.rows import case_rows, handed_on_late, holds_answer
from portal.accountability.streaming import Exclusions, Summary, Wish, summarise

QUIET_DAYS = 30
_ARRIVALS = ("petition_received", "forward_received", "split_from")
_MARKS = ("excluded", "restored")
# Raised when dump() writes something else than before.
_FORM = 2
_LENGTH = struct.Struct(">I")


class Reread(Exception):  # no error: it says what to do
    """The kept state does not suffice; read the chain from its beginning."""


@dataclass(slots=True)
class ChainState:
    """What is kept of a chain: everything up to sequence has been read.

    settled: tallies of the cases that were put away; away: their subjects, and whether they were excluded then.
    marks: the exclusions that stand in this chain.
    """

    code: str
    book: Docket
    sequence: int = 0
    settled: dict[str, Tally] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    excluded: int = 0
    away: Away = field(default_factory=Away)
    marks: Exclusions = field(default_factory=dict)


def begin(code: str, start: str, counting: Counting = FIRST) -> ChainState:
    return ChainState(code, Docket(start, start, counting))


def advance(state: ChainState, events: Iterable[ScoreEvent], end: str) -> None:
    """Read the chain's next events up to the day; raises Reread, and then the state is of no more use."""
    state.book.end = end
    state.book.exclusions = state.marks
    extend(state.book, _watched(state, events))


def _watched(state: ChainState, events: Iterable[ScoreEvent]) -> Iterator[ScoreEvent]:
    for event in events:
        subject = event[3]
        is_open = (state.code, subject) in state.book._open
        if not is_open and event[2] not in (*_ARRIVALS, *_MARKS) and subject in state.away:
            raise Reread
        state.sequence = event[1]
        yield event


def summary(state: ChainState, marks: Exclusions, wish: Wish) -> Summary:
    """Return what the chain comes to at the end of the state's last day; raises Reread."""
    for subject, (_, is_excluded) in marks.items():
        if subject in state.away and (subject in state.away.excluded) != is_excluded:
            raise Reread
    state.book.exclusions = marks
    _put_away(state, (date.fromisoformat(state.book.end) - timedelta(days=QUIET_DAYS)).isoformat())
    item = summarise(state.book, state.code, wish)
    for key, entry in state.settled.items():
        mine = item.tallies.setdefault(key, Tally())
        _add(mine, entry)
    item.excluded += state.excluded
    for channel, number in state.channels.items():
        item.channels[channel] = item.channels.get(channel, 0) + number
    return item


def _add(mine: Tally, entry: Tally) -> None:
    mine.n += entry.n
    mine.total += entry.total
    mine.shares.extend(entry.shares)


def _put_away(state: ChainState, before: str) -> None:
    book, kept = state.book, []
    for case in book.cases:
        if not _is_quiet(case, book, before):
            kept.append(case)
            continue
        is_excluded = book.is_excluded(case.subject)
        found = list(case_rows(case, book))
        if is_excluded:
            state.excluded += bool(found)
        else:
            for key, entry in tally(found, book.counting).get(state.code, {}).items():
                _add(state.settled.setdefault(key, Tally()), entry)
            if case.channel and case.came_on >= book.start:
                state.channels[case.channel] = state.channels.get(case.channel, 0) + 1
        state.away.add(case.subject, is_excluded)
        if book._open.get((state.code, case.subject)) is case:
            del book._open[state.code, case.subject]
    book.cases = kept


def _is_quiet(case: Case, book: Docket, before: str) -> bool:
    """Whether what the case counts for can change by a further event only, and none came for a while."""
    ended = max(case.answered_on, case.forwarded_on, case.refused_on)
    if not ended or max(ended, case.acknowledged_on, case.answer_due, case.acknowledge_due) >= before:
        return False
    # An answer that is still missing grows older every day; one that was taken back is missing.
    if case.answered_on and case.stands_since:
        return True
    counts = holds_answer(case) or handed_on_late(case, book.counting)
    return not (book.start <= case.answer_due and counts)


def dump(state: ChainState) -> bytes:
    """Return the state as bytes."""
    book = state.book
    data = {
        "rules": rules(),
        "code": state.code,
        "counting": asdict(book.counting),
        "start": book.start,
        "end": book.end,
        "sequence": state.sequence,
        "cases": [
            [*_values(case), book._open.get((state.code, case.subject)) is case] for case in book.cases
        ],
        "duties": [[subject, *astuple(duty)[1:]] for (_, subject), duty in book.duties.items()],
        "meetings": [[subject, *astuple(duty)[1:]] for (_, subject), duty in book.meetings.items()],
        "postings": [posting[1:] for posting in book.postings],
        "settled": {key: [entry.n, entry.total] for key, entry in state.settled.items()},
        "channels": state.channels,
        "excluded": state.excluded,
        "excluded_away": sorted(state.away.excluded),
        "marks": state.marks,
    }
    text = zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 1)
    # Long lists of numbers as bytes: as text they cost more than all the rest.
    shares = [array("d", entry.shares).tobytes() for entry in state.settled.values()]
    return b"".join(_LENGTH.pack(len(part)) + part for part in (text, state.away.packed(), *shares))


def restore(content: bytes, counting: Counting = FIRST) -> ChainState:
    """Return the state that dump() wrote; raises Reread when the rules of reading or counting, or the form, changed."""
    try:
        text, away, *shares = _parts(content)
        data = json.loads(zlib.decompress(text))
    except (struct.error, zlib.error, ValueError) as error:
        raise Reread from error
    if data["rules"] != rules() or data["counting"] != asdict(counting):
        raise Reread
    code = data["code"]
    book = Docket(data["start"], data["end"], counting)
    for *values, is_open in data["cases"]:
        case = Case(code, *values)
        book.cases.append(case)
        if is_open:
            book._open[code, case.subject] = case
    book.duties = _duties(code, data["duties"])
    book.meetings = _duties(code, data["meetings"])
    book.postings = [(code, *posting) for posting in data["postings"]]
    return ChainState(
        code=code,
        book=book,
        sequence=data["sequence"],
        settled={
            key: Tally(n, total, array("d", packed).tolist())
            for (key, (n, total)), packed in zip(data["settled"].items(), shares, strict=True)
        },
        channels=data["channels"],
        excluded=data["excluded"],
        away=Away(away, data["excluded_away"]),
        marks=_marks(data["marks"]),
    )


def _parts(content: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(content):
        (length,) = _LENGTH.unpack_from(content, place)
        place += _LENGTH.size
        yield content[place : place + length]
        place += length


def merged(states: Iterable[Mapping[str, tuple[str, bool]]]) -> Exclusions:
    """Return the marks of all chains as one: the latest mark of a case counts."""
    found: Exclusions = {}
    for marks in states:
        for subject, mark in marks.items():
            if mark[0] >= found.get(subject, ("", False))[0]:
                found[subject] = mark
    return found


@cache
def rules() -> str:
    """A digest of the modules that decide what a chain says."""
    text = f"{_FORM}{sys.byteorder}{inspect.getsource(docket_module)}{inspect.getsource(rows_module)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# The case's fields without its organisation; dataclasses.astuple copies deeply and is slow.
_values = attrgetter(*(name for name in Case.__slots__ if name != "organisation"))


def _duties(code: str, rows: Iterable[list[object]]) -> dict[tuple[str, str], Duty]:
    return {(code, str(subject)): Duty(code, *values) for subject, *values in rows}  # type: ignore[arg-type]


def _marks(data: Mapping[str, list[object]]) -> Exclusions:
    return {subject: (str(mark[0]), bool(mark[1])) for subject, mark in data.items()}
