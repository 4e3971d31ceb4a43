"""Take from a cell what a column expects, or say what is wrong with it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from portal.core.dates import parse_vi_date
from portal.core.numbers import NotANumber, NumberStyle, Style, Written, infer_style, parse_number
from portal.core.tables.cells import Cell
from portal.core.tables.errors import CellProblem


def number_style(cells: Iterable[Cell]) -> Style:
    """Return how a column's numbers that are text are written; real numbers need no style."""
    return infer_style(cell.value for cell in cells if isinstance(cell.value, str) and not cell.problem)


def written_number(cell: Cell | None, style: NumberStyle) -> Written:
    """Return the cell's number; a percentage comes as it is read, 85 % as 85. Raises CellProblem."""
    if cell is None:
        return Written(None)
    if cell.problem:
        raise CellProblem(cell.problem)
    value = cell.value
    if isinstance(value, bool):
        raise CellProblem("là giá trị đúng/sai, không phải là số")
    if isinstance(value, Decimal):
        return Written(value * 100, percent=True) if cell.percent else Written(value)
    if isinstance(value, date):
        raise CellProblem("là ngày tháng, không phải là số (Excel có thể đã tự đổi; hãy định dạng ô là Số)")
    try:
        return parse_number(value, style)
    except NotANumber as error:
        raise CellProblem(str(error)) from None


def number(cell: Cell | None, style: NumberStyle) -> Decimal | None:
    """Return the cell's number, None for blank or a dash. Raises CellProblem, for a percentage as well."""
    written = written_number(cell, style)
    if written.percent:
        raise CellProblem("là tỷ lệ phần trăm, ở đây cần một số")
    return written.value


def whole_number(cell: Cell | None, style: NumberStyle, least: int, most: int) -> int | None:
    """Return the cell's whole number within the bounds, None for blank. Raises CellProblem."""
    value = number(cell, style)
    if value is None:
        return None
    if value != value.to_integral_value() or not least <= value <= most:
        raise CellProblem(f"phải là số nguyên từ {least} đến {most}")
    return int(value)


def text(cell: Cell | None, most: int) -> str:
    """Return the cell's text, "" for blank. Raises CellProblem when it is longer than `most` characters."""
    if cell is None:
        return ""
    if cell.problem:
        raise CellProblem(cell.problem)
    if len(cell.text) > most:
        raise CellProblem(f"dài hơn {most} ký tự")
    return cell.text


def day(cell: Cell | None) -> date | None:
    """Return the cell's date, written as text or not; None for blank. Raises CellProblem."""
    if cell is None:
        return None
    if cell.problem:
        raise CellProblem(cell.problem)
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    try:
        return parse_vi_date(cell.text)
    except ValueError:
        raise CellProblem("không phải là ngày; hãy viết dạng ngày/tháng/năm, ví dụ 05/03/2026") from None
