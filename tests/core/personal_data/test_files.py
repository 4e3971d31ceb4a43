"""Files that hide, lie, break or are too much: what is not read is never called clean."""

import io
import time
import zipfile
import zlib

import docx
import pikepdf
import pytest
from openpyxl import Workbook

from portal.core.personal_data import Kind, Limits, Severity, look_at_file, scan
from portal.core.personal_data.cleaning import CannotClean, without_properties
from portal.core.uploads import clean_upload
from tests.core.personal_data.corpus import pdf_files, pictures
from tests.core.personal_data.corpus.excel_files import XLSX
from tests.core.personal_data.corpus.page import Draft
from tests.core.personal_data.corpus.word_files import DOCX

PDF = "application/pdf"
SECRET = "CCCD 033199012345"


def book(fill: object) -> bytes:
    workbook, out = Workbook(), io.BytesIO()
    fill(workbook)
    workbook.save(out)
    return out.getvalue()


def letter(fill: object) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    fill(document)
    document.save(out)
    return out.getvalue()


def places(content: bytes, media_type: str) -> list[tuple[str, str]]:
    return [
        (one.kind.value, one.place) for one in scan(content, media_type) if one.severity is not Severity.NOTE
    ]


# ---- places that people understand


def test_a_cell_is_named_with_its_sheet_and_why_nobody_sees_it() -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.create_sheet("Chi tiết")
        sheet["C14"], sheet["C15"], sheet["D16"] = SECRET, "ĐT 0912345678", "STK 2400205123456"
        sheet.sheet_state = "veryHidden"
        sheet.row_dimensions[15].hidden = True
        sheet.column_dimensions["D"].hidden = True

    assert places(book(fill), XLSX) == [
        ("citizen_id", "Sheet “Chi tiết” (ẩn), ô C14"),
        ("phone", "Sheet “Chi tiết” (ẩn), ô C15 (hàng ẩn)"),
        ("bank_account", "Sheet “Chi tiết” (ẩn), ô D16 (cột ẩn)"),
    ]


def test_hidden_parts_are_pointed_out_even_when_they_hold_nothing_personal() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.create_sheet("Nháp").sheet_state = "hidden"

    notes = scan(book(fill), XLSX)
    assert [(one.kind, one.blocks) for one in notes] == [(Kind.HIDDEN, False)]
    assert "Nháp" in notes[0].place


def test_a_letter_names_paragraph_table_and_margin() -> None:
    def fill(document: object) -> None:
        document.add_paragraph("Một")
        document.add_paragraph(SECRET)
        document.add_table(rows=2, cols=2).cell(1, 0).text = "ĐT 0912345678"
        document.sections[0].footer.paragraphs[0].text = "a.b@gmail.com"

    found = places(letter(fill), DOCX)
    assert ("citizen_id", "đoạn 2") in found
    assert ("phone", "bảng 1, hàng 2, cột 1") in found
    assert ("email", "chân trang") in found


def test_a_page_says_what_lies_under_a_box() -> None:
    content = pdf_files._pdf(f"BT /F1 9 Tf 50 600 Td ({SECRET}) Tj ET 0 g 45 596 520 14 re f")
    assert places(content, PDF) == [("covered_text", "trang 1"), ("citizen_id", "trang 1, dưới khung che")]


@pytest.mark.parametrize(
    "drawing",
    [
        # A coloured heading under the letters, a marker's transparent yellow over them, the letters printed again.
        "0 0.2 0.5 rg 45 596 520 14 re f 1 1 1 rg BT /F1 9 Tf 50 600 Td (Noi dung) Tj ET",
        "BT /F1 9 Tf 50 600 Td (Noi dung) Tj ET /Clear gs 1 1 0 rg 45 596 520 14 re f",
        "BT /F1 9 Tf 50 600 Td (Noi dung) Tj ET 1 g 45 596 520 14 re f 0 g BT /F1 9 Tf 50 600 Td (Noi dung) Tj ET",
    ],
)
def test_what_a_reader_sees_is_not_called_covered(drawing: str) -> None:
    content = pdf_files._pdf(drawing)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(Clear=pikepdf.Dictionary(ca=0.4))
        out = io.BytesIO()
        pdf.save(out)
    assert places(out.getvalue(), PDF) == []


