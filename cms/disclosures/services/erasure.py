"""The content of a former version is removed because the law says so; that it existed, and its digest, stay."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from modelcluster.models import get_all_child_relations
from wagtail.admin.models import FormState
from wagtail.models import PageLogEntry, TaskState

from cms.disclosures import events
from cms.disclosures.corrections import ErasureReason
from cms.disclosures.erasing import blank_value, emptied, stored_files, tells_which
from cms.disclosures.models import DisclosurePage, PublishedVersion
from cms.disclosures.public_content import content_fields
from cms.disclosures.services.paper import forget_paper
from cms.disclosures.services.personal_data import forget_gone
from portal.accounts.models import Membership, User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.core.personal_data import scan_text
from portal.core.text import plain_text
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import record_many
from portal.organisations.models import Organisation, OrganisationKind

LONGEST_DOCUMENT = 80


def may_erase(user: User, organisation: Organisation) -> bool:
    """Return whether the user decides on erasing what the body once published: the province's head.

    Not the body itself, which could remove what embarrasses it, and not whoever runs the machine. Above the
    province there is nobody, so its head decides on its own pages; the ledger shows it.
    """
    if organisation.kind == OrganisationKind.PROVINCE:
        return can(user, Action.DISCLOSURE_PUBLISH, organisation)
    own = Membership.objects.filter(user=user, organisation=organisation).exists()
    return not own and can(user, Action.DISCLOSURE_ERASE, organisation)


@transaction.atomic
def erase_version(
    *, version: PublishedVersion, reason: ErasureReason, document: str, by: User, at: datetime
) -> PublishedVersion:
    """Remove what a former version said: its revisions, the drafts around them, and files nothing else needs.

    `document` is the number of the decision that orders it, public like the reason. Where no later version
    follows, the page's own fields and its drafts go too: they may repeat what must be gone. Idempotent.

    Raises PermissionDenied, ValidationError while the version is public or without a document, and OSError,
    leaving everything as it was, when a file cannot be deleted.
    """
    page = DisclosurePage.objects.select_for_update(of=("self",)).get(pk=version.page_id).specific
    version = page.versions.select_for_update().get(pk=version.pk)
    if not may_erase(by, page.organisation):
        raise PermissionDenied
    if version.erased_at:
        return version
    if version.is_standing:
        raise ValidationError("Phiên bản đang công khai: hãy gỡ hoặc công khai bản đã sửa trước khi xóa.")
    version.erasure_document = _document(document)
    version.erased_at, version.erasure_reason = at, ErasureReason(reason)
    version.save(update_fields=["erased_at", "erasure_reason", "erasure_document"])
    files = _erase_revisions(page, version)
    files |= forget_paper(page=page, photographs=_Neighbours.of(version).between("received_at"))
    if not page.versions.filter(number__gt=version.number).exists():
        files |= _erase_page(page)
    _record(page, version, by, at)
    forget_gone(page=page, files=[document["sha256"] for document in version.documents])
    page_cache.bump()
    for name in sorted(files - _still_used(page)):
        # Inside the transaction, as in end_posting: a file that stays must not be forgotten.
        default_storage.delete(name)
    return version


def _document(text: str) -> str:
    document = plain_text(text)[:LONGEST_DOCUMENT]
    if not document:
        raise ValidationError("Ghi số, ký hiệu của văn bản cho phép xóa.")
    if scan_text(document):
        raise ValidationError("Chỉ ghi số, ký hiệu văn bản, không ghi thông tin cá nhân.")
    return document


def _title(page: DisclosurePage) -> str:
    return f"{page.duty.title[:150]} – {page.period_label} (nội dung đã xóa)"


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The versions before and after the one that goes: its drafts lie between their publications."""

    before: PublishedVersion | None
    after: PublishedVersion | None

    @classmethod
    def of(cls, version: PublishedVersion) -> "_Neighbours":
        others = PublishedVersion.objects.filter(page=version.page_id)
        return cls(
            others.filter(number__lt=version.number).first(),
            others.filter(number__gt=version.number).last(),
        )

    def between(self, name: str) -> dict[str, datetime]:
        """Return the filter for what happened between them, by the field that says when."""
        since = {f"{name}__gt": self.before.disclosed_at} if self.before else {}
        until = {f"{name}__lte": self.after.disclosed_at} if self.after else {}
        return since | until


