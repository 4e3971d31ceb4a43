"""The acts on a finding: propose to keep it, take that back, let it pass as a second person, clean a file."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from cms.disclosures import events
from cms.disclosures.models import DisclosurePage, PassedFinding, PassReason
from cms.disclosures.personal_data_sources import FileSource, Source
from cms.disclosures.rights import AnyUser
from cms.disclosures.services.personal_data import Group, Report, read, report_of
from portal.accounts.policies import Action, can, organisations_for, role_for
from portal.core.personal_data.cleaning import CannotClean, without_properties
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft, record_many

GONE = "Chưa chọn phát hiện nào, hoặc nội dung đã thay đổi. Hãy xem lại danh sách."


def may_mark(user: AnyUser, page: DisclosurePage) -> bool:
    """Return whether the user may propose what to keep: those who write the organisation's disclosures."""
    return can(user, Action.DISCLOSURE_DRAFT, page.organisation)


def may_sign(user: AnyUser, page: DisclosurePage) -> bool:
    """Return whether the user may be the second person: a head of the body or of the body above it, an inspector."""
    body, above = page.organisation, page.organisation.parent
    action = Action.PERSONAL_DATA_SIGN_OFF
    return can(user, action, body) or bool(above and can(user, action, above))


def waiting_for(user: AnyUser) -> QuerySet[DisclosurePage]:
    """Return the pages with proposals that the user may be the second person for, with their number, oldest first."""
    bodies = organisations_for(user, Action.PERSONAL_DATA_SIGN_OFF)
    proposals = PassedFinding.objects.filter(signed_at=None).exclude(marked_by=user.pk)
    count = Count("passed_findings", filter=Q(passed_findings__in=proposals))
    return (
        DisclosurePage.objects.filter(Q(organisation__in=bodies) | Q(organisation__parent__in=bodies))
        .annotate(proposals=count, since=Min("passed_findings__marked_at"))
        .filter(proposals__gt=0)
        .select_related("organisation")
        .order_by("since")
    )


def draft_of(page: DisclosurePage) -> DisclosurePage:
    """Return the newest version of the page, which is what the next publication would show."""
    # Asked anew: the page in hand may have been read before the newest version was saved.
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


# ---- propose


@transaction.atomic
def mark(
    *, page: DisclosurePage, keys: Sequence[str], reason: PassReason, note: str, by: AnyUser, at: datetime
) -> list[PassedFinding]:
    """Propose to publish these findings of the newest version as they are.

    Raises PermissionDenied for a user who may not, ValidationError when a finding is gone, cannot be kept, or the
    reason does not fit its kind.
    """
    if not may_mark(by, page) and not may_sign(by, page):
        raise PermissionDenied
    report = report_of(draft_of(page), at=at)
    # Proposals about what is no longer in the draft wait for nobody.
    present = {group.source.digest for group in report.groups}
    page.passed_findings.filter(signed_at=None).exclude(content__in=present).delete()
    return [_mark(page, group, reason, note, by, at) for group in _chosen(report, keys, reason)]


def _chosen(report: Report, keys: Sequence[str], reason: PassReason) -> list[Group]:
    chosen = [group for group in report.chosen(keys) if group.unsigned]
    if not chosen:
        raise ValidationError(GONE)
    for group in chosen:
        if not group.source.may_pass:
            raise ValidationError(
                f"“{group.source.label}” không được giữ lại phát hiện nào: hãy nhập lại danh sách."
            )
        if reason not in PassReason.for_kind(group.first.kind):
            raise ValidationError(f"Lý do không phù hợp với “{group.first.label_vi}”.")
    return chosen


def _mark(
    page: DisclosurePage, group: Group, reason: PassReason, note: str, by: AnyUser, at: datetime
) -> PassedFinding:
    passed, _ = PassedFinding.objects.update_or_create(
        page_id=page.pk,
        content=group.source.digest,
        digest=group.first.digest,
        defaults={
            "kind": group.first.kind.value,
            "reason": reason,
            "note": note[:500],
            "marked_by_id": by.pk,
            "marked_at": at,
            "signed_by_id": None,
            "signed_at": None,
        },
    )
    return passed


