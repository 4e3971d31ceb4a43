"""Say how well search answers the judged queries over what is indexed now."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import Engine, EngineUnavailable
from search.engines.choice import cluster_engine, database_engine
from search.evaluation import dataset, measuring
from search.evaluation.forms import Form
from search.evaluation.measuring import Outcome, Summary


class Command(BaseCommand):
    help = (
        "Measure search on the judged queries (made for the seed content): nDCG@10, recall@10, MRR and p95 "
        "for every engine and form of typing, with the held-out third apart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
        parser.add_argument("--held-out", action="store_true", help="print the held-out third only")
        parser.add_argument(
            "--worst", type=int, default=0, metavar="N", help="list the N worst tuning queries of each form"
        )
        parser.add_argument(
            "--form",
            action="append",
            choices=[form.value for form in Form],
            help="only this form; repeatable",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["held_out"] and options["worst"]:
            raise CommandError("--worst lists tuning queries: the held-out ones are not for reading")
        queries = dataset.queries()
        if options["held_out"]:
            queries = [query for query in queries if query.is_held_out]
        judged = list(measuring.answerable(queries, measuring.judged_documents()))
        if not judged:
            raise CommandError(
                "the index answers none of the queries; seed the content and run rebuild_search"
            )
        forms = [Form(name) for name in options["form"] or list(Form)]
        try:
            outcomes = [
                measuring.ask(engine, query, graded, form)
                for engine in _engines()
                for form in forms
                for query, graded in judged
            ]
        except EngineUnavailable as error:
            raise CommandError(f"the search cluster does not answer: {error}") from error
        self._report(outcomes, len(queries) - len(judged), options)

    def _report(self, outcomes: Sequence[Outcome], left_out: int, options: dict[str, Any]) -> None:
        parts = {
            "tuning": [outcome for outcome in outcomes if not outcome.query.is_held_out],
            "held-out": [outcome for outcome in outcomes if outcome.query.is_held_out],
        }
        tables = {name: measuring.summaries(part) for name, part in parts.items() if part}
        worst = _worst(outcomes, options["worst"])
        if options["json"]:
            report: dict[str, Any] = {
                name: [asdict(row) for row in table] for name, table in tables.items()
            } | {"unanswerable": left_out, "worst": [asdict(outcome) for outcome in worst]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for name, table in tables.items():
            self._table(name, table)
        if left_out:
            self.stdout.write(f"{left_out} queries left out: nothing in this index answers them")
        for outcome in worst:
            self._outcome(outcome)

    def _table(self, name: str, table: Sequence[Summary]) -> None:
        self.stdout.write(f"{name} ({table[0].queries} queries)")
        self.stdout.write(
            f"  {'engine':<14}{'form':<12}{'nDCG@10':>8}{'recall@10':>11}{'MRR':>7}{'p95 ms':>9}"
        )
        for row in table:
            self.stdout.write(
                f"  {row.engine:<14}{row.form:<12}{row.ndcg:>8.3f}{row.recall:>11.3f}{row.mrr:>7.3f}{row.p95_ms:>9.1f}"
            )

    def _outcome(self, outcome: Outcome) -> None:
        self.stdout.write(
            f"{outcome.ndcg:.3f} {outcome.engine} {outcome.form} {outcome.query.id}: {outcome.typed}"
        )
        for grade, title in outcome.first:
            self.stdout.write(f"    [{grade}] {title}")
        if not outcome.first:
            self.stdout.write("    nothing found")


def _engines() -> list[Engine]:
    cluster = cluster_engine()
    return [database_engine()] if cluster is None else [database_engine(), cluster]


def _worst(outcomes: Sequence[Outcome], count: int) -> list[Outcome]:
    groups = measuring.grouped(outcomes).values()
    return [outcome for group in groups for outcome in measuring.worst(group, count)]
