"""Photographs from a telephone: checked, drawn again without metadata, with what the camera said of the time."""

import io
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image

from portal.core.uploads import HEIF_FORMATS, MAX_FILE_BYTES, CleanUpload, ReadableFile, clean_upload

_EXIF, _TAKEN = 0x8769, 36867


@dataclass(frozen=True, slots=True)
class Photo:
    """A safe picture; `taken_at` is the camera's word, None when it said nothing that can be true."""

    upload: CleanUpload
    taken_at: datetime | None


class _Bytes(io.BytesIO):
    name: str | None = None


def read_photo(file: ReadableFile, *, at: datetime) -> Photo:
    """Return the picture without its metadata.

    Raises ValidationError, in Vietnamese, for what is no picture, is damaged or too large.
    """
    content = file.read(MAX_FILE_BYTES + 1)
    again = _Bytes(content)
    again.name = file.name
    upload = clean_upload(again)
    if not upload.media_type.startswith("image/"):
        raise ValidationError(
            "Tệp “%(name)s” không phải ảnh. Hãy chọn ảnh chụp tờ niêm yết.", params={"name": upload.name}
        )
    return Photo(upload, _taken_at(content, at))


def _taken_at(content: bytes, at: datetime) -> datetime | None:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "WEBP", "PNG", *HEIF_FORMATS)) as picture:
            text = str(picture.getexif().get_ifd(_EXIF).get(_TAKEN, ""))
        taken = timezone.make_aware(datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S"))  # noqa: DTZ007
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, OverflowError):
        return None
    return taken if taken <= at else None
