from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.notifications.services import send_waiting


class Command(BaseCommand):
    help = (
        "Send the letters of the outbox whose turn has come. Safe to run twice at once and to kill at any moment: a "
        "letter that was under way is sent again with the same Message-ID."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=1000, help="letters at most in this run")

    def handle(self, *args: Any, **options: Any) -> None:
        result = send_waiting(clock=timezone.now, limit=options.get("limit") or 1000)
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{result.sent} sent, {result.later} to be tried again, {result.held} held back, "
                f"{result.failed} failed, {result.dropped} dropped"
            )
