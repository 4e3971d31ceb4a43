"""Searching: pick the engine, ask it, make the hits readable."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from portal.feedback.codes import normal_code
from search import lexicon, vocabulary
from search.breaker import Breaker
from search.documents import Kind
from search.engines.base import Engine, EngineUnavailable, Found, Match
from search.engines.choice import cluster_engine, database_engine
from search.highlight import highlight
from search.models import OutboxRow, SearchEntry
from search.query import SearchQuery, Sort
from search.results import Hit, SearchResults
from search.words import code_key

logger = logging.getLogger(__name__)

breaker = Breaker()
# With fewer hits than this a reader is shown near ones too: one screen of a computer.
_FEW = 10
# The worker empties the outbox every few seconds; this many without success and the cluster is read-only or gone.
_MOST_BEHIND = timedelta(minutes=2)


def search(query: SearchQuery) -> SearchResults:
    """Return one page of results; from the database, and marked `degraded`, when the cluster is of no use.

    It is of none when it is silent, has not taken changes for `_MOST_BEHIND`, or finds nothing where the
    database finds something: then its index is empty or has lost a part.
    """
    query = _understood(query)
    cluster = cluster_engine()
    if cluster is None:
        return _answer(database_engine(), query)
    if not breaker.allows() or is_behind(timezone.now()):
        return _answer(database_engine(), query, degraded=True)
    try:
        results = _answer(cluster, query)
    except EngineUnavailable as error:
        logger.warning("The search cluster did not answer; the database does: %s", error)
        breaker.failed()
        return _answer(database_engine(), query, degraded=True)
    breaker.succeeded()
    if results.total or query.is_empty:
        return results
    # Rare, and cheap: what no document holds is soon looked up.
    second = _answer(database_engine(), query, degraded=True)
    return second if second.total else results


def is_behind(now: datetime) -> bool:
    """Return whether changes have been waiting for the cluster longer than any outbox takes to empty."""
    return OutboxRow.objects.filter(stored=True, created_at__lt=now - _MOST_BEHIND).exists()


def destination(query: SearchQuery) -> str | None:
    """Return the address of the one document whose number or code is the whole query, if there is just one."""
    if not query.code_key or query.has_filters or query.page > 1:
        return None
    keys = {query.code_key, code_key(petition_code(query))} - {""}
    urls = list(SearchEntry.objects.filter(code_key__in=keys).values_list("url", flat=True)[:2])
    return urls[0] if len(urls) == 1 else None


def petition_code(query: SearchQuery) -> str:
    """Return the petition's code that the whole query is, with letters read as the digits they look like; else ""."""
    return normal_code(query.text) if query.code_key.startswith("hy") else ""


def ask(engine: Engine, query: SearchQuery) -> SearchResults:
    """Return what one engine finds; when no document at all holds every word, what holds some of them."""
    return _answer(engine, _understood(query))


def _understood(query: SearchQuery) -> SearchQuery:
    """Return the query with what is known about its words; they do not depend on who answers."""
    if not query.text:
        return query
    return replace(query, lexicon=lexicon.current(), slips=vocabulary.slips(query.lone_words))


def _answer(engine: Engine, query: SearchQuery, *, degraded: bool = False) -> SearchResults:
    if query.is_empty:
        return SearchResults(hits=[], total=0, page=1, engine=engine.name, degraded=degraded)
    found = engine.find(query, Match.ALL)
    relaxed = not found.counts.everything() and len(query.terms) > 1
    if relaxed:
        found = engine.find(query, Match.ANY)
    return SearchResults(
        hits=_hits(found.ids, query),
        total=found.counts.total(query),
        page=found.page,
        engine=engine.name,
        facets=found.counts.facets(query),
        degraded=degraded,
        relaxed=relaxed,
        near=[] if relaxed else _near(engine, query, found),
        read_as=query.read_as,
    )


def _near(engine: Engine, query: SearchQuery, found: Found) -> list[Hit]:
    """Return what holds some of the words, to stand below the few that hold them all."""
    few = 0 < found.counts.total(query) < _FEW
    if not few or len(query.terms) < 2 or query.sort is not Sort.RELEVANCE:
        return []
    near = [found_id for found_id in engine.first(query, Match.ANY) if found_id not in found.ids]
    return _hits(near[: _FEW - len(found.ids)], query)


def _hits(ids: Sequence[str], query: SearchQuery) -> list[Hit]:
    """Read the entries from the database: a document that is gone from it never shows."""
    entries = {
        entry.document_id: entry
        for entry in SearchEntry.objects.filter(document_id__in=ids).defer(
            "title_words", "body_words", "extra_words", "extra_folded"
        )
    }
    return [_hit(entries[found_id], query) for found_id in ids if found_id in entries]


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
