"""What a sender fills in on their own page after sending."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from portal.core.fields import FilesField, FilesInput, PlainField
from portal.core.uploads import ACCEPT, MAX_FILES, CleanUpload, clean_upload
from portal.feedback.models.petition import TEXT_LENGTH


class WithdrawForm(forms.Form):
    agree = forms.BooleanField(
        label="Tôi muốn rút hồ sơ này",
        help_text="Đơn vị thôi giải quyết; không lấy lại được. Trang công khai chỉ còn ghi là người gửi đã rút.",
        error_messages={"required": "Đánh dấu để xác nhận bạn muốn rút."},
    )


class AddInformationForm(forms.Form):
    text = PlainField(
        label="Bạn muốn nói thêm điều gì?",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Chỉ đơn vị đang giải quyết đọc được.",
        error_messages={"required": "Viết điều bạn muốn nói thêm."},
    )
    attachments = FilesField(
        label="Ảnh hoặc tài liệu gửi thêm",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text="Tối đa 5 tệp, mỗi tệp 10 MB. Không công khai; chỉ cán bộ giải quyết mở được.",
    )

    def clean_attachments(self) -> Sequence[CleanUpload]:
        given = self.cleaned_data["attachments"]
        if len(given) > MAX_FILES:
            raise ValidationError(f"Mỗi lần gửi tối đa {MAX_FILES} tệp.")
        return [clean_upload(file) for file in given]


class ComplainAgainForm(forms.Form):
    text = PlainField(
        label="Vì sao bạn khiếu nại lần hai?",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Hồ sơ lần hai gửi tới cơ quan cấp trên, có mã và thời hạn riêng; nội dung không công khai.",
        error_messages={"required": "Viết vì sao bạn khiếu nại lần hai."},
    )
