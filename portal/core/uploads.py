"""Check what a stranger uploads and give back bytes that are safe to keep.

A file is judged by its content, never by its name or the type that the browser claims. Images are drawn again
on an empty canvas, so that no metadata (place, device, comment) survives; documents are refused when they can
act on the reader's machine.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

import filetype
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core import clamav, office_files, pdf_files
from portal.core.upload_errors import UnsafeUpload

try:  # Photos straight from an iPhone; without the plug-in they are refused with a hint.
    from pillow_heif import register_heif_opener
except ImportError:  # pragma: no cover - the plug-in comes with Wagtail's image library
    HEIF_FORMATS: tuple[str, ...] = ()
else:
    register_heif_opener()
    HEIF_FORMATS = ("HEIF",)

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_FILES = 5
MAX_TOTAL_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 3000  # px; enough to read a house number, small enough for a slow line
MAX_NAME_LENGTH = 100
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx"

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    DOCX: ".docx",
    XLSX: ".xlsx",
}
ALLOWED_VI = "ảnh JPEG, PNG, WebP, HEIC hoặc tài liệu PDF, DOCX, XLSX"
SAVED_AS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/jpeg"}
_IMAGE_TYPES = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class ReadableFile(Protocol):
    """What Django's UploadedFile and any open binary file have in common."""

    name: str | None

    def read(self, n: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CleanUpload:
    """A checked file: `content` is what may be stored, `name` carries the extension of its real type."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    size: int
    # Whether a virus scanner has found it clean; False where none is configured, or none answered.
    scanned: bool = False


def clean_upload(file: ReadableFile) -> CleanUpload:
    """Return the file's safe form.

    Raises ValidationError with a Vietnamese message that names the file.
    """
    name = clean_name(file.name or "")
    content = file.read(MAX_FILE_BYTES + 1)
    try:
        media_type, safe = _clean_content(content)
        scanned = _scanned(content)
    except UnsafeUpload as problem:
        raise ValidationError(
            "Tệp “%(name)s” %(problem)s", code=problem.code, params={"name": name, "problem": str(problem)}
        ) from problem
    return CleanUpload(
        name=_with_extension(name, EXTENSIONS[media_type]),
        media_type=media_type,
        content=safe,
        sha256=hashlib.sha256(safe).hexdigest(),
        size=len(safe),
        scanned=scanned,
    )


def _scanned(content: bytes) -> bool:
    """Whether the scanner has said that the file, as it came, is clean. A silent one leaves the file to the worker."""
    try:
        found = clamav.infection(content)
    except clamav.ScannerDown:
        return False
    if found:
        raise UnsafeUpload("có mã độc nên không được nhận.", "infected")
    return clamav.configured()


def too_large(name: str) -> ValidationError:
    """The error for a file that was cut off while it was still arriving."""
    return ValidationError(
        "Tệp “%(name)s” lớn hơn %(limit)d MB. Hãy chọn tệp nhỏ hơn.",
        code="too_large",
        params={"name": clean_name(name), "limit": MAX_FILE_BYTES // (1024 * 1024)},
    )


def clean_name(name: str) -> str:
    """The last part of a file name without control, format and path characters, 100 characters at most."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*/]+', " ", kept)
    kept = re.sub(r"\s+", " ", kept).strip().rstrip(".")
    stem, dot, extension = kept.rpartition(".")
    if dot and 0 < len(extension) <= 5:
        return f"{stem[: MAX_NAME_LENGTH - 6] or 'tep'}.{extension}"
    return kept[: MAX_NAME_LENGTH - 6] or "tep"


def _with_extension(name: str, extension: str) -> str:
    stem, dot, last = name.rpartition(".")
    if extension == ".jpg" and last.lower() == "jpeg":
        return name
    return f"{stem if dot and len(last) <= 5 else name}{extension}"


def _clean_content(content: bytes) -> tuple[str, bytes]:
    if not content:
        raise UnsafeUpload("rỗng. Hãy chọn lại tệp.", "empty")
    if len(content) > MAX_FILE_BYTES:
        raise UnsafeUpload(
            f"lớn hơn {MAX_FILE_BYTES // (1024 * 1024)} MB. Hãy chọn tệp nhỏ hơn.", "too_large"
        )
    if content.startswith(_OLD_OFFICE):
        raise _old_office(content)
    return _cleaner(content)(content)


def _old_office(content: bytes) -> UnsafeUpload:
    """Say how to save the file again: the same container holds old files and those with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnsafeUpload(
            "có mật khẩu. Trong Word, Excel: Tệp (File) → Thông tin (Info) → Bảo vệ (Protect) → bỏ mật khẩu, "
            "rồi lưu lại.",
            "encrypted",
        )
    word = "WordDocument".encode("utf-16-le") in content
    old, new, name = (".doc", ".docx", "Word") if word else (".xls", ".xlsx", "Excel")
    kind = f"{name} Document" if word else f"{name} Workbook"
    return UnsafeUpload(
        f"là tệp {name} kiểu cũ ({old}). Mở tệp trong {name}, chọn Tệp (File) → Lưu thành (Save As) → kiểu "
        f"“{kind} (*{new})” rồi gửi tệp mới. Trong LibreOffice: Tệp → Lưu dưới dạng → {new}. Hoặc xuất thành PDF.",
        "old_office",
    )


def _cleaner(content: bytes) -> Callable[[bytes], tuple[str, bytes]]:
    guess = filetype.guess_mime(content[:8192]) or ""
    if guess in _IMAGE_TYPES:
        return _clean_image
    if guess == "application/pdf":
        return _clean_pdf
    if content.startswith(b"PK\x03\x04"):
        return _clean_office
    raise UnsafeUpload(f"không thuộc loại được nhận. Chỉ nhận {ALLOWED_VI}.", "type")


def _clean_pdf(content: bytes) -> tuple[str, bytes]:
    pdf_files.check(content)
    return "application/pdf", content


def _clean_office(content: bytes) -> tuple[str, bytes]:
    return {"docx": DOCX, "xlsx": XLSX}[office_files.check(content)], content


def _clean_image(content: bytes) -> tuple[str, bytes]:
    """Decode within a pixel bound, turn upright, and encode from a canvas that never saw the metadata."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", *HEIF_FORMATS)) as source:
            if source.width * source.height > MAX_PIXELS:
                raise UnsafeUpload("có quá nhiều điểm ảnh (trên 50 triệu). Hãy thu nhỏ ảnh.", "pixels")
            original_format = source.format or ""
            media_type = SAVED_AS[original_format]
            # A camera's JPEG is decoded at a fraction of its size when it will be shrunk anyway.
            source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(source)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return media_type, encode_picture(upright, media_type)
    except Image.DecompressionBombError as error:
        raise UnsafeUpload("có quá nhiều điểm ảnh. Hãy thu nhỏ ảnh.", "pixels") from error
    except (UnidentifiedImageError, KeyError) as error:
        raise UnsafeUpload(f"là loại ảnh không đọc được. Chỉ nhận {ALLOWED_VI}.", "type") from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise UnsafeUpload("là ảnh bị hỏng, không mở được. Hãy chọn ảnh khác.", "damaged") from error


def encode_picture(picture: Image.Image, media_type: str) -> bytes:
    """Draw the picture on an empty canvas and encode that: what is not a pixel does not survive."""
    transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    mode = "RGBA" if transparent and media_type != "image/jpeg" else "RGB"
    canvas = Image.new(mode, picture.size)
    canvas.paste(picture.convert(mode))
    out = io.BytesIO()
    if media_type == "image/jpeg":
        canvas.save(out, "JPEG", quality=85, optimize=True)
    elif media_type == "image/webp":
        canvas.save(out, "WEBP", quality=85)
    else:
        canvas.save(out, "PNG", optimize=True)
    return out.getvalue()
