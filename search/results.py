"""What was found, ready for a page."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from search.documents import Kind
from search.query import SearchQuery

# A list of 104 communes is no help; the busiest come first.
MAX_FACET_VALUES = 12


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that results can be narrowed to, and how many would be left."""

    value: str
    label: str
    count: int
    selected: bool = False

    @property
    def count_text(self) -> str:
        return vi_count(self.count)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. The two HTML fields are escaped and hold no tag but `<mark>`."""

    id: str
    kind: Kind
    title: str
    title_html: SafeString
    fragment_html: SafeString
    url: str
    code: str
    organisation_code: str
    organisation_name: str
    period: str
    status: str
    status_label: str
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of results. `degraded`: the cluster did not answer and the database did.

    `relaxed`: no document holds all the words, so these hold some of them. `near`: where few hold all of them,
    some that hold a part; they are neither counted nor paged.
    """

    hits: Sequence[Hit]
    total: int
    page: int
    engine: str
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    degraded: bool = False
    relaxed: bool = False
    near: Sequence[Hit] = ()
    # What was searched instead of words that no document holds; "" when all are held by some.
    read_as: str = ""

    @property
    def total_text(self) -> str:
        return vi_count(self.total)


@dataclass(frozen=True, slots=True)
class Count:
    """How many matching documents share a kind, an organisation, a period and a status."""

    kind: str
    organisation_code: str
    organisation_name: str
    period: str
    status: str
    status_label: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The matching documents before any filter, counted; totals and facets come from it."""

    rows: Sequence[Count]

    def everything(self) -> int:
        return sum(row.count for row in self.rows)

    def total(self, query: SearchQuery) -> int:
        return sum(row.count for row in self.rows if _passes(row, query))

    def facets(self, query: SearchQuery) -> dict[str, list[Facet]]:
        """Return the counts of each filter's values, with the other filters applied."""
        return {
            "loai": self._kinds(query),
            "don-vi": self._organisations(query),
            "ky": self._periods(query),
            "trang-thai": self._statuses(query),
        }

    def _kinds(self, query: SearchQuery) -> list[Facet]:
        rows = [row for row in self.rows if _passes(row, query, but="loai")]
        counted = _tally(rows, lambda row: row.kind)
        return [
            Facet(kind.value, kind.label, counted.get(kind.value, 0), kind in query.kinds)
            for kind in Kind
            if kind.value in counted or kind in query.kinds
        ]

    def _organisations(self, query: SearchQuery) -> list[Facet]:
        rows = [row for row in self.rows if row.organisation_code and _passes(row, query, but="don-vi")]
        names = {row.organisation_code: row.organisation_name for row in self.rows}
        counted = _tally(rows, lambda row: row.organisation_code)
        busiest = sorted(counted, key=lambda code: (-counted[code], names[code]))[:MAX_FACET_VALUES]
        chosen = query.organisation
        if chosen and chosen not in busiest:
            busiest.append(chosen)
        return [Facet(code, names.get(code, code), counted.get(code, 0), code == chosen) for code in busiest]

    def _periods(self, query: SearchQuery) -> list[Facet]:
        rows = [row for row in self.rows if row.period and _passes(row, query, but="ky")]
        counted = _tally(rows, lambda row: _year(row.period))
        if query.period:
            counted.setdefault(query.period, self.total(query))
        return [
            Facet(value, _period_label(value), counted[value], value == query.period)
            for value in sorted(counted, reverse=True)
        ]

    def _statuses(self, query: SearchQuery) -> list[Facet]:
        """How far petitions have come; that what was disclosed is disclosed narrows nothing."""
        petitions = [row for row in self.rows if row.kind == Kind.PETITION and row.status]
        labels = {row.status: row.status_label for row in petitions}
        counted = _tally(
            [row for row in petitions if _passes(row, query, but="trang-thai")], lambda row: row.status
        )
        if query.status:
            counted.setdefault(query.status, self.total(query))
        return [
            Facet(value, labels.get(value, value), counted[value], value == query.status)
            for value in sorted(counted, key=lambda value: (-counted[value], value))
        ]


def _passes(row: Count, query: SearchQuery, but: str = "") -> bool:
    return (
        (but == "loai" or not query.kinds or row.kind in query.kinds)
        and (but == "don-vi" or not query.organisation or row.organisation_code == query.organisation)
        and (but == "ky" or not query.period or within(row.period, query.period))
        and (but == "trang-thai" or not query.status or row.status == query.status)
    )


def vi_count(number: int) -> str:
    """Return the number with dots between thousands; Django's Vietnamese format groups nothing."""
    return f"{number:,}".replace(",", ".")


def within(period: str, wanted: str) -> bool:
    """True when a period is the wanted one or lies in the wanted year."""
    return period == wanted or period.startswith(f"{wanted}-")


def _tally(rows: Iterable[Count], key: Callable[[Count], str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        counted[key(row)] = counted.get(key(row), 0) + row.count
    return counted


def _year(period: str) -> str:
    return period if period == "standing" else period[:4]


def _period_label(value: str) -> str:
    return "Thường xuyên" if value == "standing" else f"Năm {value}" if len(value) == 4 else value
