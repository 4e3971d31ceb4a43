from typing import Any

from django.utils import timezone
from wagtail.management.commands import publish_scheduled

from cms.disclosures.models import DisclosurePage


class Command(publish_scheduled.Command):
    """Wagtail's command, with expired disclosures taken down first, each with its ledger event or not at all.

    Wagtail unpublishes through the plain Page, whose unpublish() is not one transaction with what follows it.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            expired = DisclosurePage.objects.filter(live=True, expire_at__lt=timezone.now())
            for page in expired.order_by("expire_at"):
                page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        super().handle(*args, **options)
