"""What was asked: any text at all becomes a short list of words."""

import re
from collections.abc import Iterator
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
        """True when the reader typed marks, and so means this word and not its neighbours."""
        return self.folded != self.text


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
        return _terms(self.text, self.lexicon)

    def needed(self, *, all_of_them: bool) -> tuple[list[Term], list[Term]]:
        """Return the terms that a document must hold, and those of which it must hold one."""
        if all_of_them:
            return list(self.terms), []
        places = [term for term in self.terms if term.place]
        return places, [term for term in self.terms if not term.place]

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


def _terms(text: str, lexicon: Lexicon) -> tuple[Term, ...]:
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
        found.update(dict.fromkeys(_known_terms(loose, lexicon)))
        loose = []
        if chunk:
            found[Term(tuple(chunk))] = None
    found.update(dict.fromkeys(_known_terms(loose, lexicon)))
    return tuple(found)


def _known_terms(loose: list[str], lexicon: Lexicon) -> Iterator[Term]:
    """Yield a term for each stretch of words that the lexicon knows, and for each word that it does not."""
    meant = [canonical(from_keystrokes(word)) or word for word in loose]
    at = 0
    while at < len(meant):
        entry = lexicon.at(meant[at:])
        length = len(entry.spoken) or 1
        typed = tuple(loose[at : at + length])
        spoken = tuple(meant[at : at + length])
        yield Term(spoken, (*entry.meanings, *([typed] if typed != spoken else [])), entry.place)
        at += length


def _page(value: str | int) -> int:
    text = str(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return min(max(int(text), 1), MAX_PAGE)
