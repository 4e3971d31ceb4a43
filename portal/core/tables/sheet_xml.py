"""Turn the elements of a worksheet part into rows of cells."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Protocol

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from portal.core.tables.cells import Area, Cell, Facts, Limits, Row, Value, address, parse_address
from portal.core.tables.errors import TableError
from portal.core.tables.texts import clean_cell
from portal.core.tables.xml import Attributes

NO_RESULT = "là công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại rồi tải lên"
FORMULA_ERROR = "là lỗi của công thức"
# Excel itself knows 15 digits; what lies behind them is noise of binary fractions.
_FIFTEEN = Context(prec=15)


class CellFormats(Protocol):
    dates: set[int]
    percents: set[int]
    indents: dict[int, int]


class SheetHandler:
    """Handlers for the parser; `take()` hands over the rows that are complete."""

    def __init__(
        self, *, strings: Sequence[str], formats: CellFormats, facts: Facts, limits: Limits, date1904: bool
    ) -> None:
        self.strings, self.formats, self.facts, self.limits = strings, formats, facts, limits
        self.epoch = CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900
        self.done: list[Row] = []
        self.kept = 0
        self.row, self.column, self.row_hidden = 0, 0, False
        self.cells: dict[int, Cell] = {}
        self.kind, self.style = "n", 0
        self.has_formula = self.has_value = self.reading = self.phonetic = False
        self.pieces: list[str] = []
        self.size = 0

    def take(self) -> list[Row]:
        done, self.done = self.done, []
        return done

    # ---- parser events

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self.reading = not self.phonetic
            self.has_value = self.has_value or name == "t"
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.phonetic = True
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
            self.facts.hidden_columns.update(range(first, min(last, self.limits.columns) + 1))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.reading = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def text(self, data: str) -> None:
        if self.reading:
            self.has_value = True
            # What is longer than a cell may be is only counted.
            if self.size <= self.limits.cell_length:
                self.pieces.append(data)
            self.size += len(data)

    # ---- rows and cells

    def _start_row(self, attributes: Attributes) -> None:
        self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
        self.row_hidden = attributes.get("hidden") in {"1", "true"}
        self.column, self.cells = 0, {}

    def _end_row(self) -> None:
        if not self.cells:
            return
        self.kept += 1
        if self.kept > self.limits.rows:
            raise TableError(
                f"Trang tính có quá {self.limits.rows:,} dòng. Hãy chia thành nhiều tệp.".replace(",", "."),
                code="too_many_rows",
            )
        self.facts.last_row = self.row
        self.facts.width = max(self.facts.width, *self.cells)
        if self.row_hidden:
            self.facts.hidden_rows.append(self.row)
        self.done.append(Row(self.row, self.cells, self.row_hidden))

    def _start_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self.column = parse_address(place)[1] if place else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self.has_formula = self.has_value = False
        self.pieces, self.size = [], 0

    def _end_cell(self) -> None:
        if not self.has_value:
            # An empty text is what a formula may well give; no result at all is what a program left out.
            if self.has_formula and self.kind != "str":
                self._add("=…", NO_RESULT)
            return
        text = "".join(self.pieces)
        if self.size > self.limits.cell_length:
            self._add(text[:80], f"dài hơn {self.limits.cell_length} ký tự")
        elif self.kind == "s":
            self._add_text(self.strings[int(text)])
        elif self.kind in {"str", "inlineStr"}:
            self._add_text(text)
        elif self.kind == "b":
            self._add(text.strip() in {"1", "true"})
        elif self.kind == "e":
            self._add(text, FORMULA_ERROR)
        elif self.kind == "d":
            self._add_date_text(text)
        else:
            self._add_number(text)

    def _add(self, value: Value, problem: str = "", percent: bool = False, indent: int = 0) -> None:
        if self.column > self.limits.columns:
            raise TableError(
                f"Ô {address(self.row, self.column)} nằm ngoài {self.limits.columns} cột đầu. "
                "Hãy xóa các cột thừa rồi tải lại.",
                code="too_many_columns",
            )
        self.cells[self.column] = Cell(self.row, self.column, value, problem, percent, indent)

    def _add_text(self, raw: str) -> None:
        text, problem, spaces, font = clean_cell(raw, self.limits.cell_length)
        if not text:
            return
        self._add(text, problem, indent=self.formats.indents.get(self.style, 0) + spaces)
        if font:
            self.facts.note_legacy(font, self.cells[self.column])

    def _add_date_text(self, text: str) -> None:
        try:
            self._add(datetime.fromisoformat(text))
        except ValueError:
            self._add_text(text)

    def _add_number(self, text: str) -> None:
        try:
            number = _FIFTEEN.create_decimal(text.strip())
        except InvalidOperation:
            self._add_text(text)
            return
        if not number.is_finite():
            self._add(text, FORMULA_ERROR)
        elif self.style in self.formats.dates:
            self._add_serial(number)
        else:
            self._add(number, percent=self.style in self.formats.percents)

    def _add_serial(self, number: Decimal) -> None:
        try:
            moment = from_excel(float(number), self.epoch)
        except (ValueError, OverflowError):
            self._add(number, "không phải là ngày có thật")
            return
        if isinstance(moment, datetime):
            self._add(moment.date() if moment.time() == time() else moment)
        elif isinstance(moment, date):
            self._add(moment)
        elif isinstance(moment, time | timedelta):
            self._add(str(moment))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = parse_address(first)
        bottom, right = parse_address(last or first)
        if len(self.facts.merged) < 5_000:
            self.facts.merged.append(Area(top, left, bottom, min(right, self.limits.columns)))
