"""Staff forms: the rows of a poor-household list, pasted or from a spreadsheet; why a page is withdrawn."""

from typing import Any

from django import forms

from cms.disclosures.corrections import Correction
from cms.disclosures.household_table import ReadList, read_households
from cms.disclosures.models import DisclosurePage, PoorHouseholdListPage
from cms.disclosures.withdrawal import WithdrawalReason
from portal.core.tables import ACCEPT, Limits, read_table

LIMITS = Limits(rows=5_000, columns=60, cell_length=500, text_length=4_000_000, seconds=20)


class WithdrawalForm(forms.Form):
    reason = forms.ChoiceField(label="Lý do gỡ", choices=WithdrawalReason.choices_for_people)


class HouseholdsForm(forms.Form):
    """Read head of household, village, class and size from a file or from pasted rows; drop everything else."""

    file = forms.FileField(
        label="Tệp Excel hoặc CSV",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="Tệp .xlsx hoặc .csv, trang tính đầu tiên. Tệp không được lưu lại; cột thừa bị bỏ và được báo lại.",
    )
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
        self.found = ReadList([])
        self.correction: Correction | None = None
        if page.live:
            self.fields |= {name: _field_of(name) for name in ("correction_reason", "correction_note")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        field = "file" if cleaned.get("file") else "text"
        content = cleaned[field] if field == "file" else cleaned[field].encode()
        try:
            table = read_table(content, limits=LIMITS)
            self.found = read_households(table, self.page.organisation.villages.all())
        except forms.ValidationError as error:
            self.add_error(field, error)
        if self.page.live:
            self._state_correction(cleaned)
        return cleaned

    def _state_correction(self, cleaned: dict[str, Any]) -> None:
        """A list that is public changes for a reason that the public reads."""
        reason, note = cleaned.get("correction_reason", ""), cleaned.get("correction_note", "")
        try:
            self.correction = Correction.stated(reason, note)
        except forms.ValidationError as error:
            self.add_error("correction_note" if reason else "correction_reason", error)


def _field_of(name: str) -> forms.Field:
    field: forms.Field = DisclosurePage._meta.get_field(name).formfield()
    return field
