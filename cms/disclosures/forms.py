"""Staff forms: the rows of a poor-household list, pasted or from a spreadsheet; why a page is withdrawn."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cms.disclosures.models import PoorHouseholdListPage, PovertyClass
from cms.disclosures.services import HouseholdRow
from cms.disclosures.withdrawal import WithdrawalReason
from portal.core.text import fold, plain_text
from portal.core.uploads import clean_upload
from portal.organisations.models import Village

MOST_ROWS = 3000
_CLASSES = {fold(label): value for value, label in PovertyClass.choices} | {
    "ngheo": PovertyClass.POOR,
    "can ngheo": PovertyClass.NEAR_POOR,
}
_ERRORS_SHOWN = 8


class WithdrawalForm(forms.Form):
    reason = forms.ChoiceField(label="Lý do gỡ", choices=WithdrawalReason.choices_for_people)


class HouseholdsForm(forms.Form):
    """Read rows of four columns: head of household, village, class, size. A heading row is skipped."""

    file = forms.FileField(label="Tệp Excel (.xlsx)", required=False)
    text = forms.CharField(
        label="Hoặc dán danh sách",
        required=False,
        strip=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi dòng một hộ: chủ hộ; thôn, tổ dân phố; loại hộ; số khẩu. Có thể dán thẳng từ Excel.",
    )

    def __init__(self, *args: Any, page: PoorHouseholdListPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.rows: list[HouseholdRow] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        field = "file" if cleaned.get("file") else "text"
        read = read_spreadsheet if field == "file" else read_text
        try:
            self.rows = parse_rows(read(cleaned[field]), self.page.organisation.villages.all())
        except forms.ValidationError as error:
            self.add_error(field, error)
        return cleaned


def read_spreadsheet(file: Any) -> list[list[str]]:
    """Return the cells of the first sheet; raises ValidationError for what is no safe .xlsx file."""
    upload = clean_upload(file)
    if not upload.name.endswith(".xlsx"):
        raise forms.ValidationError("Hãy chọn tệp Excel có đuôi .xlsx.")
    try:
        book = load_workbook(io.BytesIO(upload.content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=4, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        raise forms.ValidationError("Không đọc được tệp Excel này.") from error


def read_text(text: str) -> list[list[str]]:
    """Return the cells of pasted lines, separated by tabs (as Excel pastes them) or semicolons."""
    delimiter = "\t" if "\t" in text else ";"
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    try:
        return [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise forms.ValidationError("Không đọc được các dòng đã dán.") from error


def parse_rows(table: Sequence[Sequence[str]], villages: Iterable[Village]) -> list[HouseholdRow]:
    """Return the rows; raises ValidationError that names each wrong line and says what is wrong with it."""
    by_name = {fold(village.name): village for village in villages}
    lines = [(number, [plain_text(cell) for cell in row]) for number, row in enumerate(table, start=1)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    if not lines:
        raise forms.ValidationError("Chưa có dòng nào.")
    if len(lines) > MOST_ROWS:
        raise forms.ValidationError(f"Danh sách có quá {MOST_ROWS} dòng.")
    rows, errors = [], []
    for number, cells in lines:
        try:
            rows.append(_row(cells, by_name))
        except ValueError as error:
            errors.append(f"Dòng {number}: {error}")
    if errors:
        more = len(errors) - _ERRORS_SHOWN
        shown = errors[:_ERRORS_SHOWN] + ([f"… và {more} dòng khác."] if more > 0 else [])
        raise forms.ValidationError(shown)
    return rows


def _is_heading(cells: Sequence[str]) -> bool:
    return bool(cells) and fold(cells[0]).startswith(("chu ho", "ho va ten", "ho ten"))


def _row(cells: Sequence[str], villages: dict[str, Village]) -> HouseholdRow:
    if len(cells) < 4:
        raise ValueError("cần bốn cột: chủ hộ, thôn, loại hộ, số khẩu.")
    name, village_name, class_name, size = cells[:4]
    if not name or len(name) > 120:
        raise ValueError("thiếu tên chủ hộ hoặc tên quá dài.")
    if any(char.isdigit() for char in name):
        raise ValueError("tên chủ hộ không được có chữ số; không ghi số giấy tờ, số điện thoại.")
    village = villages.get(fold(village_name))
    if village is None:
        raise ValueError(f"đơn vị không có thôn, tổ dân phố “{village_name[:60]}”.")
    poverty_class = _CLASSES.get(fold(class_name))
    if poverty_class is None:
        raise ValueError(f"loại hộ “{class_name[:40]}” phải là Hộ nghèo hoặc Hộ cận nghèo.")
    if not size.isascii() or not size.removesuffix(".0").isdigit() or not 1 <= int(float(size)) <= 30:
        raise ValueError("số khẩu phải từ 1 đến 30.")
    return HouseholdRow(name, village, poverty_class, int(float(size)))
