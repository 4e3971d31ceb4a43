"""Print what the score and the flags make of communes of known behaviour. Touches no database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.inspection.flags.measured import write
from portal.inspection.simulation.report import lines, measured, play

VERSIONS = ("1", "2")


class Command(BaseCommand):
    help = "Play communes of known behaviour in memory; print their score, rank and flags over the seeds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seeds", type=int, default=20)
        parser.add_argument("--write", action="store_true", help="keep the false positives that pages show")

    def handle(self, *args: Any, **options: Any) -> None:
        found = play(range(options["seeds"]), VERSIONS)
        for version in VERSIONS:
            self.stdout.write(f"\nFormula {version}\n\n" + "\n".join(lines(found, version)))
        wrong = measured(found)
        self.stdout.write("\nFalse positives among honest commune-periods:\n")
        for rule, (number, honest) in wrong.items():
            self.stdout.write(f"- {rule}: {number} of {honest} ({number / honest:.2%})")
        if options["write"]:
            write(wrong)
