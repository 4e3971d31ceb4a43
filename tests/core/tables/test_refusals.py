"""Files that must not be read: each gets the reason and the way out."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document

from portal.core.tables import TableError, open_table, read_table
from tests.core.tables.making import archive, raw_workbook, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refused(content: bytes) -> TableError:
    with pytest.raises(TableError) as caught:
        open_table(content)
    assert isinstance(caught.value, ValidationError)
    return caught.value


def word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def bomb() -> bytes:
    return raw_workbook("", {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 60_000_000})


def locked() -> bytes:
    content = bytearray(archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


EXTERNAL = (
    '<R><Relationship Id="a" Type="x/externalLinkPath" Target="c:/khac.xlsx" TargetMode="External"/></R>'
)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (OLE, "old_office", "Excel kiểu cũ"),
        (OLE + "WordDocument".encode("utf-16-le"), "old_office", "Word kiểu cũ"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "mật khẩu"),
        (locked(), "encrypted", "mật khẩu"),
        (word(), "type", "Word"),
        (bomb(), "bomb", "giải nén ra quá lớn"),
        (raw_workbook("", {"xl/vbaProject.bin": b"x"}), "macro", "macro"),
        (raw_workbook("", {"xl/externalLinks/_rels/e.xml.rels": EXTERNAL}), "remote", "Ngắt liên kết"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "other_program", ".ods"),
        (archive({"Index/Document.iwa": b"x"}), "other_program", "Numbers"),
        (archive({"[Content_Types].xml": "", "xl/workbook.bin": b"x"}), "type", ".xlsb"),
        (archive({"anh.jpg": b"x"}), "type", "tệp nén"),
        (workbook([["x"]])[:-200], "damaged", "bị hỏng"),
        (b"PK\x03\x04" + b"rac" * 100, "damaged", "bị hỏng"),
        (b"%PDF-1.7 ...", "type", "PDF"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table>", "type", "trang web"),
        (b'<?xml version="1.0"?><Workbook/>', "type", "XML"),
        (b"{\\rtf1 bang}", "type", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "type", "không phải là bảng tính"),
        (b"MZ\x90\x00" + b"\x00" * 50, "type", "không phải là bảng tính"),
        (b"1;2\n" * 3_000_000, "too_large", "lớn hơn 10 MB"),
    ],
)
def test_each_bad_file_is_refused_with_its_reason(content: bytes, code: str, words: str) -> None:
    error = refused(content)
    assert error.code == code
    assert words in error.message


def test_a_file_of_100_megabytes_is_not_read_to_its_end() -> None:
    class Endless:
        name = "lon.csv"
        given = 0

        def read(self, n: int = -1) -> bytes:
            assert 0 < n < 11 * 1024 * 1024
            self.given += n
            return b"1" * n

    with pytest.raises(TableError, match="lớn hơn 10 MB"):
        read_table(Endless())


def test_a_part_that_lies_about_its_size_is_counted() -> None:
    content = raw_workbook("<row r='1'><c r='A1'><v>1</v></c></row>")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.getinfo("xl/worksheets/sheet1.xml").file_size < 1_000
    assert len(read_table(content).rows) == 1


def test_old_font_text_in_a_workbook_is_refused_with_address_sample_and_advice() -> None:
    with pytest.raises(TableError) as caught:
        read_table(workbook([["STT", "Nội dung"], [1, "Chi sù nghiÖp gi¸o dôc"]]))
    message = caught.value.message
    assert caught.value.code == "legacy_font"
    assert 'B2: "Chi sù nghiÖp gi¸o dôc"' in message
    assert "Chi sự nghiệp giáo dục" in message
    assert "UniKey" in message
