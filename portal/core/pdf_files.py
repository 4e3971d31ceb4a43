"""Refuse PDF documents that can do more than be read."""

import io
import re
import zlib

import pikepdf

from portal.core.upload_errors import UnsafeUpload

MAX_OBJECTS = 200_000
MAX_INFLATED = 100 * 1024 * 1024

# Actions that run code, start programs, send or fetch data.
_ACTIVE = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/GoToE", "/GoToR",
}  # fmt: skip
_EMBEDDING_TYPES = {"/EmbeddedFile", "/RichMedia", "/Filespec"}
_PACKED_STREAM = re.compile(
    rb"/(?:ObjStm|XRef)\b[^>]*>>\s*stream\r?\n|/(?:ObjStm|XRef)\b.{0,400}?stream\r?\n", re.S
)


def check(content: bytes) -> None:
    """Return when the document is inert.

    Raises UnsafeUpload for encrypted, damaged and active documents and for those with files inside.
    """
    _check_packed_streams(content)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise UnsafeUpload("có mật khẩu hoặc bị khoá. Hãy gửi bản PDF không khoá.", "encrypted")
            _check_objects(pdf)
    except pikepdf.PasswordError as error:
        raise UnsafeUpload("có mật khẩu hoặc bị khoá. Hãy gửi bản PDF không khoá.", "encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
        raise UnsafeUpload("là PDF bị hỏng, không mở được. Hãy xuất lại PDF.", "damaged") from error


def _check_packed_streams(content: bytes) -> None:
    """Bound what the library will have to inflate merely to open the file."""
    inflated = 0
    for match in _PACKED_STREAM.finditer(content):
        try:
            inflated += len(zlib.decompressobj().decompress(content[match.end() :], MAX_INFLATED + 1))
        except zlib.error:
            continue  # Not deflated, or damaged: the library will say so.
        if inflated > MAX_INFLATED:
            raise UnsafeUpload("giải nén ra quá lớn. Hãy xuất lại PDF.", "bomb")


def _check_objects(pdf: pikepdf.Pdf) -> None:
    if len(pdf.pages) == 0:
        raise UnsafeUpload("là PDF không có trang nào.", "damaged")
    if len(pdf.objects) > MAX_OBJECTS:
        raise UnsafeUpload("quá phức tạp. Hãy in lại thành PDF đơn giản.", "bomb")
    for item in pdf.objects:
        _check_object(item, depth=0)


def _check_object(item: object, depth: int) -> None:
    """Look at a dictionary and at what stands directly in it; references are visited on their own."""
    if depth > 50:
        raise UnsafeUpload("quá phức tạp. Hãy in lại thành PDF đơn giản.", "bomb")
    if isinstance(item, pikepdf.Array):
        for child in item:
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                _check_object(child, depth + 1)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = set(item.keys())
    if "/JS" in keys or str(item.get("/S", "")) in _ACTIVE or "/XFA" in keys:
        raise UnsafeUpload("chứa mã lệnh hoặc hành động tự chạy. Hãy in lại thành PDF rồi gửi.", "active")
    if "/EmbeddedFiles" in keys or "/EF" in keys or str(item.get("/Type", "")) in _EMBEDDING_TYPES:
        raise UnsafeUpload("có tệp khác đính kèm bên trong. Hãy gửi riêng từng tệp.", "embedded")
    for key in keys:
        value = item.get(key)
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _check_object(value, depth + 1)
