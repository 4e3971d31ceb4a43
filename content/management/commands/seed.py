"""Fill an empty database with sample content."""

import argparse
import time
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from content.generators.corpus import settings
from content.seeding import guard
from content.seeding.country import seed_country
from content.seeding.run import seed


class Command(BaseCommand):
    help = (
        "Fill an empty database with sample content, marked as such. The same size and date give the same content. "
        "Refuses a database that holds real content or sample content already."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--size",
            choices=["small", "province", "country"],
            default="province",
            help="small: twelve communes; province: all of Hưng Yên; country: organisations and duties of all provinces",
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=settings()["today"],
            metavar="DATE",
            help="last day of the demonstration year (default: %(default)s, from content/data/seed.json)",
        )

    def handle(self, *, size: str, today: date, **options: object) -> None:
        begun = time.monotonic()
        first = date.fromisoformat(settings()["starts"])
        if not first <= today <= date(first.year, 12, 31):
            raise CommandError(f"--today must be a day of {first.year} from {first} on.")
        say = self.stdout.write if options["verbosity"] else lambda _: None
        try:
            text = (
                seed_country(today=today, say=say)
                if size == "country"
                else seed(size=size, today=today, say=say).text
            )
        except (guard.AlreadySeeded, guard.RealContent) as refusal:
            raise CommandError(str(refusal)) from refusal
        say(f"{text} in {time.monotonic() - begun:.1f} s")
