"""The rows of a poor-household list out of somebody's spreadsheet: four columns are read, every other is dropped.

What the law does not ask for never gets past here: not into the database, not into a message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from cms.disclosures.models import PovertyClass
from cms.disclosures.services import HouseholdRow
from portal.core.numbers import NumberStyle
from portal.core.tables import (
    CellProblem,
    Heading,
    Row,
    Table,
    TableError,
    column_names,
    guess_columns,
    guess_heading,
    is_column_marks,
)
from portal.core.tables.cells import Cell, address, column_letter
from portal.core.tables.values import number_style, text, whole_number
from portal.core.text import fold, plain_text
from portal.organisations.models import Village

MOST_ROWS = 3000
ERRORS_SHOWN = 12
ALIASES: Mapping[str, tuple[str, ...]] = {
    "head": ("ho va ten chu ho", "ho ten chu ho", "ten chu ho", "chu ho", "ho va ten", "ho ten"),
    "village": ("thon, to dan pho", "thon", "to dan pho", "khu dan cu"),
    "class": ("loai ho", "dien ho", "phan loai ho", "phan loai", "loai"),
    "size": ("so khau", "so nhan khau", "nhan khau", "so nguoi", "khau"),
    # Official forms often have a column for each class and a cross in one of them.
    "poor": ("ho ngheo", "ngheo"),
    "near_poor": ("ho can ngheo", "can ngheo"),
}
_IN_ORDER = {"head": 1, "village": 2, "class": 3, "size": 4}
_LABELS = {"head": "chủ hộ", "village": "thôn, tổ dân phố", "class": "loại hộ", "size": "số khẩu"}
_CLASSES = {fold(label): value for value, label in PovertyClass.choices} | {
    "ngheo": PovertyClass.POOR,
    "can ngheo": PovertyClass.NEAR_POOR,
}
_CROSSES = {"x", "v", "1", "co", "✓", "✔"}


@dataclass(frozen=True, slots=True)
class ReadList:
    """The rows, the headings of the columns that were dropped, and what lay hidden in the file."""

    rows: list[HouseholdRow]
    dropped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_households(table: Table, villages: Iterable[Village]) -> ReadList:
    """Return the list; raises ValidationError that names each bad cell and says what is wrong with it."""
    heading, columns, dropped = _layout(table)
    data = [
        row
        for row in table.rows
        if (heading is None or row.number > heading.last) and not is_column_marks(row)
    ]
    if not data:
        raise ValidationError("Chưa có dòng nào.")
    if len(data) > MOST_ROWS:
        raise ValidationError(f"Danh sách có quá {MOST_ROWS} dòng.")
    by_name = {fold(village.name): village for village in villages}
    style = number_style(row.cells[columns["size"]] for row in data if columns["size"] in row.cells).style
    rows, errors = [], []
    for row in data:
        found = _Household(row, columns, by_name, style)
        errors += found.errors
        if found.row is not None:
            rows.append(found.row)
    if errors:
        more = len(errors) - ERRORS_SHOWN
        raise ValidationError(errors[:ERRORS_SHOWN] + ([f"… và {more} ô khác."] if more > 0 else []))
    return ReadList(rows, dropped, table.notes())


def _layout(table: Table) -> tuple[Heading | None, dict[str, int], list[str]]:
    """Return the heading, the columns to read, and the headings of those that are dropped."""
    heading = guess_heading(table.rows, ALIASES, table.facts.merged)
    names = column_names(table.rows, heading, table.facts.merged, table.facts.width)
    columns = guess_columns(names, ALIASES)
    if not {"head", "size"} & set(columns):
        # No heading, only names like “Thôn Đông”: the first four columns, in the order that the form asks for.
        beyond = [f"cột {column_letter(number)}" for number in names if number > len(_IN_ORDER)]
        return None, dict(_IN_ORDER), beyond
    if "class" in columns:
        # A cause of poverty has the word in its name too, and is none of ours.
        columns = {key: column for key, column in columns.items() if key not in ("poor", "near_poor")}
    missing = [label for key, label in _LABELS.items() if key not in columns]
    if "class" not in columns and {"poor", "near_poor"} <= set(columns):
        missing.remove(_LABELS["class"])
    if missing:
        raise TableError(f"Bảng thiếu cột: {', '.join(missing)}.", code="columns")
    read = set(columns.values())
    dropped = [name or f"cột {column_letter(number)}" for number, name in names.items() if number not in read]
    return heading, columns, dropped


class _Household:
    """One line: a row, or what is wrong with its cells."""

    def __init__(
        self, row: Row, columns: Mapping[str, int], villages: Mapping[str, Village], style: NumberStyle
    ) -> None:
        self._row, self._columns = row, columns
        self.errors: list[str] = []
        self.row: HouseholdRow | None = None
        head, village = self._head(), self._village(villages)
        poverty_class, size = self._class(), self._size(style)
        if head and village and poverty_class and size:
            self.row = HouseholdRow(head, village, poverty_class, size)

    def _cell(self, key: str) -> Cell | None:
        return self._row.cells.get(self._columns[key]) if key in self._columns else None

    def _wrong(self, key: str, problem: str, *, show: bool = True) -> None:
        """Note a bad cell. A name or a number that must not be here is not repeated either."""
        cell = self._cell(key)
        if cell is None or not show:
            self.errors.append(f"{address(self._row.number, self._columns[key])}: {problem}.")
        else:
            self.errors.append(f"{cell.complaint(problem)}.")

    def _text(self, key: str, most: int) -> str:
        try:
            return plain_text(text(self._cell(key), most)).strip()
        except CellProblem as error:
            self._wrong(key, str(error))
            return ""

    def _head(self) -> str:
        before = len(self.errors)
        name = self._text("head", 120)
        if not name and len(self.errors) == before:
            self._wrong("head", "thiếu tên chủ hộ")
        if any(character.isdigit() for character in name):
            self._wrong(
                "head", "tên chủ hộ không được có chữ số; không ghi số giấy tờ, số điện thoại", show=False
            )
            return ""
        return name

    def _village(self, villages: Mapping[str, Village]) -> Village | None:
        name = self._text("village", 120)
        found = villages.get(fold(name))
        if found is None:
            self._wrong(
                "village", "không phải thôn, tổ dân phố của đơn vị" if name else "thiếu thôn, tổ dân phố"
            )
        return found

    def _class(self) -> str:
        if "class" not in self._columns:
            return self._crossed()
        name = self._text("class", 60)
        found = _CLASSES.get(fold(name))
        if found is None:
            self._wrong("class", "phải là Hộ nghèo hoặc Hộ cận nghèo")
        return str(found or "")

    def _crossed(self) -> str:
        crossed = [
            key
            for key in (PovertyClass.POOR, PovertyClass.NEAR_POOR)
            if fold(self._row.text(self._columns[key])).strip() in _CROSSES
        ]
        if len(crossed) != 1:
            self._wrong("poor", "cần đánh dấu đúng một loại hộ", show=False)
            return ""
        return str(crossed[0])

    def _size(self, style: NumberStyle) -> int | None:
        try:
            found = whole_number(self._cell("size"), style, 1, 30)
        except CellProblem as error:
            self._wrong("size", str(error))
            return None
        if found is None:
            self._wrong("size", "thiếu số khẩu")
        return found
