"""What people call things, and what documents call them: synonyms, names of bodies, former names of places.

All are rows that staff change. A process reads them again when the site's generation has changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.models import SiteState
from portal.core.text import fold
from portal.organisations.models import FormerName, Organisation, OrganisationKind
from search.models import Synonym
from search.words import words

Words = tuple[str, ...]

# A district became a dozen communes; a query that names all of them costs as many words.
MOST_MEANINGS = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to say something, with its marks, and the other words that mean it.

    `place`: it names a body or a place, and who names one wants no other.
    """

    spoken: Words
    meanings: tuple[Words, ...] = ()
    place: bool = False


NOTHING = Entry(())


@dataclass(frozen=True)
class Lexicon:
    """Entries by their words without marks."""

    entries: Mapping[Words, tuple[Entry, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]], places: Collection[str] = ()) -> "Lexicon":
        """Make a lexicon from (what people say, what it means) and from the names of places.

        Later meanings of the same words are added.
        """
        named = {tuple(words(name)) for name in places} - {()}
        meanings: dict[Words, dict[Words, None]] = {name: {} for name in named}
        for said, meant in pairs:
            spoken, meaning = tuple(words(said)), tuple(words(meant))
            known = meanings.setdefault(spoken, {})
            if spoken and meaning and spoken != meaning and len(known) < MOST_MEANINGS:
                known[meaning] = None
        found: dict[Words, list[Entry]] = defaultdict(list)
        for spoken, others in meanings.items():
            if spoken and (others or spoken in named):
                found[_folded(spoken)].append(Entry(spoken, tuple(others), place=spoken in named))
        entries = {bare: tuple(listed) for bare, listed in found.items()}
        return cls(entries, max((len(bare) for bare in entries), default=0))

    def at(self, typed: Sequence[str]) -> Entry:
        """Return the entry for the first of the words, the longest there is, or `NOTHING`.

        A word typed without marks may be any of its likes, whose meanings add up; one with marks only itself.
        """
        for length in range(min(self.longest, len(typed)), 0, -1):
            head = tuple(typed[:length])
            entries = [entry for entry in self.entries.get(_folded(head), ()) if _fits(head, entry)]
            if entries:
                meanings = dict.fromkeys(meaning for entry in entries for meaning in entry.meanings)
                return Entry(head, tuple(meanings), place=any(entry.place for entry in entries))
        return NOTHING


EMPTY = Lexicon()

_known: tuple[int, Lexicon] = (-1, EMPTY)


def current() -> Lexicon:
    """Return the lexicon of the rows as they are now. One query, four more after a change."""
    global _known
    generation = SiteState.current()[0]
    if _known[0] != generation:
        _known = (generation, read())
    return _known[1]


def forget() -> None:
    """Read the rows again at the next query, whatever the generation: for another database in the same process."""
    global _known
    _known = (-1, EMPTY)


def read() -> Lexicon:
    """Read the rows."""
    names = Organisation.objects.exclude(kind=OrganisationKind.PROVINCE).values_list("name", flat=True)
    former = list(_former_names())
    present = [spelt for name in names for spelt in (name, bare_name(name))]
    return Lexicon.of([*_synonyms(), *former], [*present, *(name for name, _ in former)])


def _synonyms() -> Iterator[tuple[str, str]]:
    for said, means, both_ways in Synonym.objects.values_list("said", "means", "both_ways"):
        for meant in means.splitlines():
            yield said, meant
            if both_ways:
                yield meant, said


def _former_names() -> Iterator[tuple[str, str]]:
    """Former names lead to the present one, in full and without "xã" or "huyện"; a present name stays itself."""
    present = {
        _folded(tuple(words(bare_name(name)))) for name in Organisation.objects.values_list("name", flat=True)
    }
    rows = FormerName.objects.order_by("pk").values_list("name", "organisation__name")
    for former, name in rows:
        yield former, name
        bare = bare_name(former)
        if bare != former and _folded(tuple(words(bare))) not in present:
            yield bare, name


_KINDS_OF_PLACES = ("xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh")


def bare_name(name: str) -> str:
    """Return the name of a place without its kind, where two words remain: "Huyện Tiên Lữ" becomes "Tiên Lữ".

    "Xã An Vĩ" becomes "An Vĩ", "Phường Một" stays: one word alone is a word of many meanings.
    """
    kind = next((kind for kind in _KINDS_OF_PLACES if name.lower().startswith(f"{kind} ")), "")
    bare = name[len(kind) :].strip()
    return bare if kind and len(bare.split()) > 1 else name


def _fits(head: Words, entry: Entry) -> bool:
    return all(typed in (fold(typed), said) for typed, said in zip(head, entry.spoken, strict=True))


def _folded(typed: Words) -> Words:
    return tuple(fold(word) for word in typed)
