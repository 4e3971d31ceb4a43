from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.disclosures.services import expire_postings


class Command(BaseCommand):
    help = "End the postings whose last day is over: their names are deleted, their totals stay. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        ended = expire_postings(on=timezone.localdate(now), at=now)
        if ended or options["verbosity"] > 1:
            self.stdout.write(f"{len(ended)} postings ended")
