"""Build the search indexes anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.core import page_cache
from search import rebuilding
from search.engines.base import EngineUnavailable
from search.engines.choice import cluster_engine


class Command(BaseCommand):
    help = "Build the search indexes anew, beside the running portal; an interrupted run is continued."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine",
            choices=["all", "database", "elastic"],
            default="all",
            help="all (default): the database's index, then the cluster's if one is configured",
        )
        parser.add_argument(
            "--fresh", action="store_true", help="do not continue an interrupted index of the cluster"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]
        if options["engine"] in ("all", "database"):
            changed = rebuilding.rebuild_database(self._report)
            page_cache.bump()
            self._say(f"database: {changed} entries changed")
        if options["engine"] in ("all", "elastic"):
            self._cluster(required=options["engine"] == "elastic", fresh=options["fresh"])

    def _cluster(self, *, required: bool, fresh: bool) -> None:
        cluster = cluster_engine()
        if cluster is None:
            if required:
                raise CommandError("ELASTICSEARCH_URL is not set.")
            return
        try:
            held = rebuilding.rebuild_cluster(
                cluster.index, now=timezone.now(), fresh=fresh, report=self._report
            )
        except EngineUnavailable as error:
            raise CommandError(f"The cluster does not answer; run the command again: {error}") from error
        self._say(f"elastic: {held} documents")

    def _report(self, progress: str) -> None:
        if self.verbosity > 1:
            self._say(progress)

    def _say(self, text: str) -> None:
        if self.verbosity > 0:
            self.stdout.write(text)
