"""Form fields for what residents write and send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator

from portal.core.text import plain_text


class PlainField(forms.CharField):
    """Text as it will be stored: composed, without invisible characters; its length counts characters."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                limit = f"{max_length:,}".replace(",", ".")
                validator.message = f"Viết tối đa {limit} ký tự; hiện có %(show_value)d."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength on long texts: browsers count otherwise than we do and cut what is pasted without a word."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        if isinstance(widget, forms.Textarea) and attrs.pop("maxlength", None):
            attrs["data-limit"] = str(self.max_length)
        return attrs

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class FilesField(forms.FileField):
    """Any number of files, unchecked; portal.core.uploads judges them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        return [item for item in (data or []) if item]
