"""What every engine does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from search.query import SearchQuery
from search.results import Counts


class Match(Enum):
    """Whether a document must hold all the words of a query or any of them."""

    ALL = "all"
    ANY = "any"


class EngineUnavailable(Exception):
    """The engine cannot answer now; another one can."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of document ids, best first, and the counts of everything that matches."""

    ids: Sequence[str]
    counts: Counts
    page: int


class Engine(Protocol):
    """Answers a query with ids; what stands behind them is read from the database.

    Order: a document whose code is the query; a title that is the query; all words with the marks that
    were typed; a title that is the query but for its marks; how well the words match; the newest.
    """

    name: str

    def find(self, query: SearchQuery, match: Match) -> Found:
        """Return the page of results that the query asks for, or the last one.

        Raises EngineUnavailable.
        """
        ...

    def first(self, query: SearchQuery, match: Match) -> Sequence[str]:
        """Return the ids of the first page without counting what else there is.

        Raises EngineUnavailable.
        """
        ...


def last_page(total: int, query: SearchQuery) -> int:
    """Return the page to show: the one asked for, or the last that exists."""
    return min(query.page, max(1, -(-total // query.per_page)))
