"""Forget files that belong to no case: unfinished submissions of yesterday, and what a killed process left."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services import drafts, letters, staging


class Command(BaseCommand):
    help = "Remove staged uploads older than a day and files that no row knows."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        swept = staging.sweep(at=now)
        orphans = staging.remove_orphans(at=now)
        drafts.forget_old_drafts(at=now)
        letters.forget_discarded(at=now)
        if options["verbosity"]:
            self.stdout.write(f"{swept} staged files and {orphans} orphans removed")
