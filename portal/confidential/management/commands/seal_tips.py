"""Write yesterday's digest of the tip channel to the ledger."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.confidential.services import seal_day


class Command(BaseCommand):
    help = "Seal the last full day of the tip channel in the ledger; once a day, whatever came. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day to seal; yesterday")

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        now = timezone.now()
        day = on or timezone.localdate(now) - timedelta(days=1)
        seal = seal_day(day=day, at=now)
        if options["verbosity"]:
            self.stdout.write(seal.digest if seal else "no confirmed key: nothing to seal")
