"""Put the pieces of a document together, let every detector read them, and say where each finding stands."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.core.personal_data import digits, homes, phrases
from portal.core.personal_data.digits import Hit
from portal.core.personal_data.findings import NOTHING, Allow, Finding, Sighting, digest_of, mask
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget, Exhausted
from portal.core.personal_data.normal import Text, normal

CONTEXT = 60
# So much text is read at once; a document is cut between two pieces.
CHUNK = 30_000
_OVERLAP = 200
_LOOSE = frozenset({Kind.ADDRESS, Kind.MINOR})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one place. Pieces of one `stream` follow one another as a reader sees them."""

    text: str
    place: str
    stream: str = "body"
    end: str = "\n"


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that no detector of text makes: a covered word, an author, a page without letters."""

    kind: Kind
    place: str
    severity: Severity
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a scan is made with: what is allowed, on which day, and the salt of the digests."""

    allow: Allow = NOTHING
    on: date | None = None
    salt: str = ""


def sightings(found: Iterable[Piece | Remark], rules: Rules, budget: Budget | None = None) -> list[Sighting]:
    """Return what the pieces hold, each value once per place.

    When the budget ends before the text does, the last finding says so.
    """
    streams: dict[str, list[Piece]] = {}
    result: list[Sighting] = []
    for item in found:
        if isinstance(item, Remark):
            result.append(remark(item, rules.salt))
        else:
            streams.setdefault(item.stream, []).append(item)
    try:
        for pieces in streams.values():
            for passage in _passages(pieces):
                if budget:
                    budget.spend()
                result += passage.sightings(rules)
    except Exhausted as stopped:
        result.append(remark(Remark(Kind.UNFINISHED, str(stopped), Severity.MEDIUM), rules.salt))
    seen: set[tuple[str, str]] = set()
    return [one for one in result if not _repeated(one.finding, seen)]


def remark(item: Remark, salt: str) -> Sighting:
    excerpt = mask(item.kind, item.value) if item.value else ""
    digest = digest_of(salt, item.kind, item.value or item.place)
    return Sighting(Finding(item.kind, excerpt, item.place, digest, item.severity), item.value, item.value)


def _repeated(finding: Finding, seen: set[tuple[str, str]]) -> bool:
    key = (finding.digest, finding.place)
    if key in seen:
        return True
    seen.add(key)
    return False


class _Passage:
    """Joined pieces, with the way back from a place in the text to the piece."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._starts: list[int] = []
        self._places: list[str] = []
        parts: list[str] = []
        length = 0
        for piece in pieces:
            plain = normal(piece.text)
            self._starts.append(length)
            self._places.append(piece.place)
            parts += (plain, piece.end)
            length += len(plain) + len(piece.end)
        self.text = Text("".join(parts))

    def place(self, start: int) -> str:
        return self._places[bisect_right(self._starts, start) - 1]

    def sightings(self, rules: Rules) -> Iterator[Sighting]:
        for hit in find(self.text, rules):
            raw = self.text.plain[hit.start : hit.end]
            digest = digest_of(rules.salt, hit.kind, self._value(hit))
            finding = Finding(hit.kind, mask(hit.kind, raw), self.place(hit.start), digest, hit.severity)
            yield Sighting(finding, raw, self._around(hit))

    def _value(self, hit: Hit) -> str:
        text = (
            self.text.plain
            if hit.kind in (Kind.EMAIL, Kind.MINOR, Kind.ADDRESS, Kind.INSURANCE)
            else self.text.numeric
        )
        return text[hit.start : hit.end]

    def _around(self, hit: Hit) -> str:
        plain = self.text.plain
        start, end = max(0, hit.start - CONTEXT), min(len(plain), hit.end + CONTEXT // 2)
        # Whole words only, unless the value itself stands at the edge.
        left, right = plain[start : hit.start], plain[hit.end : end]
        if start > 0:
            left = f"… {left.partition(' ')[2]}" if " " in left else left
        if end < len(plain):
            right = f"{right.rpartition(' ')[0]} …" if " " in right else right
        return f"{left}{plain[hit.start : hit.end]}{right}".strip()


def _passages(pieces: list[Piece]) -> Iterator[_Passage]:
    batch: list[Piece] = []
    size = 0
    for piece in (part for whole in pieces for part in _slices(whole)):
        if batch and size + len(piece.text) > CHUNK:
            yield _Passage(batch)
            # The last piece comes again, so that what the cut divides is seen whole.
            batch, size = batch[-1:], len(batch[-1].text)
            if size > CHUNK // 2:
                batch, size = [], 0
        batch.append(piece)
        size += len(piece.text)
    if batch:
        yield _Passage(batch)


def _slices(piece: Piece) -> Iterator[Piece]:
    """Cut a text without end, each slice beginning a little before the end of the last."""
    if len(piece.text) <= CHUNK:
        yield piece
        return
    for start in range(0, len(piece.text), CHUNK - _OVERLAP):
        yield Piece(piece.text[start : start + CHUNK], piece.place, piece.stream, piece.end)


def find(text: Text, rules: Rules) -> list[Hit]:
    """Return the personal details of one text, one for each place."""
    found = [
        *digits.hits(text, allow=rules.allow, on=rules.on),
        *phrases.emails(text, allow=rules.allow),
        *phrases.birth_dates(text),
        *homes.addresses(text),
        *phrases.minors(text, on=rules.on),
    ]
    # A number is surer than the address or name that seems to hold it.
    sure = _first_of_each_place(hit for hit in found if hit.kind not in _LOOSE)
    ends = [hit.end for hit in sure]
    loose = _first_of_each_place(hit for hit in found if hit.kind in _LOOSE)
    free = [
        hit
        for hit in loose
        if (at := bisect_right(ends, hit.start)) == len(sure) or sure[at].start >= hit.end
    ]
    return sorted([*sure, *free], key=lambda hit: hit.start)


def _first_of_each_place(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
