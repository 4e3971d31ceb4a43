"""A list as an Excel workbook."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.core.uploads import XLSX

_WIDE, _NARROW = 42, 18


def xlsx_response(
    name: str, title: str, heading: Sequence[str], rows: Iterable[Sequence[object]], *, on: date
) -> HttpResponse:
    """Return the rows as a download, written row by row; what looks like a formula stays text."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Danh sách")
    sheet.freeze_panes = "B3"
    for number, label in enumerate(heading, start=1):
        wide = label in {"Đơn vị", "Nhiệm vụ", "Mẫu", "Lý do trả lại"}
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE if wide else _NARROW
    sheet.append([_cell(sheet, f"{title}, tính đến ngày {on:%d/%m/%Y}", bold=True)])
    sheet.append([_cell(sheet, text, bold=True) for text in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell
