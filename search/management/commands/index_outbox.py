"""Write what changed to the search index."""

from typing import Any

from django.core.management.base import BaseCommand

from search.outbox import process


class Command(BaseCommand):
    help = (
        "Write what changed since the last run to the search index. Idempotent; the worker runs it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = process()
        if options["verbosity"] > 0:
            self.stdout.write(f"{done} changes indexed")
