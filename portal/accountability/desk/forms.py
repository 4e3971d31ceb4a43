"""What an inspector writes to correct a frozen period."""

from typing import Any

from django import forms

from portal.accountability.formula import KEYS
from portal.accountability.streaming import Adjustment


class CorrectionForm(forms.Form):
    """A reason, and at most one row that a decision changes; without a row the ledger is read again."""

    reason = forms.CharField(
        label="Lý do đính chính (công khai)",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy nêu lý do đính chính; lý do được công khai."},
    )
    code = forms.CharField(label="Mã đơn vị của dòng cần sửa", max_length=20, required=False)
    indicator = forms.ChoiceField(
        label="Chỉ số", required=False, choices=[("", "–"), *((key, key) for key in KEYS)]
    )
    place = forms.IntegerField(label="Vị trí của dòng (cột place)", required=False, min_value=1)
    value = forms.FloatField(
        label="Giá trị mới; để trống là bỏ dòng",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="0 là không đạt, 1 là đạt.",
    )
    why = forms.CharField(label="Vì sao sửa dòng này (công khai)", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (
            any(data.get(name) for name in ("code", "indicator", "place", "why"))
            or data.get("value") is not None
        ):
            for name in ("code", "indicator", "place", "why"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Cần điền ô này khi sửa một dòng.")
        return data

    @property
    def adjustments(self) -> list[Adjustment]:
        data = self.cleaned_data
        if not data["code"]:
            return []
        return [Adjustment(*(data[name] for name in ("code", "indicator", "place", "value", "why")))]
