"""The editor's form of a general document: it offers the duties that the organisation really has."""

from typing import Any

from django import forms

from cms.disclosures.page_forms import DisclosurePageForm


class DocumentPageForm(DisclosurePageForm):
    item = forms.ChoiceField(label="Nội dung công khai")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "Chọn nội dung"), *self.instance.offered_items()]
