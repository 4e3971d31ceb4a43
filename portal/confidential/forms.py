"""What a sender fills in. Nothing is required but the text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.confidential import passphrase
from portal.core.captcha import CaptchaField
from portal.core.fields import FilesField, FilesInput, PlainField
from portal.core.uploads import ACCEPT

TEXT_LENGTH = 10_000
# No browser may keep or suggest what is written here.
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class _WithFiles(forms.Form):
    attachments = FilesField(
        label="Ảnh hoặc tài liệu",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text="Tối đa 5 tệp, mỗi tệp 10 MB. Tên tệp, vị trí chụp, tên máy và tên người soạn được xoá. "
        "Chữ và hình bên trong vẫn còn: hãy che những gì chỉ bạn mới có thể biết.",
    )


class TipForm(_WithFiles):
    """A new tip. Without `captcha_passed` it asks for the digits of a picture."""

    about = PlainField(
        label="Bạn tố cáo ai, cơ quan nào?",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    text = PlainField(
        label="Việc gì đã xảy ra?",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={**_QUIET, "rows": 12, "maxlength": TEXT_LENGTH}),
        help_text="Khi nào, ở đâu, ai biết, có giấy tờ gì. Việc cụ thể, có thể kiểm tra được thì dễ được thụ lý.",
        error_messages={"required": "Viết việc bạn muốn tố cáo."},
    )
    who = PlainField(
        label="Họ tên và cách liên hệ của bạn",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
        help_text="Chỉ Thanh tra đọc được. Theo Luật Tố cáo 2018, đơn có họ tên mới được thụ lý là tố cáo; tin không "
        "có họ tên nhưng rõ người, rõ việc, có chứng cứ thì vẫn được xem xét.",
    )
    captcha = CaptchaField()
    field_order = ("about", "text", "attachments", "who", "captcha")

    def __init__(self, *args: Any, captcha_passed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if captcha_passed:
            del self.fields["captcha"]

    def whole_text(self) -> str:
        """The tip as one text, as the Inspectorate reads it."""
        data = self.cleaned_data
        parts = [("Về", data.get("about")), ("Nội dung", data.get("text")), ("Người gửi", data.get("who"))]
        return "\n\n".join(f"{label}:\n{value}" for label, value in parts if value)


class CodeForm(forms.Form):
    code = PlainField(
        label="Mã bí mật",
        max_length=200,
        widget=forms.TextInput(attrs={**_QUIET, "autocapitalize": "none"}),
        help_text="Mười tiếng bạn đã ghi lại khi gửi. Có dấu hay không dấu, hoa hay thường đều được.",
        error_messages={"required": "Gõ mã bí mật."},
    )

    def clean_code(self) -> str:
        try:
            return passphrase.read_code(self.cleaned_data["code"])
        except passphrase.NotACode as error:
            raise ValidationError(str(error)) from error


class MessageForm(_WithFiles):
    text = PlainField(
        label="Viết thêm cho Thanh tra",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={**_QUIET, "rows": 6, "maxlength": TEXT_LENGTH}),
        error_messages={"required": "Viết nội dung muốn gửi thêm."},
    )
    field_order = ("text", "attachments")
