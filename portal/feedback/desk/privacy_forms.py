"""What staff fill in to decide what is public of a case, and to cover what is not."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.core.personal_data import Sighting
from portal.feedback.desk.forms import FOR_SENDER, REASON_LENGTH
from portal.feedback.models.answers import Answer
from portal.feedback.models.petition import TEXT_LENGTH
from portal.feedback.privacy import (
    REASONS_FOR,
    CoverMethod,
    CoverReason,
    Decision,
    Field,
    ModerationReason,
    PassReason,
)

_CHOOSE = [("", "– Chọn –")]
_TEXT_REASONS = [choice for choice in CoverReason.choices if choice[0] not in {"face", "plate"}]
_IN_PHOTOS = {"face", "plate", "child", "home", "personal_number", "secret"}
_PHOTO_REASONS = [choice for choice in CoverReason.choices if choice[0] in _IN_PHOTOS]
GRIDS = {"8": "Thưa (8 cột)", "16": "Vừa (16 cột)", "24": "Mịn (24 cột)"}


class PrivacyForm(forms.Form):
    """`version` is the state of the case that the user saw; `act` names the step for the view."""

    act = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, key: str = "", **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{self.act}{key}-%s", **kwargs)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ModerateForm(PrivacyForm):
    act = "moderate"
    decision = forms.ChoiceField(label="Quyết định", choices=Decision.choices, widget=forms.RadioSelect)
    why = forms.ChoiceField(
        label="Lý do",
        choices=[
            *_CHOOSE,
            *(
                (label, [(r.value, r.label) for r in ModerationReason if r in REASONS_FOR[value]])
                for value, label in Decision.choices
            ),
        ],
        help_text="Người gửi đọc được quyết định và lý do trên trang riêng.",
    )


class FindingsForm(PrivacyForm):
    """What the check found: chosen ones are covered, or a second person lets them pass."""

    act = "findings"
    findings = forms.MultipleChoiceField(
        label="Chỗ được chọn",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một chỗ."},
    )
    cover_reason = forms.ChoiceField(label="Che vì", choices=[*_CHOOSE, *_TEXT_REASONS], required=False)
    pass_reason = forms.ChoiceField(
        label="Cho qua vì", choices=[*_CHOOSE, *PassReason.choices], required=False
    )

    def __init__(self, data: Any = None, *, seen: Sequence[tuple[Sighting, str]] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices: dict[str, str] = {}
        for one, where in seen:
            choices.setdefault(one.finding.digest, f"{one.finding.label_vi}: “{one.value}” ({where})")
        self.fields["findings"].choices = list(choices.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"pass", "cover"} & set(self.data):
            raise forms.ValidationError("Chọn một trong hai: che các chỗ này, hoặc cho qua.")
        wanted = "pass_reason" if "pass" in self.data else "cover_reason"
        if not cleaned.get(wanted):
            self.add_error(wanted, "Chọn lý do.")
        return cleaned


class CoverTextForm(PrivacyForm):
    act = "cover_text"
    field = forms.ChoiceField(label="Ở phần", choices=Field.choices, initial=Field.TEXT)
    passage = PlainField(
        label="Đoạn cần che",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chép đúng từng chữ. Mọi chỗ có đoạn này trong phần đã chọn đều được che.",
    )
    reason = forms.ChoiceField(
        label="Vì", choices=[*_CHOOSE, *_TEXT_REASONS], help_text="Mọi người đọc được lý do trong dấu che."
    )


class _Explained(PrivacyForm):
    explanation = PlainField(
        label="Lý do",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=FOR_SENDER,
    )


class UncoverTextForm(_Explained):
    act = "uncover_text"
    redaction = forms.IntegerField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("redaction", "explanation")}


class CoverAnswerForm(PrivacyForm):
    act = "cover_answer"
    answer = forms.ChoiceField(label="Trong câu trả lời")
    passage = PlainField(
        label="Đoạn cần che",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chép đúng từng chữ. Đoạn này được che ở mọi chỗ của câu trả lời, kể cả bản trước đính chính.",
    )
    reason = forms.ChoiceField(
        label="Vì", choices=[*_CHOOSE, *_TEXT_REASONS], help_text="Mọi người đọc được lý do trong dấu che."
    )

    def __init__(self, data: Any = None, *, answers: Sequence[Answer] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [(str(one.number), f"Lần {one.number}") for one in answers]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]


class UncoverAnswerForm(_Explained):
    act = "uncover_answer"
    redaction = forms.IntegerField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("redaction", "explanation")}


class KeepForm(_Explained):
    act = "keep"


class ReleaseForm(_Explained):
    act = "release"


class AuditForm(_Explained):
    act = "audit"


class CoverPhotoForm(PrivacyForm):
    """Squares of a numbered grid, or a rectangle in pixels: whichever is easier for who covers."""

    act = "cover_photo"
    cells = forms.MultipleChoiceField(label="Ô lưới", required=False, widget=forms.CheckboxSelectMultiple)
    left = forms.IntegerField(label="Cách mép trái", min_value=0, required=False)
    top = forms.IntegerField(label="Cách mép trên", min_value=0, required=False)
    width = forms.IntegerField(label="Rộng", min_value=1, required=False)
    height = forms.IntegerField(label="Cao", min_value=1, required=False)
    reason = forms.ChoiceField(
        label="Vì", choices=[*_CHOOSE, *_PHOTO_REASONS], help_text="Mọi người đọc được lý do dưới ảnh."
    )
    method = forms.ChoiceField(
        label="Cách che",
        choices=CoverMethod.choices,
        initial=CoverMethod.SOLID,
        widget=forms.RadioSelect,
        help_text="Tô kín không để lại gì. Làm vỡ hình để lại vài mảng màu lớn.",
    )

    def __init__(self, data: Any = None, *, cells: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["cells"].choices = [(cell, cell) for cell in cells]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get(name) is not None for name in ("left", "top", "width", "height")]
        if any(given) and not all(given):
            self.add_error("left", "Điền đủ bốn số của hình chữ nhật, hoặc để trống cả bốn.")
        elif not any(given) and not cleaned.get("cells"):
            self.add_error(None, "Chọn ô trên ảnh, hoặc điền bốn số của hình chữ nhật.")
        return cleaned


class UncoverPhotoForm(_Explained):
    act = "uncover_photo"