def _erase_revisions(page: DisclosurePage, version: PublishedVersion) -> set[str]:
    """Empty the revisions and what Wagtail noted beside them; return the files that they referred to."""
    files: set[str] = set()
    model, title, near = type(page), _title(page), _Neighbours.of(version)
    following = near.after.revision_id if near.after else None
    revisions = list(page.revisions.filter(**near.between("created_at")).exclude(pk=following))
    for revision in revisions:
        files |= set(stored_files(model, revision.content))
        page.erase_rows_of(revision.content)
        revision.content = emptied(model, revision.content, title)
        revision.object_str = title
        revision.save(update_fields=["content", "object_str"])
    TaskState.objects.filter(revision__in=revisions).update(comment="")
    _forget_former_title(near.after)
    _erase_log(page, near, title)
    previews = ContentType.objects.get_for_model(model)
    FormState.objects.filter(content_type=previews, object_id=str(page.pk)).delete()
    return files


def _forget_former_title(after: PublishedVersion | None) -> None:
    """Wagtail writes the title of the draft before into the revision that follows it."""
    revision = after.revision if after else None
    if revision is not None and revision.content.get("draft_title") != revision.content["title"]:
        revision.content = {**revision.content, "draft_title": revision.content["title"]}
        revision.save(update_fields=["content"])


def _erase_log(page: DisclosurePage, near: _Neighbours, title: str) -> None:
    """Take titles and comments out of the admin's log; the acts stay in it.

    The publication that replaced the version is noted after it, with the old title beside the new one.
    """
    log = PageLogEntry.objects.filter(page_id=page.pk)
    log.filter(**near.between("timestamp")).update(label=title)
    since = {"timestamp__gt": near.before.disclosed_at} if near.before else {}
    for entry in log.filter(**since):
        kept = {key: value for key, value in (entry.data or {}).items() if key not in ("title", "comment")}
        if kept != entry.data:
            entry.data = kept
            entry.save(update_fields=["data"])


def _erase_page(page: DisclosurePage) -> set[str]:
    """Empty the page itself, which nobody sees any more; return the files of its rows."""
    files = set(stored_files(type(page), page.serializable_data()))
    for field in content_fields(type(page)):
        if not tells_which(field):
            setattr(page, field.attname, blank_value(field))
    page.title = page.draft_title = _title(page)
    page.seo_title = page.search_description = page.correction_reason = page.correction_note = ""
    for relation in get_all_child_relations(type(page)):
        relation.related_model._default_manager.filter(**{relation.field.name: page.pk}).delete()
        setattr(page, relation.get_accessor_name(), [])
    page.erase_rows()
    page.has_unpublished_changes = True
    page.save(clean=False)
    return files


def _still_used(page: DisclosurePage) -> set[str]:
    """The files that the page or a revision that keeps its content refers to."""
    stored = type(page)._default_manager.get(pk=page.pk)
    used = set(stored_files(type(page), stored.serializable_data()))
    for content in page.revisions.values_list("content", flat=True):
        used |= set(stored_files(type(page), content))
    return used


def _record(page: DisclosurePage, version: PublishedVersion, by: User, at: datetime) -> None:
    action = Action.DISCLOSURE_ERASE
    if page.organisation.kind == OrganisationKind.PROVINCE:
        action = Action.DISCLOSURE_PUBLISH
    payload = {
        "page": page.public_path,
        "version": version.number,
        "content": version.digest,
        "documents": [document["sha256"] for document in version.documents],
        "reason": version.erasure_reason,
        "document": version.erasure_document,
    }
    role = role_for(by, action, page.organisation) or ActorRole.HEAD
    record_many([events.about(page, EventKind.VERSION_ERASED, at=at, actor_role=role, payload=payload)])
