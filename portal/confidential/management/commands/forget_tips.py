"""Delete boxes of tips whose time is over."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.confidential.keeping import forget_tips


class Command(BaseCommand):
    help = (
        "Delete the sealed boxes of tips whose term after their end is over. Prints a count only. Idempotent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="only what was due by this day; today")

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        today = timezone.localdate()
        if on is not None and on > today:
            raise CommandError("nothing is deleted early: choose a day that has come")
        count = forget_tips(on=on or today)
        if options["verbosity"]:
            self.stdout.write(f"tips whose boxes were deleted: {count}")
