"""What a picture says besides what it shows: where and by whom it was taken, comments, and whether it is a page."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.file_properties import xmp
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.names import looks_like_author

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
)
_AUTHORS = frozenset(
    {"Artist", "Copyright", "XPAuthor", "CameraOwnerName", "OwnerName", "Author", "BodySerialNumber"}
)
_PREVIEW = (240, 240)


def metadata(content: bytes) -> Iterator[Piece | Remark]:
    """Yield place, author and texts in the metadata of a picture; nothing when it cannot be opened."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            exif = picture.getexif()
            details = {**dict(exif), **exif.get_ifd(ExifTags.IFD.Exif)}
            position = exif.get_ifd(ExifTags.IFD.GPSInfo)
            texts = {str(key): value for key, value in picture.info.items() if isinstance(value, str | bytes)}
    except _UNREADABLE:
        return
    if position:
        yield Remark(Kind.LOCATION, "dữ liệu GPS của ảnh", Severity.HIGH, str(sorted(position.items())))
    for tag, value in details.items():
        name = ExifTags.TAGS.get(tag, str(tag))
        yield from _text(_decoded(value, name), f"EXIF {name}", author=name in _AUTHORS)
    for key, said in texts.items():
        if key in ("xmp", "XML:com.adobe.xmp"):
            yield from xmp(said if isinstance(said, bytes) else said.encode())
        elif key not in ("exif", "icc_profile", "jfif", "adobe"):
            yield from _text(_decoded(said, key), key, author=key in _AUTHORS)


def inside(content: bytes) -> Iterator[Piece | Remark]:
    """Yield the metadata of a picture that stands in another file."""
    for found in metadata(content):
        yield replace(found, place=f"ảnh trong tệp, {found.place}")


def _text(value: str, name: str, *, author: bool) -> Iterator[Piece | Remark]:
    if not value.strip():
        return
    place = f"thông tin kèm ảnh ({name})"
    yield Piece(value, place, stream=f"property {name}")
    if author and looks_like_author(value):
        yield Remark(Kind.METADATA, place, Severity.MEDIUM, value)


def _decoded(value: Any, name: str) -> str:
    if isinstance(value, bytes):
        if name.startswith("XP"):
            return value.decode("utf-16-le", "replace").rstrip("\x00")
        return value[:100_000].decode("utf-8", "replace").strip("\x00")
    if not isinstance(value, str):
        return ""
    try:
        # Cameras write UTF-8 where the standard has room for ASCII only, and the reader takes it for Latin-1.
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def read(content: bytes) -> Iterator[Piece | Remark]:
    """Yield what the picture's metadata says, and whether people must look because it seems to show a page."""
    yield from metadata(content)
    if looks_like_paper(content):
        yield Remark(Kind.UNREADABLE, "ảnh chụp, quét văn bản", Severity.MEDIUM)
    else:
        yield Remark(Kind.UNREADABLE, "ảnh", Severity.NOTE)


def looks_like_paper(content: bytes) -> bool:
    """Return whether the picture is mostly light and grey with fine dark marks: a written page, not a photograph."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            picture.draft("RGB", _PREVIEW)
            small = picture.convert("RGB")
            small.thumbnail(_PREVIEW)
            light = small.convert("L").histogram()
            saturation = small.convert("HSV").getchannel("S").histogram()
    except _UNREADABLE:
        return True
    total = sum(light)
    bright, dark = sum(light[170:]) / total, sum(light[:110]) / total
    colourful = sum(saturation[90:]) / total
    return bright > 0.6 and 0.004 < dark < 0.3 and colourful < 0.12
