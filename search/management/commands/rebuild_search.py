"""Make the search index anew while the old one goes on answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineUnavailable
from search.engines.choice import cluster_engine
from search.rebuilding import rebuild_cluster, rebuild_database


class Command(BaseCommand):
    help = "Rebuild the search index: the database's, then the cluster's where one is configured. Resumable."

    def handle(self, *args: Any, **options: Any) -> None:
        self.loud = options["verbosity"] > 0
        total = rebuild_database(self.progress)
        cluster = cluster_engine()
        if cluster is not None:
            try:
                rebuild_cluster(cluster, self.progress)
            except EngineUnavailable as error:
                raise CommandError(f"the search cluster cannot be written: {error}") from error
        if self.loud:
            self.stdout.write(f"{total} documents")

    def progress(self, where: str, done: int) -> None:
        if self.loud and done % 1000 < 200:
            self.stdout.write(f"{where}: {done}", ending="\n")
