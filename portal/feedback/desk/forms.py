"""One form per act, made from what the act needs according to the workflow table."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.core.uploads import ACCEPT, CleanUpload
from portal.feedback.answer_text import unfilled
from portal.feedback.desk.bodies import organisation_choices, suggestions
from portal.feedback.desk.documents import DocumentField, ReviewerField, publishable
from portal.feedback.models import AnswerFile, Petition
from portal.feedback.models.petition import TEXT_LENGTH
from portal.feedback.services.reviews import eligible_reviewers
from portal.feedback.workflow import Exclusion, RefusalReason, Transition
from portal.organisations.models import Organisation

REASON_LENGTH = 2_000
# Longer waits are typing mistakes: no clock that can stand still is longer than some months.
LONGEST_WAIT = timedelta(days=366)

# Acts whose text may come from a template and goes to a resident: no blank may be left in it.
WRITTEN_FROM_TEMPLATES = frozenset({"draft_answer", "correct_answer"})

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
    ("declare_complex", "explanation"): ("Vì sao vụ việc phức tạp", PUBLIC),
    ("draft_answer", "text"): ("Nội dung trả lời", "Công khai sau khi người đứng đầu duyệt."),
    ("return_answer", "explanation"): ("Cần sửa điều gì", INTERNAL),
    ("attach_document", "file"): ("Tài liệu", "Ảnh, PDF, DOCX hoặc XLSX, tối đa 10 MB."),
    ("attach_document", "is_public"): (
        "Mọi người tải được tài liệu này",
        "Không chọn: chỉ người gửi tải được.",
    ),
    ("remove_document", "document"): ("Tài liệu bỏ đi", ""),
    ("correct_answer", "text"): ("Nội dung sau khi đính chính", "Công khai sau khi người đứng đầu duyệt."),
    ("correct_answer", "explanation"): ("Vì sao đính chính", PUBLIC),
    ("return_correction", "explanation"): ("Cần sửa điều gì", INTERNAL),
    ("assign_review", "reviewer"): ("Người xem xét lại", "Không phải người đã soạn hay duyệt câu trả lời."),
    ("decide_dispute", "explanation"): ("Giải thích quyết định", PUBLIC),
    ("hide", "explanation"): ("Giải thích", FOR_SENDER),
    ("restore", "explanation"): ("Lý do hiện lại", FOR_SENDER),
    ("keep_merge", "explanation"): ("Vì sao giữ nguyên việc gộp", FOR_SENDER),
    ("ask_assignment", "explanation"): ("Vì sao cần cấp trên quyết định", PUBLIC),
    ("assign", "to"): ("Cơ quan có thẩm quyền", "Không đơn vị nào chuyển hồ sơ đi nữa sau quyết định này."),
    ("assign", "explanation"): ("Căn cứ, lý do", PUBLIC),
}
_REASONS: dict[str, list[tuple[str, str]]] = {
    "refuse": RefusalReason.choices,
    # Merging has a page of its own: it needs the main case.
    "hide": [choice for choice in Exclusion.choices if choice[0] != Exclusion.MERGED],
}


class ActForm(forms.Form):
    """What one act needs. `version` is the state of the case that the user saw when they began."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        row: Transition,
        petition: Petition,
        data: Any = None,
        files: Any = None,
        *,
        today: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, auto_id=f"{row.name}-%s", initial=initial)
        self.row, self.petition, self.today = row, petition, today
        for need in (*row.needs, *row.may):
            self.fields[need] = _FIELDS[need](row, petition)
            label, help_text = _WORDS.get((row.name, need), ("", ""))
            self.fields[need].label = label or self.fields[need].label
            self.fields[need].help_text = help_text or self.fields[need].help_text
        if "until" in self.fields:
            self.fields["until"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError("Hãy chọn một ngày sau hôm nay.")
        if until > self.today + LONGEST_WAIT:
            raise forms.ValidationError("Hãy chọn một ngày trong vòng một năm.")
        return until

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.row.name in WRITTEN_FROM_TEMPLATES and (left := unfilled(text)):
            raise forms.ValidationError(left)
        return text

    def clean(self) -> dict[str, Any]:
        """Look into a document before it can be public: what names people is refused."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if isinstance(upload, CleanUpload) and cleaned.get("is_public"):
            try:
                cleaned["file"] = publishable(upload, on=self.today)
            except forms.ValidationError as refusal:
                self.add_error("file", refusal)
        return cleaned

    @property
    def has_files(self) -> bool:
        return self.is_multipart()

    @property
    def seen_version(self) -> int | None:
        """None when the browser sent no usable number."""
        seen: int | None = self.cleaned_data.get("version")
        return seen

    def arguments(self) -> dict[str, Any]:
        """The act's own arguments, as its service takes them."""
        return {need: self.cleaned_data[need] for need in (*self.row.needs, *self.row.may)}

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
    others = Organisation.objects.order_by("name")
    if row.name == "forward":
        others = others.exclude(pk=petition.organisation_id)
    field = forms.ModelChoiceField(label="Chuyển đến", queryset=others)
    suggested = suggestions(petition)
    field.choices = organisation_choices(others, first=[one.organisation for one in suggested])
    field.help_text = " ".join(f"Gợi ý {one.organisation.name}: {one.reason}" for one in suggested)
    return field


def _competent(label: str, help_text: str = "", **attributes: str) -> Callable[..., forms.Field]:
    def made(row: Transition, petition: Petition) -> forms.Field:
        widget = forms.TextInput(attrs=attributes)
        return PlainField(label=label, max_length=200, required=False, help_text=help_text, widget=widget)

    return made


def _file(row: Transition, petition: Petition) -> forms.Field:
    return DocumentField(label="Tài liệu", widget=forms.FileInput(attrs={"accept": ACCEPT}))


def _is_public(row: Transition, petition: Petition) -> forms.Field:
    return forms.BooleanField(label="Công khai", required=False)


def _document(row: Transition, petition: Petition) -> forms.Field:
    held = AnswerFile.objects.filter(answer__petition=petition, answer__published_at=None)
    return forms.ModelChoiceField(label="Tài liệu", queryset=held, empty_label="– Chọn –")


def _reviewer(row: Transition, petition: Petition) -> forms.Field:
    return ReviewerField(
        label="Người xem xét lại", queryset=eligible_reviewers(petition), empty_label="– Chọn –"
    )


_FIELDS: dict[str, Callable[[Transition, Petition], forms.Field]] = {
    "reason": _reason,
    "explanation": _explanation,
    "text": _text,
    "until": _until,
    "upheld": _upheld,
    "to": _to,
    "competent_name": _competent(
        "Cơ quan có thẩm quyền",
        "Chỉ khi việc thuộc một cơ quan không có trên cổng. Cơ quan có trên cổng thì phải chuyển, không từ chối.",
    ),
    "competent_address": _competent("Địa chỉ của cơ quan đó"),
    "competent_phone": _competent("Điện thoại của cơ quan đó", inputmode="tel"),
    "file": _file,
    "is_public": _is_public,
    "document": _document,
    "reviewer": _reviewer,
}
