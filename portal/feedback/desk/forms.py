"""One form per act, made from what the act needs according to the workflow table."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.feedback.models import Petition
from portal.feedback.models.petition import TEXT_LENGTH
from portal.feedback.workflow import Exclusion, RefusalReason, Transition
from portal.organisations.models import Organisation, OrganisationKind

REASON_LENGTH = 2_000
# Longer waits are typing mistakes: no clock that can stand still is longer than some months.
LONGEST_WAIT = timedelta(days=366)

PUBLIC = "Mọi người đọc được nội dung này trên trang của hồ sơ."
FOR_SENDER = "Chỉ người gửi đọc được nội dung này."
INTERNAL = "Chỉ cán bộ đọc được nội dung này."

# (act, need) -> label and help, where the words of the need alone say too little.
_WORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("refuse", "explanation"): ("Giải thích", PUBLIC),
    ("forward", "explanation"): ("Lý do chuyển", PUBLIC),
    ("ask", "text"): ("Cần bổ sung điều gì", FOR_SENDER),
    ("ask", "until"): ("Bổ sung trước hết ngày", "Thời hạn trả lời vẫn tính trong lúc chờ."),
    ("pause", "explanation"): ("Lý do tạm đình chỉ", PUBLIC),
    ("pause", "until"): ("Tự tiếp tục vào ngày", "Thời hạn trả lời ngừng tính đến ngày này."),
    ("extend", "explanation"): ("Lý do gia hạn", PUBLIC),
    ("draft_answer", "text"): ("Nội dung trả lời", "Công khai sau khi người đứng đầu duyệt."),
    ("return_answer", "explanation"): ("Cần sửa điều gì", INTERNAL),
    ("decide_dispute", "explanation"): ("Giải thích quyết định", PUBLIC),
    ("hide", "explanation"): ("Giải thích", FOR_SENDER),
    ("restore", "explanation"): ("Lý do hiện lại", FOR_SENDER),
}
_REASONS: dict[str, list[tuple[str, str]]] = {"refuse": RefusalReason.choices, "hide": Exclusion.choices}


class ActForm(forms.Form):
    """What one act needs. `version` is the state of the case that the user saw when they began."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, row: Transition, petition: Petition, data: Any = None, *, today: date, draft: str = ""
    ) -> None:
        initial = {"text": draft} if row.name == "draft_answer" else {}
        super().__init__(data, auto_id=f"{row.name}-%s", initial=initial)
        self.row, self.petition, self.today = row, petition, today
        for need in row.needs:
            self.fields[need] = _FIELDS[need](row, petition)
            label, help_text = _WORDS.get((row.name, need), ("", ""))
            self.fields[need].label = label or self.fields[need].label
            self.fields[need].help_text = help_text
        if "until" in self.fields:
            self.fields["until"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError("Hãy chọn một ngày sau hôm nay.")
        if until > self.today + LONGEST_WAIT:
            raise forms.ValidationError("Hãy chọn một ngày trong vòng một năm.")
        return until

    @property
    def seen_version(self) -> int | None:
        """None when the browser sent no usable number."""
        seen: int | None = self.cleaned_data.get("version")
        return seen

    def arguments(self) -> dict[str, Any]:
        """The act's own arguments, as its service takes them."""
        return {need: self.cleaned_data[need] for need in self.row.needs}

    def focus_first_error(self) -> None:
        """Put the cursor where something must be corrected."""
        for name in self.row.needs:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def typed(self) -> list[tuple[str, str]]:
        """The longer texts that the user sent, with their labels."""
        texts = [name for name in self.row.needs if isinstance(self.fields[name], PlainField)]
        found = [(str(self.fields[name].label), self.data.get(name, "")) for name in texts]
        return [(label, text) for label, text in found if text.strip()]


def _reason(row: Transition, petition: Petition) -> forms.Field:
    return forms.ChoiceField(label="Lý do", choices=[("", "– Chọn –"), *_REASONS[row.name]])


def _explanation(row: Transition, petition: Petition) -> forms.Field:
    return PlainField(label="Lý do", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


def _text(row: Transition, petition: Petition) -> forms.Field:
    rows = 14 if row.name == "draft_answer" else 5
    return PlainField(label="Nội dung", max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": rows}))


def _until(row: Transition, petition: Petition) -> forms.Field:
    # Browsers send a picked day as ISO whatever they show; those without a picker let people type.
    return forms.DateField(
        label="Đến ngày",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _upheld(row: Transition, petition: Petition) -> forms.Field:
    return forms.TypedChoiceField(
        label="Quyết định",
        choices=[
            ("yes", "Người gửi đúng: mở lại hồ sơ, phải trả lời lần nữa"),
            ("no", "Giữ nguyên câu trả lời: kết thúc hồ sơ"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


def _to(row: Transition, petition: Petition) -> forms.Field:
    others = Organisation.objects.exclude(pk=petition.organisation_id).order_by("name")
    field = forms.ModelChoiceField(label="Chuyển đến", queryset=others)
    by_kind: dict[str, list[tuple[str, str]]] = {label: [] for label in OrganisationKind.labels}
    for organisation in others:
        by_kind[organisation.get_kind_display()].append((str(organisation.pk), organisation.name))
    field.choices = [("", "– Chọn –"), *((label, pairs) for label, pairs in by_kind.items() if pairs)]
    return field


_FIELDS: dict[str, Callable[[Transition, Petition], forms.Field]] = {
    "reason": _reason,
    "explanation": _explanation,
    "text": _text,
    "until": _until,
    "upheld": _upheld,
    "to": _to,
}
