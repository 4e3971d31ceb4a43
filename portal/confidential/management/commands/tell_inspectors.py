"""The Inspectorate is told once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.confidential.telling import tell_inspectors


class Command(BaseCommand):
    help = "Queue the daily letter about the tip channel, on working days from 07:30. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        count = tell_inspectors(at=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"letters of today: {count}")
