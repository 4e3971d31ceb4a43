"""A table typed or pasted from Excel and Word: plain lines, so that it works without a script."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from portal.core.text import plain_text

MOST_ROWS = 500
MOST_COLUMNS = 15
_NUMBER = re.compile(r"[-+]?\d[\d.,]*\s*%?")
_ADDRESS = re.compile(r"(?:https://|/(?!/))\S+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text and its column's, whether it is a number, and where it leads when it is an address."""

    text: str
    column: str
    is_number: bool
    address: str


@dataclass(frozen=True, slots=True)
class Table:
    heading: list[str]
    rows: list[list[Cell]]

    def as_text(self) -> list[list[str]]:
        """Return the rows below the heading as plain text, for CSV."""
        return [[cell.text for cell in row] for row in self.rows]


def read_table(text: str) -> Table:
    """Return the table of the lines; the first line is its heading.

    Cells are separated by tabs, as Excel and Word paste them, or by semicolons. Short rows are filled up.
    Raises ValidationError, in Vietnamese, for no table or for one that is too large.
    """
    rows = _lines(text)
    if len(rows) < 2:
        raise ValidationError("Bảng cần một dòng tiêu đề và ít nhất một dòng nội dung.")
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(f"Bảng có quá {MOST_ROWS} dòng; hãy đính kèm tệp và nêu phần chính ở đây.")
    width = len(rows[0])
    if width > MOST_COLUMNS:
        raise ValidationError(f"Bảng có quá {MOST_COLUMNS} cột.")
    for number, row in enumerate(rows, start=1):
        if len(row) > width:
            raise ValidationError(f"Dòng {number} có {len(row)} ô, nhiều hơn {width} ô của dòng tiêu đề.")
    heading, *body = [row + [""] * (width - len(row)) for row in rows]
    return Table(heading, [[_cell(*pair) for pair in zip(row, heading, strict=True)] for row in body])


def write_table(rows: Sequence[Sequence[str]]) -> str:
    """Return the lines that read_table() reads back as these rows."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _lines(text: str) -> list[list[str]]:
    delimiter = "\t" if "\t" in text else ";"
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    try:
        rows = [[" ".join(plain_text(cell).split()) for cell in row] for row in reader]
    except csv.Error as error:
        raise ValidationError("Không đọc được các dòng của bảng.") from error
    return [row for row in rows if any(row)]


def _cell(text: str, column: str) -> Cell:
    address = text if _ADDRESS.fullmatch(text) else ""
    return Cell(text, column, bool(_NUMBER.fullmatch(text)), address)


class TableBlock(blocks.StructBlock):
    """Rows with a caption; drawn as an accessible table and offered as CSV by pages that do so."""

    caption = blocks.CharBlock(label="Tên bảng", max_length=200)
    rows = blocks.TextBlock(
        label="Các dòng",
        rows=8,
        max_length=60_000,
        help_text=(
            "Dán thẳng từ Excel hoặc Word, hoặc gõ mỗi dòng một hàng, các ô cách nhau bằng dấu chấm phẩy."
            " Dòng đầu là tiêu đề cột. Không ghi tên, số giấy tờ, điện thoại của người dân."
        ),
    )

    class Meta:
        icon = "table"
        label = "Bảng"
        template = "blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        try:
            read_table(cleaned["rows"])
        except ValidationError as error:
            raise blocks.StructBlockValidationError({"rows": error}) from error
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "table": table_or_none(value)}


def table_or_none(value: Any) -> Table | None:
    """Return the block's table; None for a draft's that cannot be read yet."""
    try:
        return read_table(value["rows"])
    except ValidationError:
        return None
