"""Turn stored documents into pages to read: once for each content, and never for lists of names."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cms.disclosures.models import (
    DisclosureAttachment,
    DisclosurePage,
    DocumentReading,
    PoorHouseholdListPage,
    ReadingPart,
    ReadingState,
)
from portal.core import page_cache
from portal.core.reading import CONVERTER, CannotRead, Reading, read_document
from portal.core.signals import content_changed

log = logging.getLogger(__name__)


def waiting_documents() -> QuerySet[DisclosureAttachment]:
    """Return the documents of live pages that today's converter has not read yet, the oldest first."""
    made = DocumentReading.objects.filter(sha256=OuterRef("sha256"), converter__gte=CONVERTER)
    return (
        DisclosureAttachment.objects.filter(page__live=True)
        .exclude(sha256="")
        .exclude(page__in=PoorHouseholdListPage.objects.values("pk"))
        .filter(~Exists(made))
        .order_by("pk")
    )


def read_attachment(*, document: DisclosureAttachment, at: datetime) -> DocumentReading:
    """Return the reading of the document's content, made now when there is none or an earlier converter's.

    Raises ValueError for a document whose page shows no readings.
    """
    if not document.page.specific.documents_are_read:
        raise ValueError("documents with names are not read")
    known = DocumentReading.objects.filter(sha256=document.sha256).first()
    if known and known.converter >= CONVERTER:
        return known
    state, note, reading = _read(document)
    try:
        made = _store(document.sha256, state, note, reading, at)
    except IntegrityError:
        # Somebody else read the same content at the same moment.
        return DocumentReading.objects.get(sha256=document.sha256)
    if made.text:
        _tell_search(document.sha256)
    page_cache.bump()
    return made


@transaction.atomic
def _store(sha256: str, state: str, note: str, reading: Reading, at: datetime) -> DocumentReading:
    # An earlier converter's reading goes; its readers see the new one from this commit on.
    DocumentReading.objects.filter(sha256=sha256, converter__lt=CONVERTER).delete()
    made = DocumentReading.objects.create(
        sha256=sha256, state=state, note=note[:500], text=reading.text, made_at=at, converter=CONVERTER
    )
    ReadingPart.objects.bulk_create(
        [
            ReadingPart(reading=made, number=number, title=part.title[:200], html=part.html)
            for number, part in enumerate(reading.parts, start=1)
        ],
        batch_size=100,
    )
    return made


def _read(document: DisclosureAttachment) -> tuple[str, str, Reading]:
    try:
        with document.file.open("rb") as file:
            content = file.read()
        reading = read_document(content, document.media_type)
    except CannotRead as problem:
        return ReadingState.FAILED, f"Tài liệu {problem}", Reading()
    except OSError:
        log.warning("document %s cannot be opened", document.sha256[:12])
        return ReadingState.FAILED, "Tệp không còn trên máy chủ.", Reading()
    return (ReadingState.READY if reading.parts else ReadingState.NO_TEXT), reading.note, reading


def _tell_search(sha256: str) -> None:
    pages = DisclosurePage.objects.live().filter(attachments__sha256=sha256).distinct()
    for page in pages:
        specific = page.specific
        if specific.documents_are_read:
            content_changed.send(sender=type(specific), instance=specific)


def read_waiting(*, at: datetime, most: int) -> int:
    """Read up to `most` waiting documents and return how many; one that fails is remembered as failed."""
    documents = list(waiting_documents().select_related("page")[:most])
    for document in documents:
        read_attachment(document=document, at=at)
    return len(documents)


def forget_reading(*, sha256: str) -> None:
    """Delete the reading once no document has this content any more."""
    if sha256 and not DisclosureAttachment.objects.filter(sha256=sha256).exists():
        DocumentReading.objects.filter(sha256=sha256).delete()