@transaction.atomic
def unmark(*, page: DisclosurePage, keys: Sequence[str], by: AnyUser, at: datetime) -> int:
    """Take proposals back that nobody has signed; return how many. Raises PermissionDenied."""
    if not may_mark(by, page) and not may_sign(by, page):
        raise PermissionDenied
    report = report_of(draft_of(page), at=at)
    ids = [group.passed.pk for group in report.chosen(keys) if group.passed and not group.passed.signed]
    PassedFinding.objects.filter(pk__in=ids).delete()
    return len(ids)


# ---- let pass


def why_not_second(user: AnyUser, page: DisclosurePage, group: Group) -> str:
    """Return why the user cannot be the second person for this finding, in Vietnamese; "" when they can be."""
    if group.passed is not None and group.passed.marked_by_id == user.pk:
        return "Bạn là người đề nghị giữ lại."
    if user.pk in authors_of(page, group.source):
        return "Bạn là người nhập nội dung này hoặc lưu bản đang xét."
    return ""


def authors_of(page: DisclosurePage, source: Source) -> set[int]:
    """Return who saved the newest version, and who brought this content in: the first to save it without a break."""
    newest: int | None = None
    brought_in: int | None = None
    revisions = page.revisions.order_by("-created_at", "-pk").only("content", "user_id")
    for number, revision in enumerate(revisions.iterator(chunk_size=20)):
        if number == 0:
            newest = revision.user_id
        if number and not source.stands_in(revision.content):
            break
        brought_in = revision.user_id
    return {author for author in (newest, brought_in) if author is not None}


@transaction.atomic
def sign_off(*, page: DisclosurePage, keys: Sequence[str], by: AnyUser, at: datetime) -> list[PassedFinding]:
    """Let proposed findings pass, as a second person, and record it without any value.

    Raises PermissionDenied for a user who may not or is not a second person, ValidationError when nothing that was
    chosen waits for it any more.
    """
    if not may_sign(by, page):
        raise PermissionDenied
    report = report_of(draft_of(page), at=at)
    chosen = [
        group for group in report.groups if group.key in keys and group.passed and not group.passed.signed
    ]
    if not chosen:
        raise ValidationError("Nội dung đã thay đổi, hãy xem lại các phát hiện.")
    if any(why_not_second(by, page, group) for group in chosen):
        raise PermissionDenied
    passed = [group.passed for group in chosen if group.passed]
    for one in passed:
        one.signed_by_id, one.signed_at = by.pk, at
    PassedFinding.objects.bulk_update(passed, ["signed_by", "signed_at"])
    record_many([_event(page, chosen, passed, by, at)])
    return passed


def _event(
    page: DisclosurePage, groups: Sequence[Group], passed: Sequence[PassedFinding], by: AnyUser, at: datetime
) -> EventDraft:
    documents = sorted({group.source.sha256 for group in groups if isinstance(group.source, FileSource)})
    payload = {
        "kinds": dict(sorted(Counter(one.kind for one in passed).items())),
        "findings": sorted((one.ledger_entry() for one in passed), key=lambda entry: entry["digest"]),
        "documents": documents,
    }
    body, action = page.organisation, Action.PERSONAL_DATA_SIGN_OFF
    role = role_for(by, action, body) or (role_for(by, action, body.parent) if body.parent else "")
    return events.about(page, EventKind.PERSONAL_DATA_SIGNED_OFF, at=at, actor_role=role, payload=payload)


# ---- clean a file


@transaction.atomic
def clean_file(*, page: DisclosurePage, sha256: str, by: AnyUser) -> DisclosurePage:
    """Replace a document of the newest version by itself without its properties, as a new version of the page.

    Raises PermissionDenied for one who may not change the page, ValidationError when the file cannot be cleaned.
    """
    rights = page.permissions_for_user(by)
    if not rights.can_edit() or rights.page_locked():
        raise PermissionDenied
    draft = draft_of(page)
    document = next((one for one in draft.attachments.all() if one.sha256 == sha256), None)
    if document is None:
        raise ValidationError("Không còn tài liệu này trong bản nháp.")
    try:
        content = without_properties(read(document.file), document.media_type)
    except CannotClean as error:
        raise ValidationError(str(error)) from error
    document.file.save(document.name, ContentFile(content), save=False)
    document.describe()
    draft.save_revision(user=by, log_action=True)
    return draft
