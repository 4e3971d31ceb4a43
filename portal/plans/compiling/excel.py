"""The same figures as an Excel workbook: numbers as numbers, a chart, and a sheet that says where they come from."""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from portal.plans.compiling.stable import stable
from portal.plans.compiling.wording import CHANNELS, WHAT, band, counts_table, day

_WIDEST = 48
# As figures write decimals; the code of a commune is a text of digits.
_DECIMAL = re.compile(r"-?\d+\.\d")


def unit_workbook(figures: dict[str, Any], digest: str) -> bytes:
    """Return one body's figures as .xlsx: the same figures give the same bytes."""
    book = Workbook()
    _sheet(book, "Tổng hợp", ["Việc", "Tổng", "Đúng hạn", "Trễ", "Chưa làm"], _counts(figures))
    parts = [
        [item["label"], item["weight"], item["n"], item["value"], item["mean"], item["points"]]
        for item in figures["indicators"]
    ]
    heading = ["Phần", "Trọng số", "Số vụ việc", "Giá trị, %", "Mức chung, %", "Góp vào điểm"]
    sheet = _sheet(book, "Từng phần", heading, parts)
    _chart(sheet, "Giá trị từng phần, %", columns=(4, 5), rows=len(parts))
    _sheet(
        book,
        "Theo kênh",
        ["Kênh", "Số phản ánh"],
        [[CHANNELS.get(k, k), n] for k, n in figures["received"].items()],
    )
    failed = [
        [WHAT[item["what"]], item["subject"].removeprefix("petition:"), day(item["due"]), day(item["done"])]
        for item in figures["failed"]
    ]
    _sheet(book, "Trễ hạn, còn thiếu", ["Việc", "Hồ sơ", "Hạn", "Làm xong"], failed)
    return _finish(book, figures, digest)


def province_workbook(figures: dict[str, Any], digest: str) -> bytes:
    """Return the province's figures as .xlsx: the same figures give the same bytes."""
    book = Workbook()
    labels = [item["label"] for item in figures["indicators"]]
    _sheet(book, "Tổng hợp", ["Việc", "Tổng", "Đúng hạn", "Trễ", "Chưa làm"], _counts(figures))
    units = [
        [item["name"], item["code"], band(item), item["score"], item["low"], item["high"], item["due"],
         item["received"], item["change"], *item["indicators"]]
        for item in figures["units"]
    ]  # fmt: skip
    heading = ["Đơn vị", "Mã", "Xếp", "Điểm", "Thấp", "Cao", "Đến hạn", "Đã nhận", "So với kỳ trước", *labels]
    sheet = _sheet(book, "Từng đơn vị", heading, units)
    _chart(sheet, "Điểm từng đơn vị", columns=(4,), rows=len(units))
    means = [[item["label"], item["weight"], item["mean"]] for item in figures["indicators"]]
    _sheet(book, "Mức chung", ["Phần", "Trọng số", "Mức chung, %"], means)
    _sheet(book, "Còn thiếu", ["Việc", "Số đơn vị"], [[x["label"], x["number"]] for x in figures["missing"]])
    return _finish(book, figures, digest)


def _counts(figures: dict[str, Any]) -> list[list[Any]]:
    return [[label, *map(int, numbers)] for label, *numbers in counts_table(figures["counts"])]


def _sheet(book: Workbook, title: str, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> Worksheet:
    sheet = book.create_sheet(title)
    sheet.append(list(heading))
    for row in rows:
        sheet.append([None] * len(row))
        for column, value in enumerate(row, 1):
            _put(sheet.cell(sheet.max_row, column), value)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column in range(1, len(heading) + 1):
        longest = max(len(str(sheet.cell(row, column).value or "")) for row in range(1, sheet.max_row + 1))
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(10, longest + 2))
    return sheet


def _put(cell: Any, value: Any) -> None:
    """A number as a number; a text as text, whatever it begins with, so that nothing is calculated."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = float(value)
    cell.value = value
    if isinstance(value, str) and value:
        cell.data_type = "s"


def _chart(sheet: Worksheet, title: str, *, columns: Sequence[int], rows: int) -> None:
    if not rows:
        return
    chart = BarChart()
    chart.type, chart.title, chart.height = "bar", title, max(8, min(60, rows * 0.6))
    for column in columns:
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    sheet.add_chart(chart, f"{get_column_letter(sheet.max_column + 2)}2")


def _finish(book: Workbook, figures: dict[str, Any], digest: str) -> bytes:
    where = figures["source"]
    _sheet(
        book,
        "Nguồn số liệu",
        ["Mục", "Giá trị"],
        [["Mã số liệu (SHA-256)", digest], *([key, f"{value}"] for key, value in sorted(where.items()))],
    )
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return stable(out.getvalue(), at=f"{where['ledger_date']}T00:00:00Z")
