"""Scan stored uploads that no virus scanner has seen."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.core.virus_sweep import sweep


class Command(BaseCommand):
    help = "Scan uploads outside of cases (CLAMAV_URL); does nothing without a scanner."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = sweep(at=timezone.now())
        if options["verbosity"]:
            self.stdout.write(
                f"{counts['clean']} clean, {counts['infected']} infected, {counts['left']} left"
            )
