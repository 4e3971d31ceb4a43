"""PostgreSQL: two generated tsvector columns, `simple` configuration, GIN indexes."""

from search.engines.base import Match
from search.engines.database import EVERY, DatabaseEngine, Sql
from search.query import SearchQuery

# Weights of D, C, B, A: body, unused, extra words, title.
_WEIGHTS = "'{0.1, 0.1, 0.5, 1.0}'"


class PostgresqlEngine(DatabaseEngine):
    name = "postgresql"

    def source(self, query: SearchQuery, match: Match) -> Sql:
        if not query.terms:
            return Sql("search_entry e WHERE 1 = 1")
        wanted = _expression(query, match)
        return Sql(f"search_entry e WHERE e.folded_vector @@ ({wanted.text})", wanted.params)

    def accented(self, query: SearchQuery) -> Sql:
        marked = [term for term in query.terms if term.accented]
        if not marked:
            return EVERY
        wanted = _joined([(term.text,) for term in marked], " && ")
        # The words without marks have matched already when all words must.
        return Sql(f"(e.accented_vector @@ ({wanted.text}))::int", wanted.params)

    def score(self, query: SearchQuery, match: Match) -> Sql:
        wanted = _joined([term.all_folded for term in query.terms], " && " if match is Match.ALL else " || ")
        # 1 divides by the logarithm of the length, as bm25 does in spirit.
        return Sql(f"ts_rank({_WEIGHTS}, e.folded_vector, {wanted.text}, 1)", wanted.params)


def _expression(query: SearchQuery, match: Match) -> Sql:
    every, some = query.needed(all_of_them=match is Match.ALL)
    groups = [(every, " && "), (some, " || ")]
    parts = [_joined([term.all_folded for term in terms], joint) for terms, joint in groups if terms]
    words = Sql(f"({' && '.join(part.text for part in parts)})", [p for part in parts for p in part.params])
    if not query.code_key:
        return words
    code = _phrase(query.code_key)
    return Sql(f"{words.text} || {code.text}", words.params + code.params)


def _joined(groups: list[tuple[str, ...]], operator: str) -> Sql:
    """Join groups of texts with the operator; one text of each group is enough."""
    parts = [[_phrase(text) for text in group] for group in groups]
    either = [f"({' || '.join(part.text for part in group)})" for group in parts]
    return Sql(f"({operator.join(either)})", [p for group in parts for part in group for p in part.params])


def _phrase(text: str) -> Sql:
    """phraseto_tsquery reads anything as words; no character in it is an operator."""
    return Sql("phraseto_tsquery('simple', %s)", [text])
