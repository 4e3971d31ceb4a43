"""Building the indexes anew, beside running changes. Both halves can be interrupted and run again."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from search import providers, store, vocabulary
from search.engines.elastic_index import ElasticIndex
from search.models import SearchEntry
from search.sources import Source

Report = Callable[[str], None]

_BATCH = 500


def rebuild_database(report: Report) -> int:
    """Write what differs from the sources and remove what they no longer publish; return how many changed.

    Each batch is its own transaction. A second run skips what the first one wrote, because it does not differ.
    """
    changed = 0
    for source in providers.SOURCES:
        before = set(_stored_ids(source))
        seen: set[str] = set()
        total = source.count()
        for documents in source.batches():
            with transaction.atomic():
                changed += store.write(documents)
            seen.update(document.id for document in documents)
            report(f"{source.prefix}: {len(seen)}/{total}")
        changed += _remove(before - seen)
    vocabulary.recount()
    return changed


def _stored_ids(source: Source[Model]) -> Iterator[str]:
    found = SearchEntry.objects.filter(document_id__startswith=f"{source.prefix}:")
    return found.values_list("document_id", flat=True).iterator()


def _remove(gone: set[str]) -> int:
    # What was published while this ran is not gone: ask again.
    published = {document.id for document in providers.load(gone)}
    return store.delete(sorted(gone - published))


def rebuild_cluster(index: ElasticIndex, *, now: datetime, fresh: bool, report: Report) -> int:
    """Fill an index beside the one that answers, then let it answer; return how many documents it holds.

    Continues an index that an interrupted run left behind, unless `fresh`. Raises EngineUnavailable.
    """
    started = time.time_ns() // 1000
    name = None if fresh else index.unfinished()
    name = name or index.create(now)
    held = index.digests(name)
    total, done = SearchEntry.objects.count(), 0
    for entries in _entries():
        index.write([entry for entry in entries if held.get(entry.document_id) != entry.digest], index=name)
        done += len(entries)
        report(f"{name}: {done}/{total}")
    index.refresh(name)
    index.publish(name)
    # Changes of the meantime went to the old index.
    index.write(SearchEntry.objects.filter(version__gte=started).iterator(), index=name)
    return _remove_strangers(index, name)


def _remove_strangers(index: ElasticIndex, name: str) -> int:
    index.refresh(name)
    version = time.time_ns() // 1000
    held = set(index.digests(name))
    strangers = held - set(SearchEntry.objects.values_list("document_id", flat=True))
    index.delete(strangers, version=version, index=name)
    index.refresh(name)
    return len(held - strangers)


def _entries() -> Iterator[list[SearchEntry]]:
    last = 0
    while entries := list(SearchEntry.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield entries
        last = entries[-1].pk
