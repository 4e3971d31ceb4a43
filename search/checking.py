"""Comparing the indexes with their sources, and making them equal."""

import time
from dataclasses import dataclass
from itertools import chain

from django.db import DatabaseError, connection, transaction

from search import providers, store
from search.engines.elastic_index import ElasticIndex
from search.models import OutboxRow, SearchEntry


@dataclass(frozen=True, slots=True)
class Drift:
    """Ids that an index lacks or holds in another state, and ids that it should not hold."""

    stale: list[str]
    surplus: list[str]

    @property
    def is_clean(self) -> bool:
        return not self.stale and not self.surplus


def database_drift() -> Drift:
    """Compare the database's index with the sources. What still waits in the outbox is not drift."""
    batches = chain.from_iterable(source.batches() for source in providers.SOURCES)
    wanted = {document.id: document.digest for batch in batches for document in batch}
    return _compare(wanted, _entry_digests(), waiting=_waiting(stored=False))


def repair_database(drift: Drift) -> None:
    """Write what differs; what nobody publishes any more leaves."""
    wanted = [*drift.stale, *drift.surplus]
    for start in range(0, len(wanted), 200):
        ids = wanted[start : start + 200]
        documents = providers.load(ids)
        store.write(documents)
        store.delete(sorted(set(ids) - {document.id for document in documents}))


def cluster_drift(index: ElasticIndex) -> Drift:
    """Compare the cluster with the database's index. Raises EngineUnavailable."""
    index.refresh()
    return _compare(_entry_digests(), index.digests(), waiting=_waiting())


def repair_cluster(index: ElasticIndex, drift: Drift) -> None:
    """Make the cluster hold what the database holds. Raises EngineUnavailable."""
    version = time.time_ns() // 1000
    for start in range(0, len(drift.stale), 200):
        index.write(SearchEntry.objects.filter(document_id__in=drift.stale[start : start + 200]))
    index.delete(drift.surplus, version=version)


def fulltext_is_sound() -> bool:
    """Return whether SQLite's full-text table says the same as the entries; PostgreSQL generates its own."""
    if connection.vendor != "sqlite":
        return True
    check = "INSERT INTO search_entry_fts(search_entry_fts, rank) VALUES ('integrity-check', 1)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(check)
    except DatabaseError:
        return False
    return True


def _entry_digests() -> dict[str, str]:
    return dict(SearchEntry.objects.values_list("document_id", "digest").iterator())


def _waiting(**conditions: bool) -> set[str]:
    return set(OutboxRow.objects.filter(**conditions).values_list("document_id", flat=True))


def _compare(wanted: dict[str, str], held: dict[str, str], *, waiting: set[str]) -> Drift:
    return Drift(
        stale=sorted(i for i in wanted if held.get(i) != wanted[i] and i not in waiting),
        surplus=sorted(held.keys() - wanted.keys() - waiting),
    )
