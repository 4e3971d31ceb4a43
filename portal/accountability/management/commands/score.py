"""Scores of all communes from the ledger, as a table, as CSV, and as the rows behind them."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accountability.formula import load
from portal.accountability.league import TYPES, lines
from portal.accountability.periods import BadPeriod, day_text, until_today
from portal.accountability.presentation import text_table, write_csv, write_rows
from portal.accountability.services import published_rows

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Chấm điểm các đơn vị trong một kỳ, chỉ từ sổ cái."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", required=True, metavar="NGÀY", help="ví dụ 2026-01-01")
        parser.add_argument("--to", dest="end", required=True, metavar="NGÀY", help="ví dụ 2026-06-30")
        parser.add_argument("--type", default="", help=f"loại đơn vị: {', '.join(filter(None, TYPES))}")
        parser.add_argument("--csv", metavar="TỆP", help="ghi bảng điểm, đúng như trang công khai")
        parser.add_argument("--rows", metavar="TỆP", help="ghi từng dòng dữ liệu đã dùng để tính điểm")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = _day(options["start"]), _day(options["end"])
        if options["type"] not in TYPES:
            raise _wrong(f"Không có loại đơn vị “{options['type']}”.")
        try:
            start, end = until_today(*asked, timezone.localdate())
        except BadPeriod as error:
            raise _wrong(str(error)) from error
        if end < asked[1]:
            self.stderr.write(f"Kỳ chưa kết thúc: chấm điểm đến hôm nay, {day_text(end)}.")
        table = lines(start, end, type=options["type"])
        if not any(line.score.plain for line in table):
            raise _wrong(f"Sổ cái không có gì để chấm điểm từ {day_text(start)} đến {day_text(end)}.")
        self.stdout.write(text_table(table))
        if options["csv"]:
            _write(options["csv"], lambda file: write_csv(file, table, load()))
        if options["rows"]:
            kind = TYPES[options["type"]][1]
            _write(options["rows"], lambda file: write_rows(file, published_rows(start, end, kind=kind)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(f"“{text}” không phải là ngày; hãy viết theo dạng 2026-01-31.") from error


def _write(path: str, write: Callable[[TextIO], object]) -> None:
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            write(file)
    except OSError as error:
        raise _wrong(f"Không ghi được tệp {path}: {error.strerror}.") from error


def _wrong(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_INPUT)
