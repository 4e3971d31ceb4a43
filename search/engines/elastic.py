"""Elasticsearch: the query of `search.query` in the words of `elasticsearch.dsl`."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query

from search.engines.base import EngineUnavailable, Found, Match, last_page
from search.engines.elastic_index import ElasticIndex
from search.query import SearchQuery, Sort, Term
from search.results import Count, Counts

# Seconds that one request may take. Two of them and the database's answer stay about a second.
READ_TIMEOUT = 0.4

_FOLDED = ["title_folded^8", "extra_folded^4", "body_folded"]
_WORDS = ["title_words^8", "extra_words^4", "body_words"]

# Steps between the ranks, far above any sum of bm25 scores.
_FOLDED_TITLE, _MARKS, _TITLE, _CODE = 5_000, 10_000, 20_000, 80_000


class ElasticEngine:
    """Finds ids in the cluster. Safe to share among threads."""

    name = "elastic"

    def __init__(self, *, url: str, index: str) -> None:
        self._nodes = [node.strip() for node in url.split(",") if node.strip()]
        self._alias = index

    @cached_property
    def client(self) -> Elasticsearch:
        return Elasticsearch(
            self._nodes,
            request_timeout=READ_TIMEOUT,
            # A second node may answer where the first is gone; a slow one is not asked twice.
            max_retries=min(1, len(self._nodes) - 1),
            retry_on_timeout=False,
        )

    @cached_property
    def index(self) -> ElasticIndex:
        return ElasticIndex(self.client, self._alias)

    def find(self, query: SearchQuery, match: Match) -> Found:
        if query.text and not query.terms:
            return Found([], Counts([]), 1)
        response = self._run(query, match, query.page)
        counts = Counts(list(_counts(response.aggregations.kind.buckets)))
        page = last_page(counts.total(query), query)
        if page != query.page:
            response = self._run(query, match, page)
        return Found([hit.meta.id for hit in response.hits], counts, page)

    def first(self, query: SearchQuery, match: Match) -> list[str]:
        return [hit.meta.id for hit in self._send(self._search(query, match, 1))]

    def _run(self, query: SearchQuery, match: Match, page: int) -> Any:
        search = self._search(query, match, page)
        kinds = search.aggs.bucket("kind", "terms", field="kind", size=10)
        periods = kinds.bucket("period", "terms", field="period", size=200)
        organisations = periods.bucket("organisation", "terms", field="organisation", size=500)
        organisations.bucket("status", "terms", field="status_shown", size=30)
        return self._send(search)

    def _search(self, query: SearchQuery, match: Match, page: int) -> Search:
        start = (page - 1) * query.per_page
        return (
            Search(using=self.client, index=self._alias)
            .query(_query(query, match))
            .post_filter(Q("bool", filter=_filters(query)))
            .source(False)
            .sort(*_order(query))
            .extra(timeout=f"{int(READ_TIMEOUT * 750)}ms")[start : start + query.per_page]
        )

    @staticmethod
    def _send(search: Search) -> Any:
        try:
            response = search.execute()
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        if response.timed_out or response._shards.failed:
            raise EngineUnavailable("only a part of the index answered in time")
        return response


def _counts(kinds: Iterable[Any]) -> Iterable[Count]:
    for kind in kinds:
        for period in kind.period.buckets:
            for organisation in period.organisation.buckets:
                code, _, name = organisation.key.partition("\t")
                for status in organisation.status.buckets:
                    value, _, label = status.key.partition("\t")
                    yield Count(kind.key, code, name, period.key, value, label, status.doc_count)


def _query(query: SearchQuery, match: Match) -> Query:
    if not query.terms:
        return Q("bool", filter=[Q("match_all")])
    every, some = query.needed(all_of_them=match is Match.ALL)
    wanted = Q(
        "bool",
        must=[_either(term) for term in every],
        should=[_either(term) for term in some],
        minimum_should_match=1 if some else 0,
    )
    if query.code_key:
        wanted = Q("bool", should=[wanted, Q("term", code_key=query.code_key)], minimum_should_match=1)
    return Q("bool", must=[wanted], should=_ranks(query, match))


def _ranks(query: SearchQuery, match: Match) -> list[Query]:
    ranks = [
        _worth(Q("term", whole_title=query.title_words), _TITLE),
        _worth(Q("terms", whole_title_folded=query.whole_titles), _FOLDED_TITLE),
    ]
    marked = [term for term in query.terms if term.accented]
    if marked and match is Match.ALL:
        ranks.append(_worth(Q("bool", filter=[_in(_WORDS, t.text, len(t.words)) for t in marked]), _MARKS))
    if query.code_key:
        ranks.append(_worth(Q("term", code_key=query.code_key), _CODE))
    return ranks


def _either(term: Term) -> Query:
    wanted = [_in(_FOLDED, folded, folded.count(" ") + 1) for folded in term.all_folded]
    return wanted[0] if len(wanted) == 1 else Q("dis_max", queries=wanted)


def _in(fields: list[str], words: str, count: int) -> Query:
    """Match the words in one of the fields: side by side when there are several."""
    kind = "phrase" if count > 1 else "best_fields"
    joint = {} if count > 1 else {"operator": "and"}
    return Q("multi_match", query=words, fields=fields, type=kind, **joint)


def _worth(query: Query, boost: int) -> Query:
    return Q("constant_score", filter=query, boost=boost)


def _filters(query: SearchQuery) -> list[Query]:
    filters = []
    if query.status:
        filters.append(Q("term", status=query.status))
    if query.kinds:
        filters.append(Q("terms", kind=[kind.value for kind in query.kinds]))
    if query.organisation:
        filters.append(Q("term", organisation_code=query.organisation))
    if query.period:
        year = Q("prefix", period=f"{query.period}-")
        filters.append(Q("bool", should=[Q("term", period=query.period), year], minimum_should_match=1))
    return filters


def _order(query: SearchQuery) -> list[dict[str, Any]]:
    newest: list[dict[str, Any]] = [
        {"date": {"order": "desc", "missing": "_last"}},
        {"document_id": {"order": "desc"}},
    ]
    if query.sort is Sort.NEWEST or not query.terms:
        return newest
    return [{"_score": {"order": "desc"}}, *newest]
