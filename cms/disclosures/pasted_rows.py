"""Rows of a fixed shape that staff paste from Excel: read with the place of every mistake, written back alike.

Pure. What a page needs by the hundred is edited as one text, not as a hundred boxes.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from portal.core.text import fold, plain_text

ERRORS_SHOWN = 8
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its heading, and how its text becomes a value.

    `read` raises ValueError, in Vietnamese, for a text that is none.
    """

    field: str
    label: str
    required: bool = True
    most: int = 200
    read: Callable[[str], object] = str


def read_rows(text: str, columns: Sequence[Column], *, most: int) -> list[Row]:
    """Return the rows of a pasted text, cells parted by tabs or semicolons; a heading line is skipped.

    Raises ValidationError with one message per wrong cell, each naming line and column.
    """
    delimiter = "\t" if "\t" in text else ";"
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter))
    except csv.Error as error:
        raise ValidationError("Không đọc được các dòng đã dán.") from error
    return rows_of(lines, columns, most=most)


def rows_of(lines: Iterable[Sequence[str]], columns: Sequence[Column], *, most: int) -> list[Row]:
    """Return the rows of cells that stand in the columns' order; raises as read_rows does."""
    cleaned = [[" ".join(plain_text(cell).split()) for cell in line] for line in lines]
    numbered = [(number, cells) for number, cells in enumerate(cleaned, start=1) if any(cells)]
    if numbered and fold(numbered[0][1][0]) == fold(columns[0].label):
        numbered = numbered[1:]
    if len(numbered) > most:
        raise ValidationError(f"Danh sách có {len(numbered)} dòng, nhiều hơn {most} dòng được nhận.")
    rows: list[Row] = []
    errors: list[str] = []
    for number, cells in numbered:
        row, wrong = _row(cells, columns)
        rows.append(row)
        errors += [f"Dòng {number}, {message}" for message in wrong]
    if errors:
        more = len(errors) - ERRORS_SHOWN
        raise ValidationError(errors[:ERRORS_SHOWN] + ([f"… và {more} lỗi khác."] if more > 0 else []))
    return rows


def _row(cells: Sequence[str], columns: Sequence[Column]) -> tuple[Row, list[str]]:
    row: Row = {}
    wrong = [f"cột {place}: thừa ô “{cell[:40]}”." for place, cell in _surplus(cells, len(columns))]
    for place, column in enumerate(columns):
        text = cells[place] if place < len(cells) else ""
        try:
            row[column.field] = _value(text, column)
        except ValueError as error:
            wrong.append(f"cột {column.label}: {error}")
    return row, wrong


def _surplus(cells: Sequence[str], width: int) -> list[tuple[int, str]]:
    return [(place, cell) for place, cell in enumerate(cells[width:], start=width + 1) if cell][:1]


def _value(text: str, column: Column) -> object:
    if not text and column.required:
        raise ValueError("còn trống.")
    if len(text) > column.most:
        raise ValueError(f"dài quá {column.most} chữ.")
    return column.read(text)


def write_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> str:
    """Return the text that read_rows() reads back as these rows, with its heading; "" for no row."""
    lines = [[_text(row[column.field]) for column in columns] for row in rows]
    if not lines:
        return ""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow([column.label for column in columns])
    writer.writerows(lines)
    return buffer.getvalue()


def _text(value: object) -> str:
    return "" if value is None else str(value)
