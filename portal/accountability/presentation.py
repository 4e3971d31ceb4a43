"""How scores are written, once for page, command and CSV. Pure.

Numbers are rounded here and nowhere else. `plain` is the text for machines ("66.8"), `shown` the same
digits for readers ("66,8").
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from portal.accountability.formula import Formula
from portal.accountability.indicators import IndicatorValue
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore

NOTHING = "–"
ROWS_HEADER = ",".join(Row._fields) + "\r\n"


@dataclass(frozen=True, slots=True)
class Number:
    """A rounded number in both spellings; both empty-handed when there is nothing to tell."""

    plain: str

    @property
    def shown(self) -> str:
        return self.plain.replace(".", ",") or NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator in a line of the table: its value in per cent, and over how many cases."""

    key: str
    label: str
    value: Number
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the table and in the CSV. address: where its parts are explained, for the page."""

    code: str
    name: str
    type_name: str
    slug: str
    band: str
    score: Number
    low: Number
    high: Number
    due_cases: int
    received: int
    excluded: int
    parts: tuple[Part, ...]

    @property
    def is_ranked(self) -> bool:
        return bool(self.band)

    @property
    def bar(self) -> tuple[str, str, str] | None:
        """Where low, score and high lie on a drawing 100 units wide."""
        if not self.score.plain:
            return None
        return self.low.plain, self.score.plain, self.high.plain


def points(value: float | None) -> Number:
    """Return a score or a contribution with one decimal."""
    return Number("" if value is None else f"{value:.1f}")


def percent(value: float | None) -> Number:
    """Return a value from 0 to 1 in per cent with one decimal."""
    return points(None if value is None else 100 * value)


def line(score: OrganisationScore, *, name: str, type_name: str, slug: str) -> Line:
    return Line(
        code=score.organisation_code,
        name=name,
        type_name=type_name,
        slug=slug,
        band="" if score.band is None else str(score.band),
        score=points(score.score),
        low=points(score.low),
        high=points(score.high),
        due_cases=score.due_cases,
        received=score.received,
        excluded=score.excluded,
        parts=tuple(Part(v.key, v.label_vi, percent(v.shrunk), v.n) for v in score.indicators),
    )


CSV_START = ("nhom", "ma", "ten", "loai", "diem", "thap", "cao", "so_den_han", "so_da_nhan", "khong_tinh")


def csv_header(formula: Formula) -> list[str]:
    columns = list(CSV_START)
    for definition in formula.definitions:
        columns += [definition.key, f"{definition.key}_n"]
    return columns


def csv_cells(item: Line) -> list[str]:
    start = [
        item.band,
        item.code,
        item.name,
        item.type_name,
        item.score.plain,
        item.low.plain,
        item.high.plain,
    ]
    counts = [str(item.due_cases), str(item.received), str(item.excluded)]
    parts = [text for part in item.parts for text in (part.value.plain, str(part.n))]
    return start + counts + parts


def json_line(item: Line) -> dict[str, object]:
    """Return the line for programs, with the digits of the page."""

    def number(value: Number) -> float | None:
        return float(value.plain) if value.plain else None

    return {
        "code": item.code,
        "name": item.name,
        "type": item.type_name,
        "band": int(item.band) if item.band else None,
        "score": number(item.score),
        "low": number(item.low),
        "high": number(item.high),
        "due": item.due_cases,
        "received": item.received,
        "excluded": item.excluded,
        "indicators": {part.key: {"value": number(part.value), "n": part.n} for part in item.parts},
    }


def write_csv(file: TextIO, lines: Iterable[Line], formula: Formula) -> None:
    """Write the table that the page shows: same order, same digits."""
    writer = csv.writer(file)
    writer.writerow(csv_header(formula))
    writer.writerows(csv_cells(item) for item in lines)


def write_rows(file: TextIO, rows: Iterable[Row]) -> int:
    """Write the rows that scores are computed from, unrounded; return how many."""
    file.write(ROWS_HEADER)
    count = 0
    for row in rows:
        file.write(row_line(row))
        count += 1
    return count


def row_line(row: Row) -> str:
    """Return the row as it stands in the file of rows; no field can hold a comma, a quote or a line end."""
    organisation, indicator, place, start, due, done, value = row
    return f"{organisation},{indicator},{place},{start},{due},{done},{value!r}\r\n"


def read_row(line: str) -> Row:
    """Return the row that a line of the file states; raises ValueError."""
    organisation, indicator, place, start, due, done, value = line.rstrip("\r\n").split(",")
    return Row(organisation, indicator, int(place), start, due, done, float(value))


def scores_text(lines: Iterable[Line], formula: Formula) -> str:
    """Return the table of scores as published for a snapshot, with the mark by which Excel reads Vietnamese."""
    file = io.StringIO("\ufeff")
    file.seek(0, io.SEEK_END)
    write_csv(file, lines, formula)
    return file.getvalue()


def text_table(lines: Sequence[Line]) -> str:
    """Return the table for a terminal."""
    width = max([len(item.name) for item in lines], default=0)
    head = f"{'Nhóm':>4}  {'Đơn vị':<{width}}  {'Điểm':>5}  {'Khoảng 95 %':>13}  {'Đến hạn':>7}"
    body = [
        f"{item.band or NOTHING:>4}  {item.name:<{width}}  {item.score.shown:>5}  {_interval(item):>13}  "
        f"{item.due_cases:>7}"
        for item in lines
    ]
    return "\n".join([head, *body])


def _interval(item: Line) -> str:
    return f"{item.low.shown}–{item.high.shown}" if item.score.plain else NOTHING


def detail(value: IndicatorValue) -> Mapping[str, object]:
    """Return one indicator for the organisation's own page."""
    return {
        "key": value.key,
        "label": value.label_vi,
        "weight": value.weight,
        "unit": value.unit,
        "n": value.n,
        "raw": percent(value.raw),
        "low": percent(value.low),
        "high": percent(value.high),
        "value": percent(value.shrunk),
        "contribution": points(value.contribution if value.n else None),
        "papi": value.papi,
    }
