from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.disclosures.services import instantiate_duties


class Command(BaseCommand):
    help = "Create the year's disclosure obligations of every organisation, with their due dates. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=timezone.localdate().year)

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        if not 2000 <= year <= 2100:
            raise CommandError(f"--year {year}: give a year between 2000 and 2100")
        created = instantiate_duties(year=year, at=timezone.now())
        self.stdout.write(f"{len(created)} obligations created for {year}")
