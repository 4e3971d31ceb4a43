"""Refuse Word and Excel files that carry macros, remote parts or a bomb.

A .docx or .xlsx is a zip archive; only its table of contents and its relationship parts are read here.
"""

import io
import re
import zipfile
import zlib

from portal.core.upload_errors import UnsafeUpload

MAX_ENTRIES = 3000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200
_CHUNK = 256 * 1024
_MACRO_PARTS = re.compile(r"(vbaproject|vbadata|activex|macrosheets|\.bin$)", re.I)
_HARMLESS_BINARY = re.compile(r"printersettings\d*\.bin$", re.I)
_REMOTE = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.I)
_REMOTE_ALLOWED = re.compile(rb"/hyperlink[\"']", re.I)
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)


def check(content: bytes) -> str:
    """Return "docx" or "xlsx".

    Raises UnsafeUpload for other archives, macros, parts fetched from elsewhere, passwords and zip bombs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kind = _kind(archive)
            _check_entries(archive)
            _check_relationships(archive)
            return kind
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise UnsafeUpload("bị hỏng, không mở được. Hãy lưu lại tệp rồi gửi.", "damaged") from error


def _kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > MAX_ENTRIES:
        raise UnsafeUpload("quá phức tạp. Hãy gửi bản PDF.", "bomb")
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
    raise UnsafeUpload("là tệp nén. Hãy gửi riêng từng ảnh hoặc tài liệu PDF, DOCX, XLSX.", "type")


def _check_entries(archive: zipfile.ZipFile) -> None:
    unpacked = 0
    for entry in archive.infolist():
        if entry.flag_bits & 0x1:
            raise UnsafeUpload("có mật khẩu. Hãy gửi bản không khoá.", "encrypted")
        if _MACRO_PARTS.search(entry.filename) and not _HARMLESS_BINARY.search(entry.filename):
            raise UnsafeUpload(
                "có macro hoặc tệp nhúng bên trong. Hãy lưu lại không kèm macro, hoặc gửi PDF.", "macro"
            )
        if ".." in entry.filename.split("/") or entry.filename.startswith("/"):
            raise UnsafeUpload("có cấu trúc không hợp lệ.", "damaged")
        # The header may lie about the size: count what really comes out.
        unpacked += _measure(archive, entry, MAX_UNPACKED - unpacked)


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: int) -> int:
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            too_dense = size > 1024 * 1024 and size > MAX_RATIO * max(entry.compress_size, 1)
            if size > allowance or too_dense:
                raise UnsafeUpload("giải nén ra quá lớn. Hãy gửi bản PDF.", "bomb")
    return size


def _check_relationships(archive: zipfile.ZipFile) -> None:
    """A template or picture that Word fetches from elsewhere tells a stranger who opened the file."""
    if b"macroenabled" in archive.read("[Content_Types].xml").lower():
        raise UnsafeUpload("có macro. Hãy lưu lại không kèm macro, hoặc gửi PDF.", "macro")
    for name in archive.namelist():
        if not name.endswith(".rels"):
            continue
        for tag in _RELATIONSHIP.findall(archive.read(name)):
            if _REMOTE.search(tag) and not _REMOTE_ALLOWED.search(tag):
                raise UnsafeUpload("lấy nội dung từ nơi khác khi mở. Hãy gửi bản PDF.", "remote")
