"""The versions of a disclosure: one for each publication, kept in step with corrections and withdrawals."""

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.disclosures.corrections import Correction, CorrectionReason, VersionKind
from cms.disclosures.models import DisclosurePage, PublishedVersion
from cms.disclosures.models.versions import stored_documents
from cms.disclosures.public_content import digest_of, public_content
from portal.core.text import plain_text
from portal.ledger.kinds import EventKind
from portal.ledger.models import Event


def stated_correction(page: DisclosurePage) -> Correction | None:
    """Return why the page is published again, as its draft states it; None for the first publication."""
    if page.first_disclosed_at is None:
        return None
    reason = page.correction_reason or CorrectionReason.UNSTATED
    return Correction(reason, plain_text(page.correction_note))


def required_correction(correction: Correction | None) -> Correction:
    """Return the correction; raises ValidationError when rows of a public page change without a reason."""
    if correction is None:
        raise ValidationError("Nội dung đang được công khai: hãy nêu lý do công khai lại.")
    return correction


def next_version(*, page: DisclosurePage, at: datetime, correction: Correction | None) -> PublishedVersion:
    """Store and return the version that the page is now; the one before it is replaced.

    Call it inside the transaction of the publication, with the page's new content stored.
    """
    # All publications of one page wait here for each other.
    DisclosurePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    last = page.versions.first() or _before_versions(page, at)
    if last is not None and last.is_standing:
        last.replaced_at = at
        last.save(update_fields=["replaced_at"])
    return PublishedVersion.objects.create(**version_fields(page, at=at, correction=correction, last=last))


def version_fields(
    page: DisclosurePage, *, at: datetime, correction: Correction | None, last: PublishedVersion | None
) -> dict[str, Any]:
    """Return the fields of the version that follows `last`, for one page or for a bulk import."""
    kind = VersionKind.FIRST
    if last is not None:
        kind = VersionKind.AGAIN if last.withdrawn_at else VersionKind.CORRECTED
        correction = correction or Correction(CorrectionReason.UNSTATED)
    stated = correction if last is not None else None
    return {
        "page": page,
        "number": last.number + 1 if last else 1,
        "kind": kind,
        "disclosed_at": at,
        "reason": stated.reason if stated else "",
        "explanation": stated.note[:300] if stated else "",
        "digest": digest_of(public_content(page)),
        "documents": stored_documents(page),
        "revision_id": page.live_revision_id,
    }


@transaction.atomic
def keep_first_version(*, page: DisclosurePage, at: datetime) -> PublishedVersion | None:
    """Give a page that was public before versions were kept its first one, with the digest of what is public.

    A live page says what its last event published: every change of it is a publication. Idempotent.
    """
    DisclosurePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.versions.exists():
        return None
    return _before_versions(page, at, digest=digest_of(public_content(page)))


def keep_first_versions(*, at: datetime) -> int:
    """Do that for every live page without a version; return how many got one."""
    lacking = DisclosurePage.objects.live().filter(first_disclosed_at__isnull=False, versions__isnull=True)
    kept = [keep_first_version(page=page.specific, at=at) for page in lacking.order_by("pk")]
    return sum(1 for version in kept if version)


def _before_versions(page: DisclosurePage, at: datetime, *, digest: str = "") -> PublishedVersion | None:
    """Return a first version for a page that was public before versions were kept, as the ledger knows it.

    Without a digest where the content has been replaced already: readers are told that it was not kept.
    """
    known = Event.objects.about(page.subject).filter(kind__in=[EventKind.DISCLOSED, EventKind.CORRECTED])
    event = known.last() if page.first_disclosed_at and page.first_disclosed_at < at else None
    if event is None:
        return None
    gone = Event.objects.about(page.subject).filter(kind=EventKind.WITHDRAWN, pk__gt=event.pk).last()
    return PublishedVersion.objects.create(
        page=page,
        number=1,
        kind=VersionKind.FIRST,
        disclosed_at=event.recorded_at,
        digest=digest,
        documents=[{"sha256": digest} for digest in json.loads(event.payload).get("documents", [])],
        withdrawn_at=gone.recorded_at if gone else None,
        withdrawal_reason=json.loads(gone.payload).get("reason", "") if gone else "",
    )


def close_version(*, page: DisclosurePage, at: datetime, reason: str) -> PublishedVersion | None:
    """Mark the standing version as withdrawn; None for a page that was public before versions were kept."""
    version = page.versions.standing().first()
    if version is None:
        # Taking a page down changes nothing of what it says.
        version = _before_versions(page, at, digest=digest_of(public_content(page)))
    if version is not None and version.is_standing:
        version.withdrawn_at, version.withdrawal_reason = at, reason
        version.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return version
