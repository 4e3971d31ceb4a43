"""Scores of all communes from the ledger, as a table, as CSV, and as the rows behind them."""

import math
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accountability.formula import KEYS, load
from portal.accountability.indicators import tally
from portal.accountability.league import TYPES, lines
from portal.accountability.periods import BadPeriod, day_text, until_today
from portal.accountability.presentation import (
    ROWS_HEADER,
    Line,
    line,
    read_row,
    text_table,
    write_csv,
    write_rows,
)
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore, score_tallies
from portal.accountability.services import published_rows
from portal.organisations.models import Organisation

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Chấm điểm các đơn vị trong một kỳ, chỉ từ sổ cái."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", required=True, metavar="NGÀY", help="ví dụ 2026-01-01")
        parser.add_argument("--to", dest="end", required=True, metavar="NGÀY", help="ví dụ 2026-06-30")
        parser.add_argument("--type", default="", help=f"loại đơn vị: {', '.join(filter(None, TYPES))}")
        parser.add_argument(
            "--from-rows", metavar="TỆP", help="tính từ tệp dòng đã công bố (dong.csv) thay vì từ sổ cái"
        )
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
        if options["from_rows"] and (options["rows"] or TYPES[options["type"]][2]):
            raise _wrong("--from-rows không đi cùng --rows hoặc một loại xã, phường.")
        kind = TYPES[options["type"]][1]
        if options["from_rows"]:
            table = _lines(_scores_from(options["from_rows"], end, kind), kind)
        else:
            table = lines(start, end, type=options["type"])
        if not any(item.score.plain for item in table):
            raise _wrong(f"Sổ cái không có gì để chấm điểm từ {day_text(start)} đến {day_text(end)}.")
        self.stdout.write(text_table(table))
        if options["csv"]:
            _write(options["csv"], lambda file: write_csv(file, table, load(on=end)))
        if options["rows"]:
            _write(options["rows"], lambda file: write_rows(file, published_rows(start, end, kind=kind)))


def _scores_from(path: str, end: date, kind: str) -> list[OrganisationScore]:
    """Scores from published rows alone; what the rows do not tell (petitions received, taken out) stays 0."""
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            if file.readline() != ROWS_HEADER:
                raise _wrong(f"Tệp {path} không bắt đầu bằng dòng tiêu đề {ROWS_HEADER.strip()}.")
            tallies = tally(_read_rows(file), load(on=end).counting)
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(f"Không đọc được tệp {path}: {error}.") from error
    codes = sorted(Organisation.objects.filter(kind=kind).values_list("code", flat=True))
    if unknown := sorted(set(tallies) - set(codes)):
        raise _wrong(f"Tệp {path} có đơn vị không thuộc loại này: {', '.join(unknown[:5])}.")
    return score_tallies(tallies, codes, load(on=end), excluded={}, received={})


def _lines(scores: Iterable[OrganisationScore], kind: str) -> list[Line]:
    bodies = {body.code: body for body in Organisation.objects.filter(kind=kind)}
    found = ((score, bodies[score.organisation_code]) for score in scores)
    return [line(score, name=body.name, type_name=body.type_name, slug=body.slug) for score, body in found]


def _read_rows(file: Iterable[str]) -> Iterator[Row]:
    for number, text in enumerate(file, 2):
        try:
            row = read_row(text)
            if row.indicator not in KEYS or not 0 <= row.value < math.inf:
                raise ValueError
        except ValueError as error:
            raise _wrong(f"Dòng {number} không đúng dạng: {text.strip()[:100]}") from error
        yield row


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
