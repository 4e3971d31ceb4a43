import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.disclosures.services import run_duties


class Command(BaseCommand):
    help = (
        "Make the disclosure obligations of this year (and from December the next) for every body, carry over what "
        "a changed rule or calendar moves. Idempotent; the worker runs it every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="the day to run for, 2026-12-01; by default today")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        result = run_duties(on=parse_day(options.get("on")) or timezone.localdate(now), at=now)
        if options.get("as_json"):
            self.stdout.write(json.dumps(result.as_dict()))
        elif options["verbosity"] > 0:
            self.stdout.write(
                f"{result.created} obligations created, {result.moved} moved, {result.ended} ended for {result.on}"
                + (" (nothing had changed)" if result.skipped else "")
            )


def parse_day(text: str | None) -> date | None:
    """Return the day of an option such as --on; None without one. Raises CommandError for anything else."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--on {text}: give a day such as 2026-12-01") from error
    if not 2006 <= day.year <= 2048:
        raise CommandError(f"--on {text}: the working calendar has no such year")
    return day
