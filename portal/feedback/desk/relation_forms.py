"""Forms of the acts that concern two or more cases: merge and split."""

from collections.abc import Iterable
from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.core.text import plain_text
from portal.feedback.codes import normal_code
from portal.feedback.desk.bodies import organisation_choices
from portal.feedback.desk.forms import FOR_SENDER, PUBLIC, REASON_LENGTH
from portal.feedback.models import Petition
from portal.feedback.models.petition import TEXT_LENGTH, TITLE_LENGTH
from portal.feedback.services import PartText
from portal.feedback.services.relating import MOST_PARTS, stands_in
from portal.feedback.workflow import Category
from portal.organisations.models import Organisation


class MergeForm(forms.Form):
    """Into which case, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into = PlainField(
        label="Mã hồ sơ chính",
        max_length=40,
        help_text="Hồ sơ ở lại, dạng HY-XXXX-XXXX. Hai hồ sơ phải do cùng một đơn vị xử lý.",
        error_messages={"required": "Ghi mã của hồ sơ chính."},
    )
    explanation = PlainField(
        label="Lý do gộp",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=FOR_SENDER,
        error_messages={"required": "Viết lý do gộp."},
    )

    def clean_into(self) -> Petition:
        code = normal_code(self.cleaned_data["into"])
        found = Petition.objects.select_related("organisation").filter(code=code).first() if code else None
        if found is None:
            raise forms.ValidationError("Không có hồ sơ nào mang mã này. Kiểm tra lại từng ký tự.")
        return found


class SplitForm(forms.Form):
    """What holds for all parts."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    explanation = PlainField(
        label="Lý do tách",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=PUBLIC,
        error_messages={"required": "Viết lý do tách."},
    )


class PartForm(forms.Form):
    """One part. A part without any text is left out."""

    title = PlainField(label="Tiêu đề", max_length=TITLE_LENGTH, required=False)
    text = PlainField(
        label="Lời của người gửi",
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Chép nguyên văn từ thư, không viết lại.",
    )
    organisation = forms.ModelChoiceField(
        label="Đơn vị xử lý", queryset=Organisation.objects.none(), required=False
    )
    category = forms.ChoiceField(label="Lĩnh vực", choices=Category.choices, required=False)

    def __init__(self, *args: Any, petition: Petition, bodies: list[Organisation], **kwargs: Any) -> None:
        self.petition = petition
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.all()  # type: ignore[attr-defined]
        field.choices = organisation_choices(bodies)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("title") or data.get("text")):
            return data
        for name, problem in (
            ("title", "Ghi một tiêu đề ngắn."),
            ("text", "Chép vào đây phần thư này nói."),
            ("organisation", "Chọn đơn vị xử lý phần này."),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, problem)
        if data.get("text") and not stands_in(data["text"], self.petition.text):
            self.add_error("text", "Đoạn này không có trong thư. Hãy chép nguyên văn lời người gửi.")
        return data

    @property
    def is_used(self) -> bool:
        return bool(self.cleaned_data.get("title") or self.cleaned_data.get("text"))


def part_forms(petition: Petition, data: Any = None, *, count: int) -> list[PartForm]:
    """As many empty or filled-in parts as the page shows; ten at most."""
    bodies = list(Organisation.objects.order_by("name"))
    initial = {"organisation": petition.organisation_id, "category": petition.category}
    return [
        PartForm(data, prefix=f"phan-{number}", petition=petition, bodies=bodies, initial=initial)
        for number in range(1, min(max(count, 2), MOST_PARTS) + 1)
    ]


def chosen_parts(forms_: Iterable[PartForm]) -> list[PartText]:
    return [
        PartText(
            organisation=form.cleaned_data["organisation"],
            title=plain_text(form.cleaned_data["title"]),
            text=plain_text(form.cleaned_data["text"]),
            category=form.cleaned_data["category"] or form.petition.category,
        )
        for form in forms_
        if form.is_used
    ]
