"""An empty workbook for a budget paper, with the lines of the paper before it filled in."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from cms.disclosures.models import BudgetForm, BudgetLine, BudgetPage, BudgetSection

MOST_LINES = 2_000
_ESTIMATES = {BudgetForm.DRAFT, BudgetForm.APPROVED}
_HEADING = PatternFill("solid", fgColor="FFF3E3C7")
_EMPTY_ROWS = 15
_WIDTHS = {
    "Phần": 8,
    "Mã": 8,
    "Nội dung": 52,
    "Cấp": 6,
    "Dự toán": 18,
    "Thực hiện": 18,
    "Kỳ trước (tham khảo)": 20,
}
_NUMBER = "#,##0.###"


def budget_template(page: BudgetPage) -> bytes:
    """Return an .xlsx file that the importer reads back without a question.

    A report is laid out on the year's approved estimate, with its amounts; an estimate on the one of the year
    before, whose amounts stand in a column that is not imported.
    """
    model = model_paper(page)
    lines = list(model.lines.all()[:MOST_LINES]) if model else []
    is_report = page.form not in _ESTIMATES
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Biểu ngân sách")
    headings = _headings(is_report, bool(lines) and not is_report)
    for column, heading in zip("ABCDEFG", headings, strict=False):
        sheet.column_dimensions[column].width = _WIDTHS[heading]
    sheet.freeze_panes = "A4"
    unit = model.get_unit_display() if model and is_report else page.get_unit_display()
    sheet.append(
        [_cell(sheet, f"{page.get_form_display()} năm {page.year} – {page.organisation.name}", bold=True)]
    )
    sheet.append([_cell(sheet, f"Đơn vị tính: {unit}")])
    sheet.append([_cell(sheet, heading, bold=True, fill=True) for heading in headings])
    for section, label in BudgetSection.choices:
        own = [line for line in lines if line.section == section]
        for row in _rows(label, own, is_report, model):
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def model_paper(page: BudgetPage) -> BudgetPage | None:
    """Return the public paper that this one is laid out on, None when there is none."""
    public = BudgetPage.objects.live().filter(organisation=page.organisation_id).exclude(pk=page.pk)
    if page.form not in _ESTIMATES:
        approved = public.filter(form=BudgetForm.APPROVED, year=page.year).first()
        if approved:
            return approved
    return public.filter(form=page.form, year__lt=page.year).order_by("-year").first() or (
        public.filter(form=BudgetForm.APPROVED, year__lte=page.year).order_by("-year").first()
    )


def _headings(is_report: bool, has_former: bool) -> list[str]:
    return [
        "Phần",
        "Mã",
        "Nội dung",
        "Cấp",
        "Dự toán",
        *(["Thực hiện"] if is_report else []),
        *(["Kỳ trước (tham khảo)"] if has_former else []),
    ]


def _rows(
    section: str, lines: Sequence[BudgetLine], is_report: bool, model: BudgetPage | None
) -> list[list[Any]]:
    """Return the total's row, the known lines, and some empty rows to write into."""
    total: list[Any] = [section, "", f"Tổng {section.lower()}", "", None]
    known = [
        [
            section,
            line.code,
            line.name,
            line.level,
            *([line.estimate, None] if is_report else [None, _told(line)]),
        ]
        for line in lines
    ]
    empty: list[list[Any]] = [[section] for _ in range(_EMPTY_ROWS if not lines else 3)]
    return [total, *known, *empty]


def _told(line: BudgetLine) -> Any:
    return line.estimate if line.actual is None else line.actual


def _cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool = False, fill: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # A name that begins with “=” stays a name.
        cell.data_type = "s"
    elif value is not None:
        cell.number_format = _NUMBER
    if bold:
        cell.font = Font(bold=True)
    if fill:
        cell.fill = _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


__all__ = ["budget_template", "model_paper"]
