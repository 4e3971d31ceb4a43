"""Make the index anew, and compare it with the content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from search import store
from search.engines.choice import cluster_engine
from search.engines.elastic import ElasticEngine
from search.models import SearchEntry
from search.sources import BATCH, all_ids, documents_for

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Drift:
    """How an index differs from the content: ids that it lacks or has wrong, and ids that it should not have."""

    where: str
    stale: list[str]
    surplus: list[str]

    @property
    def is_clean(self) -> bool:
        return not self.stale and not self.surplus


def rebuild_database(progress: Progress) -> int:
    """Write every document that differs and delete what is no longer public; safe to stop and start again."""
    seen: set[str] = set()
    for ids in _batches(all_ids()):
        documents = documents_for(ids)
        store.write(documents.values())
        seen.update(documents)
        progress("database", len(seen))
    store.delete([one for one in _entry_ids() if one not in seen])
    return len(seen)


def rebuild_cluster(engine: ElasticEngine, progress: Progress) -> int:
    """Fill a new index beside the one that answers and swap them; continues an interrupted one.

    Raises EngineUnavailable.
    """
    index = engine.index
    name = index.unfinished() or index.create(timezone.now())
    index.refresh(name)
    known = index.digests(name)
    done = 0
    for ids in _batches(_entry_ids()):
        entries = SearchEntry.objects.filter(document_id__in=ids)
        index.write((entry for entry in entries if known.get(entry.document_id) != entry.digest), index=name)
        done += len(ids)
        progress("cluster", done)
    current = set(_entry_ids())
    index.delete([one for one in known if one not in current], index=name)
    index.publish(name)
    return done


def drifts(*, repair: bool) -> list[Drift]:
    """Compare each index with what it is made from; with `repair` make them equal. Raises EngineUnavailable."""
    found = [_database_drift(repair)]
    if cluster := cluster_engine():
        found.append(_cluster_drift(cluster, repair))
    return found


def _database_drift(repair: bool) -> Drift:
    stale: list[str] = []
    seen: set[str] = set()
    for ids in _batches(all_ids()):
        documents = documents_for(ids)
        known = dict(SearchEntry.objects.filter(document_id__in=ids).values_list("document_id", "digest"))
        wrong = [doc for doc in documents.values() if known.get(doc.id) != doc.digest]
        stale += [doc.id for doc in wrong]
        seen.update(documents)
        if repair:
            store.write(wrong)
    surplus = [one for one in _entry_ids() if one not in seen]
    if repair:
        store.delete(surplus)
    return Drift("database", stale, surplus)


def _cluster_drift(engine: ElasticEngine, repair: bool) -> Drift:
    engine.index.refresh()
    held = engine.index.digests()
    wanted = dict(SearchEntry.objects.values_list("document_id", "digest").iterator(chunk_size=2000))
    stale = [one for one, digest in wanted.items() if held.get(one) != digest]
    surplus = [one for one in held if one not in wanted]
    if repair:
        for ids in _batches(iter(stale)):
            engine.index.write(SearchEntry.objects.filter(document_id__in=ids))
        engine.index.delete(surplus)
    return Drift("cluster", stale, surplus)


def _entry_ids() -> Iterator[str]:
    rows = SearchEntry.objects.order_by("pk").values_list("document_id", flat=True)
    return rows.iterator(chunk_size=2000)


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(ids, BATCH)):
        yield batch
