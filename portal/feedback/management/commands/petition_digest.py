from datetime import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services.digest import send_digests

# A morning letter: a worker that was away until noon leaves it to the next day.
NOT_BEFORE, NOT_AFTER = time(7, 0), time(12, 0)


class Command(BaseCommand):
    help = (
        "Queue the morning's letters to handlers and heads: due today, overdue, waiting. One a person and working "
        "day, between seven and noon; idempotent, and the worker runs it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        local = timezone.localtime(now)
        letters = send_digests(on=local.date(), at=now) if NOT_BEFORE <= local.time() < NOT_AFTER else 0
        if options["verbosity"] > 0:
            self.stdout.write(f"{letters} letters")
