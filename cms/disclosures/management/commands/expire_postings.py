from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.disclosures.services import close_over, expire_postings


class Command(BaseCommand):
    help = (
        "End the postings whose last day is over: names are deleted, totals stay; a notice on paper is judged "
        "once its proof is complete or can no longer come. Idempotent."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        ended = [*expire_postings(on=today, at=now), *close_over(on=today, at=now)]
        if ended or options["verbosity"] > 1:
            self.stdout.write(f"{len(ended)} postings ended")
