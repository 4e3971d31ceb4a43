"""Say whether the search indexes hold what is published, and nothing else."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import checking
from search.checking import Drift
from search.engines.base import EngineUnavailable
from search.engines.choice import cluster_engine
from search.models import OutboxRow


class Command(BaseCommand):
    help = "Compare the search indexes with what is published: exit 1 when they differ. --repair makes them equal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"outbox: {OutboxRow.objects.count()} waiting")
        try:
            clean = self._database(options["repair"])
            clean = self._cluster(options["repair"]) and clean
        except EngineUnavailable as error:
            raise CommandError(f"the search cluster does not answer: {error}") from error
        if not clean and not options["repair"]:
            sys.exit(1)

    def _database(self, repair: bool) -> bool:
        drift = checking.database_drift()
        self._say("database", drift)
        if repair:
            checking.repair_database(drift)
        if checking.fulltext_is_sound():
            return drift.is_clean
        self.stdout.write("database: the full-text table does not match its entries; migrate it anew")
        return False

    def _cluster(self, repair: bool) -> bool:
        cluster = cluster_engine()
        if cluster is None:
            return True
        if cluster.index.current() is None:
            raise CommandError("the search cluster has no index yet; run rebuild_search")
        drift = checking.cluster_drift(cluster.index)
        self._say(f"cluster ({cluster.index.health()})", drift)
        if repair:
            checking.repair_cluster(cluster.index, drift)
        return drift.is_clean

    def _say(self, where: str, drift: Drift) -> None:
        self.stdout.write(f"{where}: {len(drift.stale)} stale, {len(drift.surplus)} surplus")
        for name, ids in (("stale", drift.stale), ("surplus", drift.surplus)):
            for one in ids[:10]:
                self.stdout.write(f"  {name}: {one}")
