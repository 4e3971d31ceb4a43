"""The end of a posting: the names go, from everywhere, and the figures stay."""

import logging
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import DisclosureAttachment, PoorHouseholdListPage, PostingEvidence
from cms.disclosures.services.paper import judge
from cms.disclosures.services.personal_data import forget
from portal.core import page_cache
from portal.core.signals import content_changed
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event
from portal.ledger.services import record_many

log = logging.getLogger(__name__)


def expire_postings(*, on: date, at: datetime) -> list[PoorHouseholdListPage]:
    """End every disclosed posting whose last day is before `on`; each in a transaction of its own."""
    over = PoorHouseholdListPage.objects.filter(
        posting_until__lt=on, posting_ended_at__isnull=True, first_disclosed_at__isnull=False
    )
    ended = []
    for page in over.order_by("posting_until", "pk"):
        try:
            ended.append(end_posting(page=page, at=at))
        except OSError:
            # A file that cannot be deleted now keeps its own list open, not everybody's.
            log.exception("posting of page %s could not be ended", page.pk)
    return ended


@transaction.atomic
def end_posting(*, page: PoorHouseholdListPage, at: datetime) -> PoorHouseholdListPage:
    """Delete the names from the table, the documents and every revision; keep the totals. Idempotent.

    Raises OSError, and leaves everything as it was, when a document cannot be deleted.
    """
    page = PoorHouseholdListPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.posting_ended_at:
        return page
    removed = page.households.count()
    page.households.all().delete()
    files = _stored_files(page) | _photographs(page)
    # What the personal-data check remembers of the list and its documents speaks of the same people.
    forget(page=page, files=_digests(page))
    page.attachments.all().delete()
    _scrub_revisions(page)
    PoorHouseholdListPage.objects.filter(pk=page.pk).update(posting_ended_at=at)
    page.posting_ended_at = at
    by = ActorRole.SYSTEM
    rows = list(page.postings.open().select_for_update(of=("self",)).with_proof())
    kept_on_paper = judge(page=page, rows=rows, at=at)
    # A photograph of the list shows the list: it goes too, its date and digest stay.
    PostingEvidence.objects.filter(posting__page=page).update(photo="")
    kept = {"kept": kept_on_paper and posting_was_kept(page)}
    record_many(
        [
            events.about(page, EventKind.POSTING_ENDED, at=at, actor_role=by, payload=kept),
            events.about(
                page, EventKind.NAMES_REMOVED, at=at, actor_role=by, payload={"households": removed}
            ),
        ]
    )
    page_cache.bump()
    content_changed.send(sender=PoorHouseholdListPage, instance=page)
    # Inside the transaction: when a file cannot be deleted, the posting has not ended and the next run tries
    # again. The other way round, a name could stay on disk with nobody left to notice.
    storage = DisclosureAttachment._meta.get_field("file").storage
    for name in files:
        storage.delete(name)
    return page


def posting_was_kept(page: PoorHouseholdListPage) -> bool:
    """Return whether the list was public on the web from the first to the last day of its posting."""
    if page.first_disclosed_at is None or page.posting_from is None or not page.live:
        return False
    began = timezone.localdate(page.first_disclosed_at)
    withdrawn = Event.objects.about(page.subject).filter(kind=EventKind.WITHDRAWN)
    return began <= page.posting_from and not withdrawn.exists()


def _stored_files(page: PoorHouseholdListPage) -> set[str]:
    """Return the paths of every document that the page or one of its revisions ever had."""
    current = set(page.attachments.values_list("file", flat=True))
    for revision in page.revisions.only("content"):
        current |= {entry.get("file", "") for entry in _attachments(revision.content)}
    return {name for name in current if name}


def _photographs(page: PoorHouseholdListPage) -> set[str]:
    photos = PostingEvidence.objects.filter(posting__page=page).exclude(photo="")
    return set(photos.values_list("photo", flat=True))


def _digests(page: PoorHouseholdListPage) -> list[str]:
    """Return the SHA-256 of every document that the page or one of its revisions ever had."""
    current = set(page.attachments.values_list("sha256", flat=True))
    for revision in page.revisions.only("content"):
        current |= {entry.get("sha256", "") for entry in _attachments(revision.content)}
    return sorted(digest for digest in current if digest)


def _scrub_revisions(page: PoorHouseholdListPage) -> None:
    for revision in page.revisions.all():
        if _attachments(revision.content):
            revision.content = {**revision.content, "attachments": []}
            revision.save()


def _attachments(content: dict[str, Any]) -> list[dict[str, Any]]:
    return content.get("attachments") or []