def test_letters_recognised_on_a_scan_are_read_and_the_scan_still_needs_a_person() -> None:
    text = "BT /F1 9 Tf 3 Tr 50 600 Td (CCCD 033199012345) Tj ET q 595 0 0 842 0 0 cm /Im0 Do Q"
    assert places(pdf_files._pdf(text, image=True), PDF) == [
        ("unreadable", "trang 1"),
        ("citizen_id", "trang 1, lớp chữ nhận dạng"),
    ]


def test_scanned_pages_in_a_row_are_one_finding() -> None:
    image = "q 595 0 0 842 0 0 cm /Im0 Do Q"
    with pikepdf.open(io.BytesIO(pdf_files._pdf(image, image=True))) as pdf:
        for _ in range(4):
            pdf.pages.append(pdf.pages[0])
        out = io.BytesIO()
        pdf.save(out)
    assert places(out.getvalue(), PDF) == [("unreadable", "trang 1–5")]


# ---- too much, broken, hostile


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 garbage", PDF),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>", PDF),
        (b"PK\x03\x04 broken", DOCX),
        (b"PK\x03\x04 broken", XLSX),
        (b"", PDF),
        (b"\x00\x01\x02" * 50, "application/octet-stream"),
    ],
)
def test_what_cannot_be_opened_is_a_finding(content: bytes, media_type: str) -> None:
    assert any(one.blocks for one in scan(content, media_type))


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_entities_and_bombs_in_a_letter_stop_the_scan_and_are_told() -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w"><w:p>&b;</w:p></w:document>'
    assert places(zipped({"word/document.xml": laughs}), DOCX) == [
        ("unfinished", "không mở được tệp để quét")
    ]
    huge = '<w:document xmlns:w="w">' + "<w:p/>" * 400_000 + "</w:document>"
    (found,) = scan(zipped({"word/document.xml": huge}), DOCX, limits=Limits(part_bytes=1_000_000))
    assert (found.kind, found.place) == (Kind.UNFINISHED, "Có phần giải nén ra quá lớn")


def test_a_page_that_inflates_without_end_is_not_read() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zlib.compress(b"0 " * 20_000_000), filter=pikepdf.Name.FlateDecode)
    page.Contents = stream
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    (found,) = places(out.getvalue(), PDF)
    assert found == ("unfinished", "Có trang giải nén ra quá lớn")


@pytest.mark.parametrize(
    "limits", [Limits(characters=200), Limits(pages=1), Limits(seconds=0.0), Limits(marks=50)], ids=str
)
def test_beyond_a_limit_the_file_is_not_clean(limits: Limits) -> None:
    with pikepdf.open(
        io.BytesIO(pdf_files._pdf("BT /F1 9 Tf 50 600 Td (Noi dung cong khai nam 2026) Tj ET"))
    ) as pdf:
        for _ in range(8):
            pdf.pages.append(pdf.pages[0])
        out = io.BytesIO()
        pdf.save(out)
    found = scan(out.getvalue(), PDF, limits=limits)
    assert [one.kind for one in found] == [Kind.UNFINISHED]
    assert found[0].blocks


def test_a_flood_of_digits_is_read_within_its_time() -> None:
    began = time.monotonic()
    scan(("1 2 0 9 4 3 7 " * 20_000).encode(), "text/plain", limits=Limits(seconds=2))
    assert time.monotonic() - began < 20


