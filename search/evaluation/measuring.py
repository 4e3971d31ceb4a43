"""Asking an engine every query and grading what it returns."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.core.text import fold
from search import services
from search.engines.base import Engine
from search.evaluation import dataset, metrics
from search.evaluation.dataset import Judged, Query
from search.evaluation.forms import Form, typed
from search.models import SearchEntry
from search.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one engine answered one query in one form."""

    engine: str
    form: Form
    query: Query
    typed: str
    ndcg: float
    recall: float
    reciprocal_rank: float
    milliseconds: float
    # (grade, title) of what came first.
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The averages of one engine and form, and the time that 95 of 100 answers kept."""

    engine: str
    form: Form
    queries: int
    ndcg: float
    recall: float
    mrr: float
    p95_ms: float


def judged_documents() -> list[Judged]:
    """Return everything in the index, as rules look at it."""
    rows = SearchEntry.objects.values_list("document_id", "kind", "organisation_name", "title", "period")
    return [Judged(key, kind, name, fold(title), period) for key, kind, name, title, period in rows]


def answerable(
    queries: Sequence[Query], documents: Sequence[Judged]
) -> Iterator[tuple[Query, Mapping[str, int]]]:
    """Yield the queries that this index can answer, with the grades of its documents.

    A query without an answer in the index says nothing about the engine.
    """
    rules = dataset.rules()
    for query in queries:
        graded = dataset.grades(rules.get(query.id, []), documents)
        if any(grade >= metrics.RELEVANT for grade in graded.values()):
            yield query, graded


def ask(engine: Engine, query: Query, graded: Mapping[str, int], form: Form, shown: int = 3) -> Outcome:
    """Return how the engine answers the query in this form, with the first `shown` hits."""
    text = typed(query.id, query.text, form)
    started = time.perf_counter()
    results = services.ask(engine, SearchQuery.of(text))
    # What a reader sees from above to below.
    hits = [*results.hits, *results.near]
    elapsed = time.perf_counter() - started
    found = [graded.get(hit.id, 0) for hit in hits]
    ideal = list(graded.values())
    return Outcome(
        engine=engine.name,
        form=form,
        query=query,
        typed=text,
        ndcg=metrics.ndcg(found, ideal),
        recall=metrics.recall_at(found, ideal),
        reciprocal_rank=metrics.reciprocal_rank(found),
        milliseconds=elapsed * 1000,
        first=tuple((grade, hit.title) for grade, hit in zip(found[:shown], hits, strict=False)),
    )


def grouped(outcomes: Sequence[Outcome]) -> dict[tuple[str, Form], list[Outcome]]:
    """Return the outcomes of each engine and form, in the order of their first ones."""
    groups: dict[tuple[str, Form], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.engine, outcome.form), []).append(outcome)
    return groups


def summaries(outcomes: Sequence[Outcome]) -> list[Summary]:
    """Return one summary for each engine and form, in the order of their first outcomes."""
    return [_summary(engine, form, group) for (engine, form), group in grouped(outcomes).items()]


def worst(outcomes: Sequence[Outcome], count: int) -> list[Outcome]:
    """Return the outcomes with the lowest nDCG among the queries that may be tuned to."""
    tuning = [outcome for outcome in outcomes if not outcome.query.is_held_out]
    return sorted(tuning, key=lambda outcome: (outcome.ndcg, outcome.recall, outcome.query.id))[:count]


def _summary(engine: str, form: Form, outcomes: Sequence[Outcome]) -> Summary:
    return Summary(
        engine=engine,
        form=form,
        queries=len(outcomes),
        ndcg=metrics.mean([outcome.ndcg for outcome in outcomes]),
        recall=metrics.mean([outcome.recall for outcome in outcomes]),
        mrr=metrics.mean([outcome.reciprocal_rank for outcome in outcomes]),
        p95_ms=metrics.percentile([outcome.milliseconds for outcome in outcomes], 0.95),
    )
