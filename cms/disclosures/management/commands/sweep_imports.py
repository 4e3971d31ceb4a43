"""Revive imports whose worker died; forget files and rows that nobody came back for."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.disclosures.importers import jobs


class Command(BaseCommand):
    help = (
        "Queue interrupted imports again, and delete imports older than a day with their files. Idempotent."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        revived, swept, orphans = jobs.revive(at=now), jobs.sweep(at=now), jobs.remove_orphans(at=now)
        if options["verbosity"]:
            self.stdout.write(f"{revived} interrupted, {swept} old imports and {orphans} orphans found")
