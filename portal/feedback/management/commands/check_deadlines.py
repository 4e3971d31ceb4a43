"""Compare every stored date of every case with what the ledger's events give: exit 0, or 1 naming the first one."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.feedback.services.deadline_audit import Difference, differences

SHOWN = 100


class Command(BaseCommand):
    help = (
        "So mọi thời hạn đang lưu với thời hạn tính lại từ sổ cái; kết thúc bằng mã 1 nếu có ngày khác nhau."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        cases, wrong = 0, 0
        first: list[Difference] = []
        for number, found in differences():
            cases, wrong = cases + number, wrong + len(found)
            first += found[: SHOWN - len(first)]
        if options["json"]:
            result = {"cases": cases, "differences": wrong, "first": [one.as_dict() for one in first]}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        elif not wrong:
            self.stdout.write(f"Thời hạn của {cases} hồ sơ đều đúng với sổ cái.")
        else:
            for one in first:
                self.stderr.write(
                    f"{one.code}, {one.stage}, {one.what}: đang lưu {one.stored}, theo sổ {one.replayed}"
                )
            self.stderr.write(f"{wrong} ngày khác sổ cái, trong {cases} hồ sơ.")
        if wrong:
            sys.exit(1)
