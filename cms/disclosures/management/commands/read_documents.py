from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.disclosures.services import read_waiting


class Command(BaseCommand):
    help = "Turn public documents into pages to read, a few at a time; anew after the converter changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=25, help="how many documents at most (default 25)")

    def handle(self, *args: Any, **options: Any) -> None:
        count = read_waiting(at=timezone.now(), most=max(options["most"], 0))
        if count or options["verbosity"] > 1:
            self.stdout.write(f"{count} documents read")
