"""The province's overview as an Excel workbook: bodies, duties, their crossing, and every late item."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cms.disclosures.desk.province import IN_TIME, LATE_DONE, LATE_NOW, NOT_YET, Line, Overview
from cms.disclosures.models import Obligation

_COUNTS = (
    "Chưa công khai (quá hạn)",
    "Công khai trễ",
    "Đúng hạn",
    "Chưa đến hạn",
    "Đúng hạn (%)",
    "Trễ lâu nhất từ",
)
_BOLD = Font(bold=True)


def workbook(found: Overview, late: Iterable[Obligation], *, on: date) -> bytes:
    """Return the .xlsx file; written row by row, so that its size does not matter."""
    book = Workbook(write_only=True)
    _sheet(book, "Theo đơn vị", ("Đơn vị", *_COUNTS), (_line(line) for line in found.bodies), on)
    _sheet(book, "Theo nội dung", ("Nội dung", *_COUNTS), (_line(line) for line in found.duties), on)
    duties = [line.name for line in found.duties if line.missing]
    crossed = (
        [body.name, *(body.late_on.get(name, 0) or None for name in duties)]
        for body in found.bodies
        if body.missing
    )
    _sheet(book, "Ai trễ nội dung nào", ("Đơn vị", *duties), crossed, on)
    items = (
        [row.organisation.name, row.duty.title, row.period_label, row.due_on, (on - row.due_on).days]
        for row in late
    )
    _sheet(book, "Từng nội dung quá hạn", ("Đơn vị", "Nội dung", "Kỳ", "Hạn", "Số ngày quá hạn"), items, on)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _line(line: Line) -> list[object]:
    counts = [line.counts[standing] for standing in (LATE_NOW, LATE_DONE, IN_TIME, NOT_YET)]
    return [line.name, *counts, line.share, line.oldest]


def _sheet(
    book: Workbook, title: str, heading: Sequence[str], rows: Iterable[Sequence[object]], on: date
) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "B3"
    for number in range(1, len(heading) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 42 if number == 1 else 18
    sheet.append([_cell(sheet, f"{title}, tính đến ngày {on:%d/%m/%Y}", bold=True)])
    sheet.append([_cell(sheet, text, bold=True) for text in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # A title that begins with "=" is a title, never a formula.
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font, cell.alignment = _BOLD, Alignment(wrap_text=True, vertical="top")
    return cell
