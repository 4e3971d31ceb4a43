"""Delete what cases have kept long enough: contacts, files, originals behind marks, private words."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.feedback.services.retention import apply_retention


class Command(BaseCommand):
    help = "Delete what the retention rules no longer let a case keep. Safe to run as often as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="as if today were this day (YYYY-MM-DD)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        on, dry_run = options["on"] or today, options["dry_run"]
        if on > today and not dry_run:
            raise CommandError(
                "a day in the future is possible with --dry-run only: nothing is deleted early"
            )
        counts = apply_retention(on=on, at=now, dry_run=dry_run)
        if options["verbosity"]:
            words = ", ".join(f"{count} {what}" for what, count in counts.items())
            self.stdout.write(f"{'would delete' if dry_run else 'deleted'}: {words}")
