"""What was asked: any text at all becomes a short list of words."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from portal.core.text import fold, plain_text
from search.documents import Kind
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
    """One word, or several that must stand side by side."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def folded(self) -> str:
        return fold(self.text)

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
        return _terms(self.text)

    @cached_property
    def code_key(self) -> str:
        """The text read as a document number; empty unless it holds a digit."""
        key = code_key(self.text)
        return key if any(char.isdigit() for char in key) else ""

    @property
    def title_words(self) -> str:
        return " ".join(words(self.text))

    @property
    def title_folded(self) -> str:
        return fold(self.title_words)

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


def _terms(text: str) -> tuple[Term, ...]:
    found: dict[Term, None] = {}
    left = MAX_WORDS
    for quoted, bare in _CHUNK.findall(text):
        chunk = words(quoted or bare)[:left]
        if chunk:
            found[Term(tuple(chunk))] = None
            left -= len(chunk)
        if left <= 0:
            break
    return tuple(found)


def _page(value: str | int) -> int:
    text = str(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return min(max(int(text), 1), MAX_PAGE)
