"""Look for anomalies in the running period, or in a given one."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accountability.periods import BadPeriod, current_period, until_today
from portal.inspection.services.flags import find_flags, raise_flags


class Command(BaseCommand):
    help = "Tìm dấu hiệu bất thường trong sổ cái và câu trả lời: lý do để xem, không phải hình phạt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="NGÀY")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="NGÀY")
        parser.add_argument("--dry-run", action="store_true", help="chỉ in, không lưu")

    def handle(self, *args: Any, **options: Any) -> None:
        today, given = timezone.localdate(), (options["start"], options["end"])
        if (given[0] is None) != (given[1] is None):
            raise CommandError("--from và --to đi cùng nhau.")
        try:
            start, end = until_today(*given, today) if given[0] else current_period(today)
        except BadPeriod as problem:
            raise CommandError(str(problem)) from problem
        if options["dry_run"]:
            for found in find_flags(start, end):
                self.stdout.write(
                    f"{found.rule} v{found.version} {found.organisation}: {found.marked}/{found.cases} "
                    f"(group {found.group_share:.3f}, adjusted p {found.chance:.2g})"
                )
            return
        new = raise_flags(start=start, end=end, at=timezone.now())
        if options["verbosity"] > 1 or new:
            self.stdout.write(f"{len(new)} dấu hiệu mới")
