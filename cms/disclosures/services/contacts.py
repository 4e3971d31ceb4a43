"""The public act of confirming that a head's published contacts are still right."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import HeadContactsPage
from portal.core import page_cache
from portal.core.signals import content_changed
from portal.ledger.services import record_many


@transaction.atomic
def confirm_contacts(*, page: HeadContactsPage, at: datetime, actor_role: str) -> HeadContactsPage:
    """Record that the live contacts are still right on the day of `at`; a second click that day does nothing.

    The page is not published anew: what it says does not change but for the date. Raises ValidationError when
    the page is not public.
    """
    today = timezone.localdate(at)
    stored = HeadContactsPage.objects.select_for_update().get(pk=page.pk)
    if not stored.live:
        raise ValidationError("Liên hệ này chưa được công khai nên chưa thể xác nhận.")
    if stored.confirmed_on and stored.confirmed_on >= today:
        return stored
    previous, stored.confirmed_on = stored.confirmed_on, today
    HeadContactsPage.objects.filter(pk=stored.pk).update(confirmed_on=today)
    record_many([events.contacts_confirmed(stored, previous, at=at, actor_role=actor_role)])
    page_cache.bump()
    content_changed.send(sender=HeadContactsPage, instance=stored)
    return stored
