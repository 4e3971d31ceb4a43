"""What the Inspectorate and administrators fill in."""

from django import forms
from django.core.exceptions import ValidationError

from portal.confidential import boxes
from portal.confidential.models import TipKey
from portal.core.fields import PlainField
from portal.organisations.models import Organisation, OrganisationKind


class AnswerForm(forms.Form):
    answer = PlainField(
        label="Câu trả lời",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dán câu trả lời mà chương trình in ra."},
    )


class LetterForm(forms.Form):
    text = PlainField(
        label="Viết cho người tố cáo",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text="Được niêm ngay cho người gửi và cho khoá của Thanh tra; cổng không giữ bản đọc được.",
    )


class KeyForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.exclude(kind=OrganisationKind.COMMUNE),
        label="Cơ quan nhận tố cáo",
        error_messages={"required": "Chọn cơ quan."},
    )
    public = PlainField(
        label="Khoá công khai",
        max_length=100,
        help_text="Dòng base64 mà “doc_to_cao.py tao-khoa” in ra trên máy của Thanh tra.",
        error_messages={"required": "Dán khoá công khai."},
    )

    def clean_public(self) -> bytes:
        try:
            key = boxes.read_public_key(self.cleaned_data["public"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if TipKey.objects.filter(public=key).exists():
            raise ValidationError("Khoá này đã được nhập.")
        return key
