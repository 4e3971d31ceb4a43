"""What residents fill in."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from portal.core.captcha import CaptchaField
from portal.core.fields import FilesField, FilesInput, PlainField
from portal.core.uploads import ACCEPT
from portal.feedback.about import AskedDuty, asked_duty
from portal.feedback.about_page import AboutPage, page_asked
from portal.feedback.models.answers import Solved, WrongPoint
from portal.feedback.models.petition import PLACE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from portal.feedback.services.suggesting import Suggestion, suggest_for
from portal.feedback.workflow import NOT_IN_FORM, PRIVATE_KINDS, Category, Kind
from portal.organisations.models import Organisation, OrganisationKind

_NO_PLACE = (
    "Chọn đơn vị nhận, hoặc ghi rõ hơn nơi xảy ra (tên xã, phường, thôn) và lĩnh vực để cổng chọn giúp bạn."
)
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{7,18}")
_GROUPS = {
    OrganisationKind.COMMUNE: "Xã, phường",
    OrganisationKind.DEPARTMENT: "Sở, ban, ngành",
    OrganisationKind.PROVINCE: "Cấp tỉnh",
}


def _grouped_organisations() -> Iterator[tuple[str, Any]]:
    """Yield the choices by kind; evaluated for each form, one query."""
    yield "", "Để cổng chọn theo lĩnh vực và nơi xảy ra"
    found = list(Organisation.objects.values_list("kind", "slug", "name"))
    for kind, label in _GROUPS.items():
        yield label, [(slug, name) for own, slug, name in found if own == kind]


class PetitionForm(forms.Form):
    """A petition before it is sent. Without `captcha_passed` it asks for the digits of a picture."""

    # The disclosure that is asked for, from the link that led here; the page says it in words. Any value is valid:
    # nobody could correct a hidden field, so what names nothing is left out.
    duty = forms.Field(required=False, widget=forms.HiddenInput)
    duty_period = forms.Field(required=False, widget=forms.HiddenInput)
    duty_occurrence = forms.Field(required=False, widget=forms.HiddenInput)
    page = forms.Field(required=False, widget=forms.HiddenInput)
    page_part = forms.Field(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Bạn muốn gửi gì?",
        choices=[choice for choice in Kind.choices if choice[0] not in NOT_IN_FORM],
        widget=forms.RadioSelect,
        initial=Kind.REPORT,
        help_text="“Kiến nghị của ban giám sát” chỉ dành cho Ban Thanh tra nhân dân và Ban Giám sát đầu tư của cộng "
        "đồng. “Yêu cầu giải trình” dành cho người mà quyết định, hành vi của cơ quan tác động trực tiếp.",
        error_messages={"required": "Chọn loại thư bạn muốn gửi."},
    )
    organisation = forms.ChoiceField(
        label="Gửi tới",
        choices=_grouped_organisations,
        required=False,
        help_text="Xã, phường nơi xảy ra việc. Bước sau cho biết nơi nào sẽ nhận và vì sao; bạn đổi được. Nếu gửi "
        "nhầm, đơn vị nhận phải chuyển đúng nơi và báo bạn.",
        error_messages={"invalid_choice": "Chọn một đơn vị trong danh sách."},
    )
    category = forms.ChoiceField(
        label="Lĩnh vực",
        choices=[("", "Chọn lĩnh vực"), *Category.choices],
        error_messages={"required": "Chọn lĩnh vực gần nhất, hoặc “Lĩnh vực khác”."},
    )
    place = PlainField(
        label="Nơi xảy ra",
        max_length=PLACE_LENGTH,
        required=False,
        help_text="Thôn, tổ dân phố, tên đường. Đừng ghi địa chỉ nhà riêng của bạn ở đây.",
    )
    title = PlainField(
        label="Tiêu đề",
        max_length=TITLE_LENGTH,
        help_text="Một câu ngắn: việc gì, ở đâu.",
        error_messages={"required": "Viết một câu ngắn nói việc gì."},
    )
    text = PlainField(
        label="Nội dung",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Việc gì, ở đâu, từ bao giờ, bạn mong được giải quyết thế nào.",
        error_messages={"required": "Viết nội dung bạn muốn gửi."},
    )
    attachments = FilesField(
        label="Ảnh hoặc tài liệu",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text="Tối đa 5 tệp, mỗi tệp 10 MB: ảnh, PDF, DOCX, XLSX. Vị trí chụp và thông tin máy được xoá khỏi ảnh.",
    )
    is_public = forms.BooleanField(
        label="Cho phép công khai tiêu đề, nội dung và nơi xảy ra sau khi đơn vị tiếp nhận",
        required=False,
        initial=True,
        help_text="Bỏ chọn thì mọi người chỉ thấy trạng thái và thời hạn. Khiếu nại và yêu cầu giải trình luôn không "
        "công khai nội dung.",
    )
    photos_public = forms.BooleanField(
        label="Cho phép công khai cả ảnh",
        required=False,
        help_text="Đừng chọn nếu trong ảnh có mặt người hoặc biển số xe.",
    )
    contact_name = PlainField(label="Họ tên", max_length=120, required=False)
    contact_phone = PlainField(label="Điện thoại", max_length=30, required=False)
    contact_email = forms.EmailField(
        label="Thư điện tử",
        max_length=200,
        required=False,
        help_text="Chúng tôi báo tin qua thư này. Thư đầu tiên có đường dẫn riêng của hồ sơ: nếu người khác cũng đọc "
        "hộp thư của bạn, hãy để trống.",
        error_messages={"invalid": "Địa chỉ thư chưa đúng, ví dụ ten@example.vn."},
    )
    captcha = CaptchaField()

    def __init__(self, *args: Any, captcha_passed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestion: Suggestion | None = None
        if captcha_passed:
            del self.fields["captcha"]

    def clean_contact_phone(self) -> str:
        phone: str = self.cleaned_data["contact_phone"]
        if phone and not _PHONE.fullmatch(phone):
            raise ValidationError("Số điện thoại chưa đúng: chỉ gồm chữ số, ví dụ 0900 000 000.")
        return phone

    def clean_organisation(self) -> Organisation | None:
        return Organisation.objects.filter(slug=self.cleaned_data["organisation"]).first()

    def clean(self) -> dict[str, Any]:
        """Fill in the body that the portal suggests when the sender left it open."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "organisation" in self.errors:
            return data
        chosen, suggested = data.get("organisation"), self._suggestion(data)
        if chosen is None and suggested is None:
            self.add_error("organisation", _NO_PLACE if "duty" in self.fields else "Chọn đơn vị nhận.")
        elif chosen is None and suggested is not None:
            data["organisation"] = suggested.organisation
        self.suggestion = suggested
        return data

    def _suggestion(self, data: dict[str, Any]) -> Suggestion | None:
        """None where a disclosure is asked for (whoever owes it answers), and where staff choose the body."""
        if "duty" not in self.fields or self.asked or not data.get("category"):
            return None
        return suggest_for(
            category=data["category"],
            kind=data.get("kind") or Kind.REPORT,
            body=data.get("organisation"),
            place=data.get("place") or "",
            on=localdate(),
        )

    @property
    def other_body(self) -> Suggestion | None:
        """The suggestion, when the sender chose another body."""
        found = self.suggestion
        return found if found and found.organisation != self.cleaned_data["organisation"] else None

    @property
    def why_this_body(self) -> str:
        """Why the chosen body is the usual one; "" when it is not, or nobody knows."""
        found = self.suggestion
        return found.reason if found and found.organisation == self.cleaned_data["organisation"] else ""

    @property
    def asked(self) -> AskedDuty | None:
        """The disclosure that the sender asks for; asked of the database once."""
        if not hasattr(self, "_asked"):
            values = (self[name].value() for name in ("duty", "duty_period", "duty_occurrence"))
            self._asked = asked_duty(*(str(value or "") for value in values))
        return self._asked

    @property
    def asked_page(self) -> AboutPage | None:
        """The published page that the sender writes about; asked of the database once."""
        if not hasattr(self, "_asked_page"):
            self._asked_page = page_asked(*(str(self[name].value() or "") for name in ("page", "page_part")))
        return self._asked_page

    def about(self) -> str:
        """Return the ledger's name of what is asked for, of the organisation that was chosen; "" for nothing."""
        return self.asked.subject(self.cleaned_data["organisation"]) if self.asked else ""

    @property
    def will_be_public(self) -> bool:
        """Whether the public will read the text; the preview says so before anything is sent."""
        data = self.cleaned_data
        return bool(data["is_public"]) and data["kind"] not in PRIVATE_KINDS


