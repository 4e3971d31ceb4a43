"""Disclosures that did not stay as they were: some corrected, one taken down, one whose former version is erased."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from cms.disclosures import events
from cms.disclosures.corrections import Correction, CorrectionReason, ErasureReason
from cms.disclosures.erasing import emptied
from cms.disclosures.models import DisclosurePage, Obligation, PublishedVersion
from cms.disclosures.services.versions import version_fields
from cms.disclosures.withdrawal import WithdrawalReason
from content.generators.corpus import settings
from content.generators.moments import Year
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft

_CORRECTED, _WITHDRAWN = "budget_approved", "half_year_report"
_ERASED_BY = "15/QĐ-UBND (mẫu)"


def change_some(pages: Sequence[DisclosurePage], year: Year) -> list[EventDraft]:
    """Correct the approved budget of the communes with demo staff, erase the first one's former version, and take
    down one report of half a year. Returns the events."""
    codes = list(settings()["demo_staff"])
    written: list[EventDraft] = []
    corrected = [page for page in pages if page.duty.key == _CORRECTED and page.organisation.code in codes]
    newest = {page.organisation.code: page for page in corrected}
    for number, code in enumerate(code for code in codes if code in newest):
        at = _after(newest[code], days=6)
        if at > year.ends:
            continue
        former, event = _correct(newest[code], at)
        written += event
        if number == 0:
            written.append(_erase(newest[code], former, at + timedelta(days=9)))
    for page in reversed(pages):
        known = page.duty.key == _WITHDRAWN and page.organisation.code in codes
        if known and (taken := _after(page, days=3)) < year.ends:
            written.append(_withdraw(page, taken))
            break
    return written


def _after(page: DisclosurePage, *, days: int) -> datetime:
    assert page.first_disclosed_at
    return page.first_disclosed_at + timedelta(days=days)


def _correct(page: DisclosurePage, at: datetime) -> tuple[PublishedVersion, list[EventDraft]]:
    """Publish the page again with another sentence in its summary."""
    former = page.versions.get()
    page.summary += "<p>Đã sửa phần tóm tắt cho khớp với biểu kèm theo (mẫu).</p>"
    revision = Revision.objects.create(
        content_type=page.content_type,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        created_at=at,
        object_str=str(page),
        content=page.serializable_data(),
    )
    page.live_revision = page.latest_revision = revision
    page.last_published_at = page.latest_revision_created_at = at
    type(page).objects.filter(pk=page.pk).update(
        summary=page.summary,
        live_revision=revision,
        latest_revision=revision,
        last_published_at=at,
        latest_revision_created_at=at,
    )
    former.replaced_at = at
    former.save(update_fields=["replaced_at"])
    why = Correction(CorrectionReason.MISTAKE, "Sửa câu tóm tắt ghi nhầm (mẫu).")
    version = PublishedVersion.objects.create(**version_fields(page, at=at, correction=why, last=former))
    return former, events.disclosed(page, version, first=False, at=at, actor_role=ActorRole.HEAD)


def _erase(page: DisclosurePage, version: PublishedVersion, at: datetime) -> EventDraft:
    """Empty the former version as the service does; its documents are still those of the page."""
    title = f"{page.duty.title[:150]} – {page.period_label} (nội dung đã xóa)"
    for revision in Revision.objects.filter(pk=version.revision_id):
        revision.content = emptied(type(page), revision.content, title)
        revision.object_str = title
        revision.save(update_fields=["content", "object_str"])
    version.erased_at, version.erasure_reason = at, ErasureReason.PERSONAL_DATA
    version.erasure_document = _ERASED_BY
    version.save(update_fields=["erased_at", "erasure_reason", "erasure_document"])
    payload = {
        "page": page.public_path,
        "version": version.number,
        "content": version.digest,
        "documents": [document["sha256"] for document in version.documents],
        "reason": str(version.erasure_reason),
        "document": version.erasure_document,
    }
    return events.about(page, EventKind.VERSION_ERASED, at=at, actor_role=ActorRole.HEAD, payload=payload)


def _withdraw(page: DisclosurePage, at: datetime) -> EventDraft:
    version = page.versions.get()
    version.withdrawn_at, version.withdrawal_reason = at, WithdrawalReason.MISTAKE
    version.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    page.live, page.has_unpublished_changes = False, True
    Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True, live_revision=None)
    Obligation.objects.filter(fulfilled_by=page).update(fulfilled_by=None, disclosed_on=None)
    payload = {"reason": str(WithdrawalReason.MISTAKE)}
    return events.about(page, EventKind.WITHDRAWN, at=at, actor_role=ActorRole.HEAD, payload=payload)
