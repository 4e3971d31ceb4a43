"""What was asked: any text at all becomes a short list of words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from portal.core.text import fold, plain_text
from search.documents import Kind
from search.lexicon import EMPTY, Lexicon
from search.vietnamese import canonical, from_keystrokes
from search.words import code_key, words

MAX_TEXT = 200
MAX_WORDS = 12
PER_PAGE = 20
# Elasticsearch refuses to page past 10,000 hits; nobody reads that far.
MAX_PAGE = 500

_CHUNK = re.compile(r'"([^"]+)"|(\S+)')
_ORGANISATION = re.compile(r"[A-Za-z0-9_.-]{1,20}")
_PERIOD = re.compile(r"\d{4}(-(Q[1-4]|H[12]|[69]M|\d{2}))?|standing")


class Sort(StrEnum):
    RELEVANCE = "phu-hop"
    NEWEST = "moi-nhat"


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that must stand side by side; or instead of them one of the `others`."""

    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    # Names a body or a place: not to be left out even when some words will do.
    place: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def all_folded(self) -> tuple[str, ...]:
        """The words and the others, each as words without marks."""
        return (self.folded, *(fold(" ".join(other)) for other in self.others))

    @property
    def accented(self) -> bool:
        """True when the reader typed marks, and so means this word and not its neighbours.

        Never where there are others: another name for the thing says it as well as the words that were typed.
        """
        return not self.others and self.folded != self.text


@dataclass(frozen=True)
class SearchQuery:
    """A question. Build it with `SearchQuery.of` from anything that came from outside."""

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    organisation: str = ""
    period: str = ""
    status: str = ""
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    lexicon: Lexicon = field(default=EMPTY, compare=False, repr=False)
    # Folded words that no document holds, with what may have been meant: `search.vocabulary.slips`.
    slips: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        text: str = "",
        *,
        kinds: list[str] | None = None,
        organisation: str = "",
        period: str = "",
        status: str = "",
        sort: str = "",
        page: str | int = 1,
    ) -> "SearchQuery":
        """Make a query from outside values; what cannot be understood is left out."""
        return cls(
            text=_bounded(text),
            kinds=tuple(kind for kind in Kind if kind in (kinds or ())),
            organisation=organisation if _ORGANISATION.fullmatch(organisation) else "",
            period=period if _PERIOD.fullmatch(period) else "",
            status=status if _ORGANISATION.fullmatch(status) else "",
            sort=Sort.NEWEST if sort == Sort.NEWEST else Sort.RELEVANCE,
            page=_page(page),
        )

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return _terms(self.text, self.lexicon, self.slips)

    def needed(self, *, all_of_them: bool) -> tuple[list[Term], list[Term]]:
        """Return the terms that a document must hold, and those of which it must hold one."""
        if all_of_them:
            return list(self.terms), []
        places = [term for term in self.terms if term.place]
        return places, [term for term in self.terms if not term.place]

    @property
    def lone_words(self) -> list[str]:
        """The folded words that stand alone and are no keystrokes: those in which a slip is looked for."""
        chunks = [words(bare) for quoted, bare in _CHUNK.findall(self.text) if not quoted]
        lone = [chunk[0] for chunk in chunks if len(chunk) == 1][:MAX_WORDS]
        return [fold(word) for word in lone if not from_keystrokes(word)]

    @property
    def read_as(self) -> str:
        """The words that are searched where some of those typed are in no document; "" when all are in some."""
        return " ".join(term.text for term in self.terms) if self.slips else ""

    @cached_property
    def code_key(self) -> str:
        """The text read as a document number; empty unless it holds a digit."""
        key = code_key(self.text)
        return key if any(char.isdigit() for char in key) else ""

    @property
    def title_words(self) -> str:
        return " ".join(words(self.text))

    @property
    def whole_titles(self) -> list[str]:
        """The titles, without marks, that are what was asked: as typed, as meant, and as it is called otherwise."""
        alone = self.terms[0].all_folded if len(self.terms) == 1 else ()
        meant = " ".join(term.folded for term in self.terms)
        return list(dict.fromkeys([fold(self.title_words), meant, *alone]))

    @property
    def has_filters(self) -> bool:
        return bool(self.kinds or self.organisation or self.period or self.status)

    @property
    def is_empty(self) -> bool:
        """True when nothing was asked: no text and no filter."""
        return not self.text and not self.has_filters


def _bounded(text: str) -> str:
    """Return the text on one line, cut at a word's end."""
    line = " ".join(plain_text(text[: 20 * MAX_TEXT]).split())
    if len(line) <= MAX_TEXT:
        return line
    head, _, _ = line[: MAX_TEXT + 1].rpartition(" ")
    return head or line[:MAX_TEXT]


Slips = Mapping[str, tuple[tuple[str, ...], ...]]


def _terms(text: str, lexicon: Lexicon, slips: Slips) -> tuple[Term, ...]:
    found: dict[Term, None] = {}
    left = MAX_WORDS
    loose: list[str] = []
    for quoted, bare in _CHUNK.findall(text):
        chunk = words(quoted or bare)[:left]
        left -= len(chunk)
        # Only words that stand alone are looked up: what is quoted is meant as it is.
        if len(chunk) == 1 and not quoted:
            loose += chunk
            continue
        found.update(dict.fromkeys(_known_terms(loose, lexicon, slips)))
        loose = []
        if chunk:
            found[Term(tuple(chunk))] = None
    found.update(dict.fromkeys(_known_terms(loose, lexicon, slips)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A word as it is read, as it was typed, and what else it may have been meant to be."""

    meant: str
    typed: str
    others: tuple[tuple[str, ...], ...] = ()


def _known_terms(loose: list[str], lexicon: Lexicon, slips: Slips) -> Iterator[Term]:
    """Yield a term for each stretch of words that the lexicon knows, and for each word that it does not."""
    read = _read(loose, lexicon, slips)
    at = 0
    while at < len(read):
        entry = lexicon.at([word.meant for word in read[at:]])
        stretch = read[at : at + (len(entry.spoken) or 1)]
        spoken = tuple(word.meant for word in stretch)
        typed = tuple(word.typed for word in stretch)
        # What else a slip may be is of use only where the word stands alone.
        others = stretch[0].others if len(stretch) == 1 else ()
        yield Term(spoken, (*entry.meanings, *others, *([typed] if typed != spoken else [])), entry.place)
        at += len(stretch)


def _read(loose: list[str], lexicon: Lexicon, slips: Slips) -> list[_Typed]:
    read: list[_Typed] = []
    for i, word in enumerate(loose):
        found = slips.get(fold(word), ())
        if not found:
            read.append(_Typed(canonical(from_keystrokes(word)) or word, word))
            continue
        around = ([one.meant for one in read[-3:]], loose[i + 1 : i + 4])
        best = next((one for one in found if _makes_an_entry(one, around, lexicon)), found[0])
        others = tuple(one for one in found if one != best) if len(best) == 1 else ()
        read += [_Typed(part, word if len(best) == 1 else part, others) for part in best]
    return read


def _makes_an_entry(parts: tuple[str, ...], around: tuple[list[str], list[str]], lexicon: Lexicon) -> bool:
    """Return whether the words, read this way, belong to something that the lexicon knows: a place's name above all."""
    before, after = around
    line = [*before, *parts, *after]
    return any(
        len(lexicon.at(line[start:]).spoken) > max(1, len(before) - start) for start in range(len(before) + 1)
    )


def _page(value: str | int) -> int:
    text = str(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return min(max(int(text), 1), MAX_PAGE)
