"""Scan attachments that came while the virus scanner did not answer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services.quarantine import scan_waiting


class Command(BaseCommand):
    help = "Scan files that wait for the virus scanner (CLAMAV_URL); does nothing without one."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = scan_waiting(at=timezone.now())
        if options["verbosity"]:
            self.stdout.write(
                f"{counts['clean']} clean, {counts['infected']} infected, {counts['left']} left"
            )
