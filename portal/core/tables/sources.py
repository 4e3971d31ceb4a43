"""Open what somebody uploaded as a table, or say why not and how to save it again."""

import io
import zipfile
from collections.abc import Iterator
from typing import Protocol

from portal.core import office_files
from portal.core.legacy_fonts import how_to_convert, to_unicode
from portal.core.tables.cells import Facts, Limits, Row, Sheet, Table
from portal.core.tables.delimited import DelimitedText
from portal.core.tables.errors import TableError
from portal.core.tables.workbooks import Workbook
from portal.core.upload_errors import UnsafeUpload
from portal.core.uploads import ReadableFile, clean_name

LIMITS = Limits()
ACCEPT = ".xlsx,.csv,.txt"
SAVE_AS_XLSX = "Hãy mở tệp, chọn Lưu thành (Save As), loại “Excel Workbook (.xlsx)”, rồi tải tệp mới lên."
# What a check of Office files found, said for somebody who has the table in Excel.
_UNSAFE = {
    "macro": "Tệp có macro hoặc tệp nhúng bên trong, không được nhận. "
    "Hãy lưu thành “Excel Workbook (.xlsx)” rồi tải lại.",
    "encrypted": "Tệp có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.",
    "bomb": "Tệp giải nén ra quá lớn hoặc quá phức tạp, không được nhận. "
    "Hãy chép riêng bảng cần nhập sang một tệp mới.",
    "remote": "Tệp có liên kết tới tệp khác. Trong Excel, vào Dữ liệu → Sửa liên kết → Ngắt liên kết, rồi lưu lại.",
    "damaged": "Tệp bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lên.",
    "type": "Tệp là tệp nén, không phải bảng tính. Hãy giải nén rồi tải tệp .xlsx bên trong.",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class TableSource(Protocol):
    """A file that was opened: its sheets, and the rows of each, read as they are asked for."""

    sheets: tuple[Sheet, ...]

    def rows(self, sheet: int, facts: Facts) -> Iterator[Row]: ...


def open_table(content: bytes, limits: Limits = LIMITS) -> TableSource:
    """Return the file's sheets; rows are read later and in pieces.

    Raises TableError, in Vietnamese with what to do, for everything that is no safe .xlsx or plain text.
    """
    if not content:
        raise TableError("Tệp rỗng. Hãy chọn lại tệp.", code="empty")
    if len(content) > limits.file_bytes:
        raise too_large(limits)
    if content.startswith(_OLE):
        raise _old_office(content)
    if content.startswith(b"PK"):
        return _open_archive(content, limits)
    _refuse_other_types(content)
    return DelimitedText(content, limits)


def read_table(file: ReadableFile | bytes, *, sheet: int | None = None, limits: Limits = LIMITS) -> Table:
    """Return a whole sheet: the one asked for, else the first that is visible and holds something.

    For lists of a few thousand rows; `open_table` reads long ones in pieces. Raises TableError also for text
    typed for the old fonts.
    """
    content = file if isinstance(file, bytes) else file.read(limits.file_bytes + 1)
    source = open_table(content, limits)
    if sheet is not None and not 0 <= sheet < len(source.sheets):
        raise TableError("Tệp không có trang tính này.", code="sheet")
    wanted = [each for each in source.sheets if not each.hidden] or list(source.sheets)
    for each in [source.sheets[sheet]] if sheet is not None else wanted:
        facts = Facts()
        rows = tuple(source.rows(each.index, facts))
        if rows:
            refuse_legacy_text(facts)
            return Table(each, source.sheets, rows, facts)
    raise TableError("Trang tính không có ô nào chứa dữ liệu.", code="empty")


def refuse_legacy_text(facts: Facts) -> None:
    """Raise TableError when the rows that were read hold text typed for the old fonts."""
    for font, cells in facts.legacy.items():
        named = "; ".join(f'{cell.address}: "{cell.text[:40]}"' for cell in cells)
        sample = to_unicode(cells[0].text, font)[:60]
        raise TableError(
            f"Chữ trong tệp được gõ bằng mã {font}, không phải Unicode ({named}; đúng ra là “{sample}”). "
            f"{how_to_convert(font)}",
            code="legacy_font",
        )


def too_large(limits: Limits = LIMITS) -> TableError:
    megabytes = limits.file_bytes // (1024 * 1024)
    return TableError(
        f"Tệp lớn hơn {megabytes} MB. Hãy bỏ ảnh, trang tính thừa hoặc chia thành nhiều tệp.",
        code="too_large",
    )


def table_name(name: str) -> str:
    """Return a safe form of the upload's name."""
    return clean_name(name)


def _old_office(content: bytes) -> TableError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return TableError(
            "Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi lưu lại.",
            code="encrypted",
        )
    if "WordDocument".encode("utf-16-le") in content:
        return TableError(
            "Đây là tệp Word kiểu cũ (.doc). Hãy chép bảng sang Excel và lưu thành .xlsx.", code="old_office"
        )
    return TableError(f"Đây là tệp Excel kiểu cũ (.xls), không được nhận. {SAVE_AS_XLSX}", code="old_office")


def _open_archive(content: bytes, limits: Limits) -> Workbook:
    _refuse_other_archives(content)
    try:
        kind = office_files.check(content)
    except UnsafeUpload as problem:
        raise TableError(_UNSAFE.get(problem.code, f"Tệp {problem}"), code=problem.code) from problem
    if kind != "xlsx":
        raise TableError("Đây là tệp Word (.docx). Hãy chép bảng sang Excel và lưu thành .xlsx.", code="type")
    return Workbook(content, limits)


def _refuse_other_archives(content: bytes) -> None:
    """Name the spreadsheets of other programs, which are archives as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:80] if _is_small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return  # The check of Office files says what is wrong with it.
    if b"opendocument" in mime:
        raise TableError(
            "Đây là tệp LibreOffice, OpenOffice (.ods, .odt). Hãy mở tệp, chọn Lưu thành, loại "
            "“Excel 2007–365 (.xlsx)”, rồi tải tệp mới lên.",
            code="other_program",
        )
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise TableError(
            "Đây là tệp Numbers của Apple. Hãy mở tệp, chọn Tệp → Xuất sang → Excel, rồi tải tệp .xlsx lên.",
            code="other_program",
        )
    if "xl/workbook.bin" in names:
        raise TableError(f"Đây là tệp Excel nhị phân (.xlsb), không được nhận. {SAVE_AS_XLSX}", code="type")


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1_000


def _refuse_other_types(content: bytes) -> None:
    start = content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        raise TableError(
            "Đây là tệp PDF. Hãy tải lên bảng tính gốc (.xlsx) mà tệp PDF được xuất ra.", code="type"
        )
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")):
        raise TableError(
            f"Tệp có đuôi Excel nhưng bên trong là trang web hoặc XML. {SAVE_AS_XLSX}", code="type"
        )
    if start.startswith(b"{\\rtf"):
        raise TableError("Đây là tệp RTF. Hãy chép bảng sang Excel và lưu thành .xlsx.", code="type")
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"mz", b"rar!", b"7z\xbc", b"\x1f\x8b")):
        raise TableError("Tệp không phải là bảng tính. Chỉ nhận .xlsx và .csv.", code="type")
