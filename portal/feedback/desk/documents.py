"""Documents of an answer on their way in: checked, and looked into before everybody may have them."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.core.personal_data import FOR_PEOPLE, Finding, Kind, scan
from portal.core.personal_data.cleaning import CannotClean, without_properties
from portal.core.uploads import CleanUpload, clean_upload

# So many findings are shown; the rest is as good a reason to look again.
_SHOWN = 4


class DocumentField(forms.FileField):
    """One file as portal.core.uploads lets it pass; the cleaned value is a CleanUpload."""

    def clean(self, data: Any, initial: Any = None) -> CleanUpload | None:
        file = super().clean(data, initial)
        return clean_upload(file) if file else None


class ReviewerField(forms.ModelChoiceField):
    """People by their name in the Vietnamese order."""

    def label_from_instance(self, obj: Any) -> str:
        assert isinstance(obj, User)
        return f"{obj.last_name} {obj.first_name}".strip() or obj.get_username()


def publishable(upload: CleanUpload, *, on: date) -> CleanUpload:
    """Return the document without the names in its properties.

    Raises ValidationError, naming the places, when it holds personal data that a machine can tell. What only people
    can judge, such as a scanned page, passes: the head who approves the answer looks at it.
    """
    bare = _without_properties(upload)
    found = [item for item in scan(bare.content, bare.media_type, bare.name, on=on) if _stops(item)]
    if not found:
        return bare
    places = "; ".join(f"{item.label_vi.lower()} ({item.place or 'trong tệp'})" for item in found[:_SHOWN])
    more = f" và {len(found) - _SHOWN} chỗ khác" if len(found) > _SHOWN else ""
    raise ValidationError(
        f"Tệp “{upload.name}” có dữ liệu cá nhân nên không công khai được: {places}{more}. "
        "Hãy che hoặc xoá trong tệp rồi chọn lại, hoặc bỏ chọn công khai để chỉ gửi cho người gửi."
    )


def _stops(finding: Finding) -> bool:
    return finding.blocks and finding.kind not in FOR_PEOPLE and finding.kind is not Kind.METADATA


def _without_properties(upload: CleanUpload) -> CleanUpload:
    try:
        content = without_properties(upload.content, upload.media_type)
    except CannotClean:
        return upload
    return replace(upload, content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
