"""Say whether the working calendar of the next 60 days is announced."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.statutes.coverage import uncertain_from
from portal.statutes.services import working_calendar


class Command(BaseCommand):
    help = "Exit 0 while the holidays and exchanged days of the next 60 days are announced, 1 otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day to look ahead from; today")

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        day = uncertain_from(working_calendar(), on=on or timezone.localdate())
        if day is not None:
            raise CommandError(
                f"no announced calendar from {day:%Y-%m-%d}: enter its days off and exchanged days"
            )
        self.stdout.write("the calendar of the next 60 days is announced")