def test_a_file_inside_a_file_is_read_too() -> None:
    inner = book(lambda workbook: workbook.active.__setitem__("A1", SECRET))
    out = io.BytesIO(letter(lambda document: document.add_paragraph("Xem bảng")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/bang.xlsx", inner)
    assert places(out.getvalue(), DOCX) == [("citizen_id", "tệp nhúng “bang.xlsx”, Sheet “Sheet”, ô A1")]


# ---- pictures


def test_an_upload_leaves_the_place_and_the_camera_behind() -> None:
    draft = Draft.seeded("x", part="second")
    raw = pictures._camera(draft, 1)
    assert Kind.LOCATION in {one.kind for one in scan(raw, "image/jpeg")}
    stream = io.BytesIO(raw)
    stream.name = "anh.jpg"
    cleaned = clean_upload(stream)
    assert [one for one in scan(cleaned.content, cleaned.media_type) if one.blocks] == []


def test_a_photograph_is_pointed_out_and_a_photographed_page_needs_a_person() -> None:
    photo, draft = io.BytesIO(), Draft.seeded("x", part="second")
    pictures.photograph(draft.values.rng).save(photo, "PNG")
    (note,) = scan(photo.getvalue(), "image/png")
    assert (note.kind, note.blocks) == (Kind.UNREADABLE, False)
    (page,) = scan(pictures.paper(draft.values.rng), "image/png")
    assert (page.kind, page.blocks) == (Kind.UNREADABLE, True)


# ---- cleaning


def test_cleaning_takes_the_people_out_and_leaves_the_words() -> None:
    def fill(document: object) -> None:
        run = document.add_paragraph("Nội dung công khai").add_run(" và phần thêm")
        document.core_properties.author = document.core_properties.last_modified_by = "Nguyễn Văn An"
        document.core_properties.title = "Báo cáo"
        document.add_comment(run, text="Xem lại", author="Trần Thị Bình", initials="TB")

    content = letter(fill)
    assert {kind for kind, _ in places(content, DOCX)} == {"metadata"}
    cleaned = without_properties(content, DOCX)
    assert places(cleaned, DOCX) == []
    again = docx.Document(io.BytesIO(cleaned))
    assert again.paragraphs[0].text == "Nội dung công khai và phần thêm"
    assert (again.core_properties.title, again.core_properties.author) == ("Báo cáo", "")
    assert without_properties(cleaned, DOCX) == cleaned


def test_cleaning_a_workbook_keeps_it_readable() -> None:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment

    def fill(workbook: Workbook) -> None:
        workbook.active["A1"] = 12
        workbook.active["A1"].comment = Comment("Xem lại", "Lê Văn Cường")
        workbook.properties.creator = "Lê Văn Cường"

    content = book(fill)
    assert [kind for kind, _ in places(content, XLSX)] == ["metadata", "metadata"]
    cleaned = without_properties(content, XLSX)
    assert places(cleaned, XLSX) == []
    assert load_workbook(io.BytesIO(cleaned)).active["A1"].value == 12


def test_cleaning_a_pdf_forgets_its_author_and_its_earlier_versions() -> None:
    old = pdf_files._taken_back(Draft.seeded("old", part="second"))
    assert places(old, PDF)
    cleaned = without_properties(old, PDF)
    assert places(cleaned, PDF) == []
    with pikepdf.open(io.BytesIO(pdf_files._pdf("BT /F1 9 Tf 50 600 Td (Noi dung) Tj ET"))) as pdf:
        pdf.docinfo["/Author"], pdf.docinfo["/Title"] = "Nguyễn Văn An", "Báo cáo"
        out = io.BytesIO()
        pdf.save(out)
    assert [kind for kind, _ in places(out.getvalue(), PDF)] == ["metadata"]
    cleaned = without_properties(out.getvalue(), PDF)
    assert places(cleaned, PDF) == []
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Báo cáo"


def test_a_signed_file_is_left_alone() -> None:
    with pikepdf.open(io.BytesIO(pdf_files._pdf(""))) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([]))
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(CannotClean, match="chữ ký số"):
        without_properties(out.getvalue(), PDF)
    signed = io.BytesIO(letter(lambda document: document.add_paragraph("x")))
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<x/>")
    with pytest.raises(CannotClean):
        without_properties(signed.getvalue(), DOCX)


def test_nothing_of_a_document_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        look_at_file(pdf_files._pdf(f"BT /F1 9 Tf 50 600 Td ({SECRET}) Tj ET"), PDF)
        look_at_file(b"%PDF-1.4 033199012345", PDF)
        look_at_file(b"PK\x03\x04 033199012345", DOCX)
    assert "033199012345" not in caplog.text
