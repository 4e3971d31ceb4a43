from datetime import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.disclosures.management.commands.run_duties import parse_day
from cms.disclosures.services.reminders import remind_duties

# The worker's letters leave when the office opens its post, not at midnight.
NOT_BEFORE = time(7, 0)


class Command(BaseCommand):
    help = (
        "Remind editors and heads by e-mail of what their body has to publish soon or has missed, one letter a "
        "person and day. Idempotent; the worker runs it, and on its own it waits for seven in the morning."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="the day to run for, 2026-12-01; by default today")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        day = parse_day(options.get("on"))
        if day is None and timezone.localtime(now).time() < NOT_BEFORE:
            return
        result = remind_duties(on=day or timezone.localdate(now), at=now)
        if options["verbosity"] > 0:
            self.stdout.write(f"{result.letters} letters about {result.items} items")
