"""From a change to the index: a row in the transaction that changed something, processed after it."""

import logging
import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model

from portal.core import page_cache
from search import providers, store
from search.engines.base import EngineUnavailable
from search.engines.choice import cluster_engine
from search.engines.elastic_index import ElasticIndex
from search.models import OutboxAction, OutboxRow, SearchEntry

logger = logging.getLogger(__name__)

BATCH = 200
# Any number that nothing else on the database locks.
_LOCK = 7_303_011


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows brought into the database's index, rows sent to the cluster, rows that still wait for it."""

    stored: int = 0
    sent: int = 0
    waiting: int = 0


def note(instance: Model, *, action: OutboxAction = OutboxAction.INDEX) -> None:
    """Remember, in the current transaction, that what shows the object has to be indexed anew."""
    if source := providers.source_of(instance):
        OutboxRow.objects.create(document_id=source.id_of(instance), action=action)


def process() -> Progress:
    """Bring the indexes up to date with every row; what the cluster does not take stays for the next time."""
    stored = 0
    while batch := _store_batch():
        stored += batch
    cluster = cluster_engine()
    if cluster is None:
        # Left over from a time with a cluster.
        OutboxRow.objects.filter(stored=True).delete()
        return Progress(stored=stored)
    sent = _send(cluster.index)
    return Progress(stored, sent, OutboxRow.objects.count())


@transaction.atomic
def _store_batch() -> int:
    _one_at_a_time()
    rows = list(OutboxRow.objects.filter(stored=False).order_by("pk")[:BATCH])
    if not rows:
        return 0
    wanted = {row.document_id for row in rows}
    # The source decides, not the row: what is no longer published is no longer found.
    documents = providers.load(wanted)
    changed = store.write(documents)
    changed += store.delete(sorted(wanted - {document.id for document in documents}))
    done = OutboxRow.objects.filter(pk__in=[row.pk for row in rows])
    if cluster_engine() is None:
        done.delete()
    else:
        done.update(stored=True)
    if changed:
        page_cache.bump()
    return len(rows)


def _one_at_a_time() -> None:
    """Keep two workers from storing an older state over a newer one. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _send(index: ElasticIndex) -> int:
    sent = 0
    try:
        while rows := list(OutboxRow.objects.filter(stored=True).order_by("pk")[:BATCH]):
            _send_batch(index, {row.document_id for row in rows})
            OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
            sent += len(rows)
    except EngineUnavailable as error:
        logger.warning("The search cluster takes no changes now; they stay in the outbox: %s", error)
    return sent


def _send_batch(index: ElasticIndex, document_ids: set[str]) -> None:
    # Taken before reading: what is stored later has a higher version and survives this deletion.
    version = time.time_ns() // 1000
    entries = list(SearchEntry.objects.filter(document_id__in=document_ids))
    index.write(entries)
    index.delete(document_ids - {entry.document_id for entry in entries}, version=version)
