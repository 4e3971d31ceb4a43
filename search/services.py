"""Searching: pick the engine, ask it, make the hits readable."""

import logging

from search.breaker import Breaker
from search.documents import Kind
from search.engines.base import Engine, EngineUnavailable, Found, Match
from search.engines.choice import cluster_engine, database_engine
from search.highlight import highlight
from search.models import SearchEntry
from search.query import SearchQuery
from search.results import Hit, SearchResults

logger = logging.getLogger(__name__)

breaker = Breaker()


def search(query: SearchQuery) -> SearchResults:
    """Return one page of results; from the database, and marked `degraded`, when the cluster is silent."""
    cluster = cluster_engine()
    if cluster is None:
        return ask(database_engine(), query)
    if breaker.allows():
        try:
            results = ask(cluster, query)
        except EngineUnavailable as error:
            logger.warning("The search cluster did not answer; the database does: %s", error)
            breaker.failed()
        else:
            breaker.succeeded()
            return results
    return ask(database_engine(), query, degraded=True)


def ask(engine: Engine, query: SearchQuery, *, degraded: bool = False) -> SearchResults:
    """Return what one engine finds; when no document at all holds every word, what holds some of them."""
    if query.is_empty:
        return SearchResults(hits=[], total=0, page=1, engine=engine.name, degraded=degraded)
    found = engine.find(query, Match.ALL)
    relaxed = not found.counts.everything() and len(query.terms) > 1
    if relaxed:
        found = engine.find(query, Match.ANY)
    return SearchResults(
        hits=_hits(found, query),
        total=found.counts.total(query),
        page=found.page,
        engine=engine.name,
        facets=found.counts.facets(query),
        degraded=degraded,
        relaxed=relaxed,
    )


def _hits(found: Found, query: SearchQuery) -> list[Hit]:
    """Read the entries from the database: a document that is gone from it never shows."""
    entries = {
        entry.document_id: entry
        for entry in SearchEntry.objects.filter(document_id__in=found.ids).defer(
            "title_words", "body_words", "extra_words", "extra_folded"
        )
    }
    return [_hit(entries[found_id], query) for found_id in found.ids if found_id in entries]


def _hit(entry: SearchEntry, query: SearchQuery) -> Hit:
    return Hit(
        id=entry.document_id,
        kind=Kind(entry.kind),
        title=entry.title,
        title_html=highlight(entry.title, entry.title_folded, query.terms),
        fragment_html=highlight(entry.body, entry.body_folded, query.terms, fragment=True),
        url=entry.url,
        code=entry.code,
        organisation_code=entry.organisation_code,
        organisation_name=entry.organisation_name,
        period=entry.period,
        status=entry.status,
        status_label=entry.status_label,
        date=entry.date,
    )
