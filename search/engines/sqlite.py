"""SQLite: an FTS5 table beside the entries, kept in step by triggers."""

from search.engines.base import Match
from search.engines.database import EVERY, DatabaseEngine, Sql
from search.query import SearchQuery, Term

_FOLDED = "{title_folded extra_folded body_folded}"
_ACCENTED = "{title_words extra_words body_words}"
_WEIGHTS = "0, 0, 0, 8.0, 4.0, 1.0"


class SqliteEngine(DatabaseEngine):
    name = "sqlite"

    def source(self, query: SearchQuery, match: Match) -> Sql:
        if not query.terms:
            return Sql("search_entry e WHERE 1 = 1")
        return Sql(
            "search_entry_fts JOIN search_entry e ON e.id = search_entry_fts.rowid"
            " WHERE search_entry_fts MATCH %s",
            [_expression(query, match)],
        )

    def accented(self, query: SearchQuery) -> Sql:
        if not any(term.accented for term in query.terms):
            return EVERY
        words = " AND ".join(_accented(term) for term in query.terms)
        return Sql(
            "e.id IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH %s)",
            [words],
        )

    def score(self, query: SearchQuery, match: Match) -> Sql:
        # FTS5's bm25 is lower for a better match.
        return Sql(f"-bm25(search_entry_fts, {_WEIGHTS})")


def _expression(query: SearchQuery, match: Match) -> str:
    every, some = query.needed(all_of_them=match is Match.ALL)
    parts = [_folded(term) for term in every]
    if some:
        parts.append(f"({' OR '.join(_folded(term) for term in some)})")
    words = " AND ".join(parts)
    if not query.code_key:
        return f"({words})"
    # The extra words hold each code in one piece, for "19khubnd" and "HY7K3M9QRT".
    return f"({words}) OR {_FOLDED} : {_quoted(query.code_key)}"


def _folded(term: Term) -> str:
    return f"({_FOLDED} : ({' OR '.join(_quoted(words) for words in term.all_folded)}))"


def _accented(term: Term) -> str:
    return f"({_ACCENTED} : {_quoted(term.text)})" if term.accented else _folded(term)


def _quoted(words: str) -> str:
    """Return an FTS5 string; inside one, nothing but the quote itself has a meaning."""
    return '"' + words.replace('"', '""') + '"'
