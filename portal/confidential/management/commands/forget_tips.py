"""Delete boxes of tips whose time is over."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.confidential.keeping import forget_tips


class Command(BaseCommand):
    help = (
        "Delete the sealed boxes of tips whose term after their end is over. Prints a count only. Idempotent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="as if it were this day; today")

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        count = forget_tips(on=on or timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(f"tips whose boxes were deleted: {count}")
