"""Print what the rules find in a period of the ledger. Stores nothing and changes no score."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accountability.docket import COLUMNS, RULES
from portal.inspection.flags.observing import read
from portal.inspection.flags.registry import find
from portal.ledger.reading import event_rows


class Command(BaseCommand):
    help = "Print anomaly flags of a period: reasons to look, never a penalty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = options["start"], options["end"]
        if start > end:
            raise CommandError("Ngày bắt đầu sau ngày kết thúc.")
        docket, watch = read(event_rows(COLUMNS, kinds=tuple(RULES)), start.isoformat(), end.isoformat())
        for flag in find(docket, watch):
            self.stdout.write(
                f"{flag.rule} v{flag.version} {flag.organisation}: {flag.marked}/{flag.cases} "
                f"(group {flag.group_share:.3f}, adjusted p {flag.chance:.2g})"
            )
