"""What the two database engines share: one table, two statements, different full-text words."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from search.engines.base import Found, Match, last_page
from search.query import SearchQuery, Sort
from search.results import Count, Counts


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement with its parameters; the text never holds anything from outside."""

    text: str
    params: list[Any] = field(default_factory=list)


# Not a bare 1: in ORDER BY that is the number of a column.
EVERY = Sql("CASE WHEN 1 = 1 THEN 1 END")


class DatabaseEngine(ABC):
    """Two statements a search: counts over everything that matches, then the ids of one page."""

    name: str

    @abstractmethod
    def source(self, query: SearchQuery, match: Match) -> Sql:
        """Return what stands between FROM and further conditions; `e` is the entry, it ends in a WHERE."""

    @abstractmethod
    def accented(self, query: SearchQuery) -> Sql:
        """Return an expression: 1 when the words stand with the marks that were typed, else 0."""

    @abstractmethod
    def score(self, query: SearchQuery, match: Match) -> Sql:
        """Return an expression that is higher for a better match."""

    def find(self, query: SearchQuery, match: Match) -> Found:
        if query.text and not query.terms:
            return Found([], Counts([]), 1)
        counts = self._counts(query, match)
        total = counts.total(query)
        page = last_page(total, query)
        return Found(self._ids(query, match, page) if total else [], counts, page)

    def first(self, query: SearchQuery, match: Match) -> list[str]:
        return self._ids(query, match, 1)

    def _counts(self, query: SearchQuery, match: Match) -> Counts:
        source = self.source(query, match)
        rows = _rows(
            Sql(
                "SELECT e.kind, e.organisation_code, max(e.organisation_name), e.period, e.status,"  # noqa: S608
                f" max(e.status_label), count(*) FROM {source.text}"
                " GROUP BY e.kind, e.organisation_code, e.period, e.status",
                source.params,
            )
        )
        return Counts([Count(*row) for row in rows])

    def _ids(self, query: SearchQuery, match: Match, page: int) -> list[str]:
        source, filters, order = self.source(query, match), _filters(query), self._order(query, match)
        window = [query.per_page, (page - 1) * query.per_page]
        rows = _rows(
            Sql(
                f"SELECT e.document_id FROM {source.text}{filters.text}"  # noqa: S608
                f" ORDER BY {order.text} LIMIT %s OFFSET %s",
                source.params + filters.params + order.params + window,
            )
        )
        return [row[0] for row in rows]

    def _order(self, query: SearchQuery, match: Match) -> Sql:
        newest = "e.date DESC NULLS LAST, e.id DESC"
        if query.sort is Sort.NEWEST or not query.terms:
            return Sql(newest)
        # When any word will do, one that stands as typed says less than several that nearly do.
        accented = self.accented(query) if match is Match.ALL else EVERY
        score = self.score(query, match)
        titles = query.whole_titles
        slots = ", ".join(["%s"] * len(titles))
        return Sql(
            "CASE WHEN e.code_key <> '' AND e.code_key = %s THEN 0 WHEN e.title_words = %s THEN 1 ELSE 2 END,"
            f" {accented.text} DESC, CASE WHEN e.title_folded IN ({slots}) THEN 0 ELSE 1 END,"
            f" {score.text} DESC, {newest}",
            [query.code_key, query.title_words, *accented.params, *titles, *score.params],
        )


def _rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return cursor.fetchall()


def _filters(query: SearchQuery) -> Sql:
    text, params = "", list[Any]()
    if query.status:
        text += " AND e.status = %s"
        params.append(query.status)
    if query.kinds:
        text += f" AND e.kind IN ({', '.join(['%s'] * len(query.kinds))})"
        params += [kind.value for kind in query.kinds]
    if query.organisation:
        text += " AND e.organisation_code = %s"
        params.append(query.organisation)
    if query.period:
        text += " AND (e.period = %s OR e.period LIKE %s)"
        params += [query.period, f"{query.period}-%"]
    return Sql(text, params)
