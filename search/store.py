"""Writing the index in the database: the only writer of `SearchEntry`."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from django.db import transaction

from search import vocabulary
from search.documents import IndexedText, SearchDocument
from search.models import SearchEntry

_COPIED = [field.name for field in fields(SearchDocument) if field.name != "id"]
_UPDATED = [*_COPIED, "code_key", "digest", "version", *(field.name for field in fields(IndexedText))]


@transaction.atomic
def write(documents: Iterable[SearchDocument]) -> int:
    """Insert or replace the documents that differ from what is stored; return how many did."""
    wanted = {document.id: document for document in documents}
    known = dict(
        SearchEntry.objects.filter(document_id__in=list(wanted)).values_list("document_id", "digest")
    )
    changed = [document for document in wanted.values() if known.get(document.id) != document.digest]
    if changed:
        entries = [_entry(document) for document in changed]
        _count_words(entries)
        SearchEntry.objects.bulk_create(
            entries,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["document_id"],
            update_fields=_UPDATED,
        )
    return len(changed)


@transaction.atomic
def delete(document_ids: Sequence[str]) -> int:
    """Forget the documents; return how many were known."""
    count = 0
    for start in range(0, len(document_ids), 500):
        found = SearchEntry.objects.filter(document_id__in=document_ids[start : start + 500])
        words = vocabulary.counted(found.values_list(*vocabulary.COLUMNS))
        vocabulary.count({word: -number for word, number in words.items()})
        count += found.delete()[0]
    return count


def _count_words(entries: list[SearchEntry]) -> None:
    """Count the words of the entries, and no longer those that the same documents held before."""
    before = SearchEntry.objects.filter(document_id__in=[entry.document_id for entry in entries])
    changes = vocabulary.counted([getattr(entry, name) for name in vocabulary.COLUMNS] for entry in entries)
    changes.subtract(vocabulary.counted(before.values_list(*vocabulary.COLUMNS)))
    vocabulary.count(changes)


def _entry(document: SearchDocument) -> SearchEntry:
    return SearchEntry(
        document_id=document.id,
        code_key=document.code_key,
        digest=document.digest,
        version=time.time_ns() // 1000,
        **{name: getattr(document, name) for name in _COPIED},
        **asdict(IndexedText.of(document)),
    )
