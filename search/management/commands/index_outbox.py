"""Bring the search indexes up to date with what changed."""

from typing import Any

from django.core.management.base import BaseCommand

from search import outbox


class Command(BaseCommand):
    help = "Index what changed since the last run. The worker calls it every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        progress = outbox.process()
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{progress.stored} stored, {progress.sent} sent to the cluster, {progress.waiting} waiting"
            )
