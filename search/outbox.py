"""From a change to the index: a row in the change's own transaction, written to the engines afterwards."""

from django.db import transaction
from django.db.models import Model

from search import store
from search.engines.base import EngineUnavailable
from search.engines.choice import cluster_engine
from search.models import OutboxAction, OutboxRow, SearchEntry
from search.sources import document_id, documents_for

BATCH = 200


def note(instance: Model, *, action: OutboxAction = OutboxAction.INDEX) -> None:
    """Remember, in the current transaction, that what shows the instance has to be indexed anew."""
    if wanted := document_id(instance):
        OutboxRow.objects.create(document_id=wanted, action=action)


def process(*, batches: int = 50) -> int:
    """Bring the database's index up to date, then the cluster's; return how many rows are done with.

    Idempotent. A cluster that is away keeps its rows, marked `stored`, and never holds up the database.
    """
    for _ in range(batches):
        if not _store_batch():
            break
    return sum(_send_batch() for _ in range(batches))


@transaction.atomic
def _store_batch() -> int:
    rows = list(
        OutboxRow.objects.select_for_update(skip_locked=_can_skip())
        .filter(stored=False)
        .order_by("id")[:BATCH]
    )
    ids = list(dict.fromkeys(row.document_id for row in rows))
    documents = documents_for(ids)
    store.write(documents.values())
    store.delete([one for one in ids if one not in documents])
    OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(stored=True)
    return len(rows)


def _can_skip() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _send_batch() -> int:
    rows = list(OutboxRow.objects.filter(stored=True).order_by("id")[:BATCH])
    if not rows or not _send({row.document_id for row in rows}):
        return 0
    OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _send(ids: set[str]) -> bool:
    """Write what the database knows of the documents to the cluster; False when it cannot take them."""
    cluster = cluster_engine()
    if cluster is None:
        return True
    entries = list(SearchEntry.objects.filter(document_id__in=ids))
    try:
        cluster.index.write(entries)
        cluster.index.delete(ids - {entry.document_id for entry in entries})
    except EngineUnavailable:
        return False
    return True
