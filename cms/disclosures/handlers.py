"""Follow Wagtail's publications into the ledger, inside the transaction of the act."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from cms.disclosures import services, tasks
from cms.disclosures.models import DisclosureAttachment, DisclosurePage
from cms.disclosures.services import personal_data
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Membership
from portal.accounts.policies import Action, role_for
from portal.ledger.kinds import ActorRole
from portal.statutes.signals import calendar_changed


def connect() -> None:
    page_published.connect(_published, dispatch_uid="disclosures.published")
    page_unpublished.connect(_unpublished, dispatch_uid="disclosures.unpublished")
    for signal in (post_save, post_delete):
        signal.connect(_membership_changed, sender=Membership, dispatch_uid="disclosures.membership_changed")
    post_delete.connect(
        _document_deleted, sender=DisclosureAttachment, dispatch_uid="disclosures.document_deleted"
    )
    post_save.connect(_version_saved, sender=Revision, dispatch_uid="disclosures.version_saved")
    calendar_changed.connect(_calendar_changed, dispatch_uid="disclosures.calendar_changed")


def _published(sender: type[Page], instance: Page, **_: Any) -> None:
    # Scheduling a publication sends the signal too, while the page is not live yet.
    if isinstance(instance, DisclosurePage) and instance.live:
        services.disclose(page=instance, at=timezone.now(), actor_role=_role(instance))


def _unpublished(sender: type[Page], instance: Page, **_: Any) -> None:
    if isinstance(instance, DisclosurePage):
        expired = WithdrawalReason.EXPIRED if instance.expired else WithdrawalReason.UNSTATED
        services.record_withdrawal(
            page=instance,
            reason=instance.withdrawal_reason or expired,
            at=timezone.now(),
            actor_role=_role(instance),
        )


def _role(page: DisclosurePage) -> str:
    """Return in which role the acting user acts; the schedule and commands act as the system."""
    if page.acting_user is None:
        return ActorRole.SYSTEM
    return role_for(page.acting_user, Action.DISCLOSURE_PUBLISH, page.organisation) or ActorRole.ADMINISTRATOR


def _membership_changed(sender: type[Membership], instance: Membership, **_: Any) -> None:
    services.sync_section_groups(user=instance.user)


def _document_deleted(sender: type[DisclosureAttachment], instance: DisclosureAttachment, **_: Any) -> None:
    services.forget_reading(sha256=instance.sha256)
    personal_data.forget_file(sha256=instance.sha256)


def _version_saved(
    sender: type[Revision], instance: Revision, created: bool, raw: bool = False, **_: Any
) -> None:
    """Scan the files of a draft when they are saved, so that nobody waits for it when it is published."""
    if not created or raw or not issubclass(instance.content_type.model_class() or object, DisclosurePage):
        return
    transaction.on_commit(lambda: _scan_files(instance), robust=True)


def _scan_files(revision: Revision) -> None:
    for source in personal_data.ensure_scans(page=revision.as_object(), at=timezone.now()):
        tasks.scan_stored_file.enqueue(source.sha256, str(source.file.name), source.media_type, source.name)


def _calendar_changed(sender: Any, day: date, **_: Any) -> None:
    with transaction.atomic():
        now = timezone.now()
        services.recompute_open_obligations(on=timezone.localdate(now), at=now)
