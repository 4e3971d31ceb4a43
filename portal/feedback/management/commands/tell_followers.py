from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services.following import sweep_followers, tell_followers


class Command(BaseCommand):
    help = (
        "Queue letters about public acts to those who follow a case, and forget the followers of ended cases."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        letters = tell_followers(at=now)
        forgotten = sweep_followers(at=now)
        if options["verbosity"] > 0:
            self.stdout.write(f"{letters} letters, {forgotten} followers forgotten")
