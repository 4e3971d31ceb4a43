"""What a body writes about its score, and an inspector about an appeal."""

from typing import Any

from django import forms

from portal.accountability.appealing import TEXT_LENGTH, AppealRefused


def _words(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy điền ô này; nội dung được công khai."},
    )


class _Form(forms.Form):
    use_required_attribute = False

    def refuse(self, refusal: AppealRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ExplanationForm(_Form):
    text = _words("Giải trình (công khai)", "Vì sao kết quả như vậy, đơn vị đã và sẽ làm gì.")


class AppealForm(_Form):
    text = _words("Vì sao dòng này sai (công khai)")
    evidence = _words("Chứng cứ (công khai)", "Số văn bản, địa chỉ trang công khai, mã hồ sơ.")


class DecisionForm(_Form):
    upheld = forms.ChoiceField(
        label="Quyết định",
        choices=[("yes", "Chấp nhận: dòng không tính, đính chính kỳ"), ("no", "Không chấp nhận")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một quyết định."},
    )
    reason = _words("Lý do (công khai)")

    @property
    def values(self) -> dict[str, Any]:
        return {"upheld": self.cleaned_data["upheld"] == "yes", "reason": self.cleaned_data["reason"]}
