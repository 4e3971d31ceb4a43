"""What the Inspectorate and administrators fill in."""

import base64
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.confidential import boxes
from portal.confidential.boxes import BLOCKS, SEAL
from portal.confidential.models import TipKey
from portal.core.fields import PlainField
from portal.organisations.models import Organisation, OrganisationKind

REPLY_FORMAT = "hung-yen-to-cao-tra-loi-1"
_LONGEST_BOX = 256 * 1024


class AnswerForm(forms.Form):
    answer = PlainField(
        label="Câu trả lời",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dán câu trả lời mà chương trình in ra."},
    )


class ReplyBoxForm(forms.Form):
    """A box that doc_to_cao.py has written. Its words cannot be read here, so only its shape is checked."""

    file = forms.FileField(
        label="Hộp trả lời",
        help_text="Tệp tra-loi-….json mà chương trình trên máy Thanh tra viết ra.",
        error_messages={"required": "Chọn tệp hộp trả lời.", "empty": "Tệp này rỗng."},
    )

    def __init__(self, *args: Any, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        self.sealed = self.for_sender = b""

    def clean_file(self) -> None:
        try:
            box = json.loads(self.cleaned_data["file"].read(_LONGEST_BOX))
            self.sealed, self.for_sender = (_box(box[name]) for name in ("sealed", "sealed_for_sender"))
            fits = (box["format"], box["number"]) == (REPLY_FORMAT, self.number)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ValidationError("Tệp này không phải hộp trả lời của chương trình đọc tin.") from error
        if not fits:
            raise ValidationError("Hộp này viết cho tin khác. Hãy chọn đúng tệp.")


def _box(encoded: str) -> bytes:
    """The bytes of one sealed message. Raises ValueError for what cannot be one: see boxes.seal for the length."""
    box = base64.b64decode(encoded, validate=True)
    if len(box) <= SEAL or (len(box) - SEAL) % BLOCKS["message"]:
        raise ValueError("no sealed message has this length")
    return box


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
