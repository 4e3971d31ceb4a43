"""Files that a sender's form brings, checked one by one, with each refusal beside the field."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.core.upload_handlers import refused_uploads
from portal.core.uploads import CleanUpload, clean_upload, too_large

Kept = TypeVar("Kept")
FIELD = "attachments"


def name_cut_off(request: HttpRequest, form: forms.Form) -> None:
    """Say which files were dropped while they arrived, because of their size."""
    for name in refused_uploads(request):
        form.add_error(FIELD, too_large(name))


def checked_files(
    request: HttpRequest, form: forms.Form, keep: Callable[[CleanUpload, int], Kept]
) -> list[Kept]:
    """Return what `keep` makes of each file that passes, with its number from 1; the others are told to the form."""
    kept: list[Kept] = []
    for file in request.FILES.getlist(FIELD):
        try:
            kept.append(keep(clean_upload(file), len(kept) + 1))
        except ValidationError as problem:
            form.add_error(FIELD, problem)
    return kept
