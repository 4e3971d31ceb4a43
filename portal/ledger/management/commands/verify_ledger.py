"""Check the whole ledger: exit 0, or 1 naming the first bad event."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ledger.audit import Report, verify
from portal.ledger.tree_audit import Unreadable, read_saved


class Command(BaseCommand):
    help = "Kiểm tra toàn bộ sổ cái; kết thúc bằng mã 1 và nêu sự kiện sai đầu tiên nếu có."
    # The check must run on a machine where something else is broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument(
            "--against",
            type=Path,
            nargs="+",
            default=[],
            metavar="FILE",
            help="gốc (goc.json) hoặc biên nhận (bien-nhan.json) đã lưu bên ngoài, để biết sổ có bị thay cả không",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            saved = read_saved(options["against"])
        except (Unreadable, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        report = verify(saved=saved)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.problem:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        if report.guards_missing:
            self.stderr.write(f"Cảnh báo: cơ sở dữ liệu thiếu trigger {', '.join(report.guards_missing)}.")
        speed = f"{report.events} sự kiện, {report.chains} chuỗi, {report.per_second} sự kiện/giây"
        if report.problem is None:
            self.stdout.write(f"Sổ cái nguyên vẹn: {speed}.")
            return
        bad = report.problem
        self.stdout.write(f"SAI: {bad.place}: {bad.detail} [{bad.what}]. Đã đọc {speed}.")
