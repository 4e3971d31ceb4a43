"""A publication that the schedule starts and the checklist stops."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models import DisclosurePage, RefusedSchedule


@transaction.atomic
def refuse_schedule(*, page: DisclosurePage, items: Iterable[ChecklistItem], at: datetime) -> RefusedSchedule:
    """Take the page off the schedule, as it was before, and remember why for the desk.

    The schedule runs for all pages in one loop: raising there would keep everybody else's pages back.
    """
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    refused, _ = RefusedSchedule.objects.update_or_create(
        page_id=page.pk, defaults={"refused_at": at, "missing": [item.label for item in items]}
    )
    return refused
