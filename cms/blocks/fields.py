"""Rich text that is cleaned before it is stored, in the live table and in every revision alike."""

from typing import Any

from django.db.models import Model
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

from portal.core.html import clean_rich
from portal.core.text import nfc

FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class CleanRichTextField(RichTextField):
    """A rich-text field whose value passes the sanitiser whenever it is written.

    `pre_save` is also what modelcluster calls to serialise a revision, so drafts are clean as well.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: Model, add: bool) -> str:
        value = clean(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value


class CleanRichTextBlock(RichTextBlock):
    """A rich-text block whose value passes the sanitiser when it is stored and when it is loaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: RichText) -> str:
        return clean(super().get_prep_value(value))

    def to_python(self, value: str) -> RichText:
        return super().to_python(clean(value))


def clean(html: str) -> str:
    """Return the allowed part of the HTML in composed form, as an ordinary string."""
    return str(clean_rich(nfc(html)))
