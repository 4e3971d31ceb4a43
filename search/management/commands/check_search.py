"""Compare the search index with the content."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineUnavailable
from search.rebuilding import drifts


class Command(BaseCommand):
    help = "Compare the search indices with the content: exit 1 when they differ. --repair makes them equal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = drifts(repair=options["repair"])
        except EngineUnavailable as error:
            raise CommandError(f"the search cluster does not answer: {error}") from error
        for drift in found:
            self.stdout.write(f"{drift.where}: {len(drift.stale)} stale, {len(drift.surplus)} surplus")
        if not options["repair"] and not all(drift.is_clean for drift in found):
            sys.exit(1)
