"""Everything that a workbook says: every sheet, hidden or not, and what stands behind the cells."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from portal.core.personal_data import ooxml, xlsx_parts
from portal.core.personal_data.columns import Cell, Columns
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget
from portal.core.personal_data.ooxml import Found
from portal.core.personal_data.xlsx_parts import Sheet
from portal.core.personal_data.xml_text import BAD_XML, Element, attribute, elements, local

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_TELLING_FORMULA = re.compile(r'"[^"]{3,}"|\d{9,}|@')
_DROPPED = frozenset({"row", "c", "col", "hyperlink", "dataValidation", "mergeCell", "cfRule", "ext"})
_PRINTED = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})


def read(content: bytes, budget: Budget, depth: int = 0) -> Iterator[Found]:
    """Yield the workbook's texts with their places. Raises Exhausted beyond a bound, ValueError for no workbook."""
    yield from ooxml.read(content, budget, _own, xlsx_parts.handled, depth)


def _own(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Found]:
    try:
        book = xlsx_parts.workbook(archive, budget)
        yield from book.names
        strings = xlsx_parts.shared_strings(archive, budget)
        used: set[int] = set()
        for sheet in book.sheets:
            if sheet.part in archive.namelist():
                yield from _Reader(sheet, strings, used, budget).read(archive)
        for index, text in enumerate(strings):
            if index not in used:
                yield Piece(text, "chữ còn sót trong tệp, không nằm ở ô nào", stream="left over")
        yield from xlsx_parts.beside(archive, book.sheets, budget)
    except BAD_XML as error:
        raise ValueError("not a readable workbook") from error


@dataclass(slots=True)
class _Reader:
    """Goes through the cells of one sheet."""

    sheet: Sheet
    strings: list[str]
    used: set[int]
    budget: Budget
    columns: Columns = field(default_factory=Columns)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    row_number: int = 0
    row_hidden: bool = False
    last_row: int = 0
    cells: list[Cell] = field(default_factory=list)

    def read(self, archive: zipfile.ZipFile) -> Iterator[Found]:
        for event, element in elements(archive, self.sheet.part, self.budget, _DROPPED):
            tag = local(element.tag)
            if event == "start":
                if tag == "row":
                    self._begin_row(element)
                continue
            if tag == "c":
                yield from self._cell(element)
            elif tag == "row":
                yield from self.columns.row(self.cells, self.sheet.part)
            elif tag == "col" and attribute(element, "hidden") in ("1", "true"):
                self.hidden_columns.append((int(attribute(element, "min")), int(attribute(element, "max"))))
            else:
                yield from self._other(tag, element)
        yield from self._remarks()

    def _begin_row(self, element: Element) -> None:
        number = attribute(element, "r")
        self.row_number = int(number) if number.isdigit() else self.row_number + 1
        self.row_hidden = attribute(element, "hidden") in ("1", "true") or attribute(element, "ht") == "0"
        self.hidden_rows += self.row_hidden
        if self.row_number > self.last_row + 1:
            self.columns.forget()
        self.cells = []

    def _cell(self, element: Element) -> Iterator[Found]:
        reference = attribute(element, "r")
        match = _REFERENCE.fullmatch(reference)
        column = column_number(match[1]) if match else len(self.cells) + 1
        reference = reference or f"{column_letters(column)}{self.row_number}"
        place = self._place(reference, column)
        text = self._value(element)
        if text.strip():
            self.budget.spend(len(text))
            self.last_row = self.row_number
            self.cells.append(Cell(column, text, place))
        formula = next((child.text for child in element if local(child.tag) == "f"), "") or ""
        if _TELLING_FORMULA.search(formula):
            yield Piece(formula, f"{place} (công thức)", stream="formulas")

    def _value(self, element: Element) -> str:
        kind = attribute(element, "t")
        if kind == "inlineStr":
            return xlsx_parts.rich_text(element)
        value = next((child.text for child in element if local(child.tag) == "v"), "") or ""
        if kind == "s" and value.isdigit() and int(value) < len(self.strings):
            self.used.add(int(value))
            return self.strings[int(value)]
        return value if kind in ("str", "e", "b", "d") else plain_number(value)

    def _place(self, reference: str, column: int) -> str:
        hidden = self.row_hidden * " (hàng ẩn)" or self._column_hidden(column) * " (cột ẩn)"
        return f"{self.sheet.label}, ô {reference}{hidden}"

    def _column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def _other(self, tag: str, element: Element) -> Iterator[Found]:
        if tag in _PRINTED and element.text:
            text = re.sub(r"&(?:[LCRDTPNAFZGUESXYB]|\"[^\"]*\"|\d+|K[0-9A-F]{6})", " ", element.text)
            yield Piece(text, f"{self.sheet.label}, đầu trang, chân trang khi in", stream="printed")
        elif (
            tag in ("formula1", "formula2", "formula")
            and element.text
            and _TELLING_FORMULA.search(element.text)
        ):
            yield Piece(
                element.text, f"{self.sheet.label}, danh sách chọn, định dạng có điều kiện", stream="formulas"
            )
        elif tag in ("hyperlink", "dataValidation"):
            for key in ("display", "tooltip", "prompt", "promptTitle", "error", "location"):
                if value := attribute(element, key):
                    cell = attribute(element, "ref") or attribute(element, "sqref")
                    yield Piece(value, f"{self.sheet.label}, ô {cell} (gợi ý, liên kết)", stream="hints")

    def _remarks(self) -> Iterator[Found]:
        if self.sheet.hidden:
            yield Remark(Kind.HIDDEN, f"{self.sheet.label}: trang tính bị ẩn", Severity.NOTE)
        if self.hidden_rows:
            yield Remark(Kind.HIDDEN, f"{self.sheet.label}: {self.hidden_rows} hàng ẩn", Severity.NOTE)
        if self.hidden_columns:
            yield Remark(Kind.HIDDEN, f"{self.sheet.label}: có cột ẩn", Severity.NOTE)


def plain_number(value: str) -> str:
    """Return a cell's number without exponent or empty decimals: "3.3199012345E10" becomes "33199012345"."""
    if "E" not in value.upper() and not value.endswith(".0"):
        return value
    try:
        number = Decimal(value)
        whole = number == number.to_integral_value() and abs(number) < Decimal(10) ** 20
    except (InvalidOperation, ValueError):
        return value
    return str(int(number)) if whole else value


def column_number(letters: str) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