class TrackForm(forms.Form):
    """Look a petition up by its code."""

    ma = PlainField(
        label="Mã phản ánh",
        max_length=40,
        help_text="Có dạng HY-XXXX-XXXX, ghi trên trang xác nhận khi bạn gửi.",
        error_messages={"required": "Gõ mã phản ánh."},
    )


class InformationForm(forms.Form):
    text = PlainField(
        label="Thông tin bổ sung",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Viết thông tin bổ sung."},
    )


class RatingForm(forms.Form):
    solved = forms.ChoiceField(
        label="Việc của bạn đã được giải quyết chưa?",
        choices=Solved.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Cho biết việc đã được giải quyết chưa."},
    )
    stars = forms.TypedChoiceField(
        label="Bạn thấy câu trả lời thế nào?",
        coerce=int,
        choices=[
            (5, "5 – Rất hài lòng"),
            (4, "4 – Hài lòng"),
            (3, "3 – Tạm được"),
            (2, "2 – Không hài lòng"),
            (1, "1 – Rất không hài lòng"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một mức từ 1 đến 5."},
    )
    text = PlainField(
        label="Vì sao?", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DisputeForm(forms.Form):
    point = forms.ChoiceField(
        label="Điều gì không đúng?",
        choices=WrongPoint.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn điều không đúng."},
    )
    text = PlainField(
        label="Vì sao bạn không đồng ý?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Người khác với người đã trả lời sẽ xem xét lại.",
        error_messages={"required": "Viết vì sao bạn không đồng ý."},
    )


class MergeObjectionForm(forms.Form):
    text = PlainField(
        label="Vì sao việc của bạn là việc khác?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Người đứng đầu đơn vị sẽ xem: tách lại, hoặc giữ nguyên và nói vì sao.",
        error_messages={"required": "Viết vì sao bạn không đồng ý gộp."},
    )


class DeleteContactForm(forms.Form):
    agree = forms.BooleanField(
        label="Tôi hiểu: đơn vị sẽ không liên lạc được với tôi nữa",
        help_text="Xoá ngay và không lấy lại được. Bạn vẫn theo dõi hồ sơ bằng đường dẫn riêng này.",
        error_messages={"required": "Đánh dấu để xác nhận bạn đã hiểu."},
    )
