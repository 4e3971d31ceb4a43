"""Cells with addresses: what every reader gives and every importer takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from portal.core.legacy_fonts import LegacyFont
from portal.core.text import nfc

Value = str | Decimal | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused. Sizes are in bytes, characters and seconds."""

    file_bytes: int = 10 * 1024 * 1024
    rows: int = 50_000
    columns: int = 100
    cell_length: int = 2_000
    text_length: int = 40_000_000
    seconds: float = 120.0


class Cell(NamedTuple):
    """A cell that is not blank. `row` and `column` count from 1, as people do.

    A number is a Decimal as the sheet holds it, so 85 % in a cell with a percent format is Decimal("0.85") with
    percent=True. `problem` says, in Vietnamese, why the value must not be used: it continues a sentence that
    begins with the cell's text.
    """

    row: int
    column: int
    value: Value
    problem: str = ""
    percent: bool = False
    indent: int = 0

    @property
    def address(self) -> str:
        """The cell's name as the spreadsheet shows it, e.g. "C14"."""
        return address(self.row, self.column)

    @property
    def text(self) -> str:
        """The value as a reader would write it; dates as dd/mm/yyyy."""
        return value_text(self.value, self.percent)

    def complaint(self, problem: str = "") -> str:
        """Return the sentence that names the cell, e.g. 'C14: "1.2oo" không phải là số'."""
        return f'{self.address}: "{self.text[:60]}" {problem or self.problem}'


class Row(NamedTuple):
    """A row that holds something, by column number; blank rows are not reported but counted in `number`."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False

    def text(self, column: int | None) -> str:
        cell = self.cells.get(column) if column else None
        return cell.text if cell else ""


class Area(NamedTuple):
    """A merged range, both corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file; a text file is one sheet."""

    index: int
    name: str
    hidden: bool = False


@dataclass(slots=True)
class Facts:
    """What was found beside the cells while the rows went by; complete when the last row has been read."""

    merged: list[Area] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    last_row: int = 0
    width: int = 0
    # Cells typed for fonts of the time before Unicode, by encoding; only the first few are kept.
    legacy: dict[LegacyFont, list[Cell]] = field(default_factory=dict)

    def note_legacy(self, font: LegacyFont, cell: Cell) -> None:
        kept = self.legacy.setdefault(font, [])
        if len(kept) < 5:
            kept.append(cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A whole sheet in memory: for lists that are short enough."""

    sheet: Sheet
    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...]
    facts: Facts

    def notes(self) -> list[str]:
        """Return, in Vietnamese, what lies hidden in the file."""
        return hidden_notes(self.sheets, self.facts)


def hidden_notes(sheets: tuple[Sheet, ...], facts: Facts) -> list[str]:
    """Return one Vietnamese sentence for each kind of hidden content."""
    notes = []
    names = [sheet.name for sheet in sheets if sheet.hidden]
    if names:
        notes.append(f"Tệp có {len(names)} trang tính bị ẩn: {', '.join(names[:5])}.")
    if facts.hidden_columns:
        letters = ", ".join(column_letter(column) for column in sorted(facts.hidden_columns)[:10])
        notes.append(f"Trang tính có cột bị ẩn: {letters}.")
    if facts.hidden_rows:
        first = ", ".join(str(number) for number in facts.hidden_rows[:10])
        more = " …" if len(facts.hidden_rows) > 10 else ""
        notes.append(f"Trang tính có {len(facts.hidden_rows)} dòng bị ẩn: {first}{more}.")
    return notes


def column_letter(column: int) -> str:
    """Return "A" for 1, "AA" for 27."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    return f"{column_letter(column)}{row}"


def parse_address(name: str) -> tuple[int, int]:
    """Return row and column of "C14"; raises ValueError."""
    letters = name.rstrip("0123456789").replace("$", "")
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(name)
        column = column * 26 + ord(letter) - 64
    return int(name[len(name.rstrip("0123456789")) :]), column


def value_text(value: Value, percent: bool = False) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{_plain(value * 100)}%" if percent else _plain(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return nfc(value)


def _plain(value: Decimal) -> str:
    """Return 1234.50 as "1234,5": without groups, so that it can be typed back in either style."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
