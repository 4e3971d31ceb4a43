"""Word, Excel and PDF as pages to read: what stays, what goes, and what is too much."""

import io
from datetime import date
from typing import Any

import pytest
from docx.shared import Inches
from PIL import Image

from portal.core.reading import CannotRead, has_text, pdf, read_document, word, workbook
from portal.core.uploads import DOCX, XLSX
from tests.core.reading import making

PDF = "application/pdf"


# ---- Word


def report(document: Any) -> None:
    document.add_heading("Báo cáo thu, chi", 0)
    document.add_heading("I. Phần thu", 1)
    document.add_paragraph("Tổng thu đạt 12 tỷ đồng.").runs[0].bold = True
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("Mục", "Số", "Thuế", "5"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Điểm một", style="List Bullet")


def test_a_word_document_keeps_headings_tables_and_lists_below_the_pages_own_heading() -> None:
    [part] = read_document(making.docx(report), DOCX).parts
    assert part.title == "Báo cáo thu, chi"
    assert "<h2>Báo cáo thu, chi</h2>" in part.html
    assert "<h2>I. Phần thu</h2>" in part.html
    assert "<strong>Tổng thu đạt 12 tỷ đồng.</strong>" in part.html
    assert "<td><p>Thuế</p></td>" in part.html
    assert "<li>Điểm một</li>" in part.html
    assert "<h1" not in part.html


def test_the_words_of_a_picture_stand_for_it_and_a_picture_without_words_is_dropped() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")

    def pictures(document: Any) -> None:
        document.add_paragraph("Trước hình.")
        document.add_picture(io.BytesIO(buffer.getvalue()), width=Inches(1))
        shape = document.add_picture(io.BytesIO(buffer.getvalue()), width=Inches(1))
        shape._inline.docPr.set("descr", "Bản đồ thôn Đông")

    [part] = read_document(making.docx(pictures), DOCX).parts
    assert "[Hình: Bản đồ thôn Đông]" in part.html
    assert part.html.count("[Hình") == 1
    assert "<img" not in part.html
    assert "base64" not in part.html


def test_nothing_that_could_run_comes_out_of_a_word_document() -> None:
    content = making.docx(lambda document: document.add_paragraph("<script>alert(1)</script> & <b>đậm</b>"))
    [part] = read_document(content, DOCX).parts
    assert "<script" not in part.html
    assert "&lt;script&gt;" in part.html


def test_a_long_text_is_cut_at_its_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "CHAPTER", 600)

    def chapters(document: Any) -> None:
        for number in range(1, 6):
            document.add_heading(f"Chương {number}", 1)
            for _ in range(4):
                document.add_paragraph("Một câu dài về công việc của xã. " * 4)

    content = making.docx(chapters)
    parts = read_document(content, DOCX).parts
    assert len(parts) >= 5
    assert parts[0].title == "Chương 1"
    assert all(part.html.count("<p>") == part.html.count("</p>") for part in parts)
    monkeypatch.setattr(word, "MOST_CHAPTERS", 2)
    short = read_document(content, DOCX)
    assert len(short.parts) == 2
    assert "Chỉ hiện 2 phần đầu" in short.note


def test_a_table_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "CHAPTER", 100)

    def table(document: Any) -> None:
        rows = document.add_table(rows=30, cols=2).rows
        for row in rows:
            row.cells[0].text = row.cells[1].text = "Nội dung của ô"
        document.add_paragraph("Sau bảng.")

    parts = read_document(making.docx(table), DOCX).parts
    assert all(part.html.count("<table>") == part.html.count("</table>") for part in parts)
    assert "Sau bảng." in parts[-1].html


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "không an toàn"),
        (b"<w:document>" + b" " * word.MOST_XML, "quá dài"),
        (b"<broken", "không chuyển được"),
    ],
    ids=["entities", "too-long", "broken"],
)
def test_word_documents_that_are_no_good_have_no_reading(part: bytes, reason: str) -> None:
    content = making.with_part(making.docx(report), "word/document.xml", part)
    with pytest.raises(CannotRead, match=reason):
        read_document(content, DOCX)


# ---- Excel


def budget(book: Any) -> None:
    sheet = book.active
    sheet.title = "Thu chi"
    sheet.append(["Biểu thu, chi ngân sách năm 2026"])
    sheet.append(["Mục", "Dự toán", "Ngày"])
    sheet.append(["Thuế <b>đất</b>", 1234567.5, date(2026, 3, 2)])
    sheet.append(["Năm", 2026, None])
    sheet["B3"].number_format = "#,##0.0"


def test_a_sheet_becomes_a_table_with_its_heading_and_vietnamese_numbers() -> None:
    [part] = read_document(making.xlsx(budget), XLSX).parts
    assert part.title == "Trang tính Thu chi"
    assert part.html.startswith("<p>Biểu thu, chi ngân sách năm 2026</p><table><thead>")
    assert '<th scope="col">Dự toán</th>' in part.html
    assert "<td>1.234.567,5</td>" in part.html
    assert "<td>02/03/2026</td>" in part.html
    assert "<td>2026</td>" in part.html
    assert "&lt;b&gt;đất&lt;/b&gt;" in part.html


def test_what_is_hidden_in_a_workbook_stays_hidden() -> None:
    def hidden(book: Any) -> None:
        sheet = book.active
        sheet.append(["Mục", "CCCD", "Số"])
        sheet.append(["Một", "BIMAT1", 1])
        sheet.append(["Hai", "BIMAT2", 2])
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        other = book.create_sheet("Ẩn")
        other.append(["BIMAT3", "x"])
        other.sheet_state = "hidden"

    [part] = read_document(making.xlsx(hidden), XLSX).parts
    assert "BIMAT" not in part.html
    assert "Hai" not in part.html
    assert "Một" in part.html


def test_a_long_sheet_is_cut_and_each_piece_repeats_the_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_A_PART", 4)
    monkeypatch.setattr(workbook, "MOST_ROWS", 8)

    def long(book: Any) -> None:
        book.active.append(["Mục", "Ghi chú"])
        for number in range(20):
            book.active.append([f"Dòng {number}", "x"])

    reading = read_document(making.xlsx(long), XLSX)
    assert [part.title for part in reading.parts] == [
        "Trang tính Sheet, dòng 2–5",
        "Trang tính Sheet, dòng 6–8",
    ]
    assert all('<th scope="col">Mục</th>' in part.html for part in reading.parts)
    assert "chỉ hiện 8 dòng đầu" in reading.note


def test_a_workbook_without_content_has_no_parts_and_a_broken_one_no_reading() -> None:
    assert read_document(making.xlsx(lambda book: None), XLSX).parts == []
    with pytest.raises(CannotRead):
        read_document(b"PK\x03\x04 hong", XLSX)


# ---- PDF


def test_a_pdf_is_read_page_by_page_and_pages_without_words_are_passed_over() -> None:
    first = [
        "Bao cao tinh hinh thu chi ngan sach xa nam hai nghin khong",
        "tram hai muoi sau da duoc duyet.",
        "1. Phan thu",
    ]
    content = making.pdf(first, ["12"], ["Trang cuoi co du chu de nguoi doc hieu duoc."])
    parts = read_document(content, PDF).parts
    assert [part.title for part in parts] == ["Trang 1", "Trang 3"]
    assert parts[0].html == (
        "<p>Bao cao tinh hinh thu chi ngan sach xa nam hai nghin khong tram hai muoi sau da duoc duyet.</p>"
        "<p>1. Phan thu</p>"
    )


def test_a_scan_has_nothing_to_read() -> None:
    assert read_document(making.scan(), PDF).parts == []
    assert not has_text(making.scan(), PDF)
    assert has_text(making.pdf(["Mot cau du dai de duoc xem la chu that su."]), PDF)


def test_pages_and_seconds_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = making.pdf(*[["Mot cau du dai de duoc xem la chu that su."]] * 4)
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    reading = read_document(content, PDF)
    assert (len(reading.parts), reading.note) == (2, "Chỉ hiện 2 trên 4 trang.")
    monkeypatch.setattr(pdf, "MOST_SECONDS", -1.0)
    reading = read_document(content, PDF)
    assert (len(reading.parts), reading.note) == (1, "Chỉ đọc được 1 trên 4 trang.")


def test_text_in_fonts_of_the_time_before_unicode_is_not_shown_as_if_it_could_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = "Céng hßa x· héi chñ nghÜa ViÖt Nam. §éc lËp, tù do, h¹nh phóc. " * 5
    monkeypatch.setattr(pdf, "_texts", lambda document, most: iter([(1, old)]))
    reading = read_document(making.pdf(["x"]), PDF)
    assert reading.parts == []
    assert "phông cũ" in reading.note


def test_a_damaged_pdf_has_no_reading() -> None:
    with pytest.raises(CannotRead):
        read_document(b"%PDF-1.4 hong", PDF)
    assert not has_text(b"%PDF-1.4 hong", PDF)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Một câu dài đến tận cuối dòng", "và còn tiếp nữa."],
            ["Một câu dài đến tận cuối dòng và còn tiếp nữa."],
        ),
        (["Kết thúc ở đây.", "câu khác"], ["Kết thúc ở đây.", "câu khác"]),
        (
            ["Danh sách gồm các mục sau đây", "- mục một", "- mục hai"],
            ["Danh sách gồm các mục sau đây", "- mục một", "- mục hai"],
        ),
        (
            ["NGẮN", "Một đoạn văn khác bắt đầu ở đây và dài"],
            ["NGẮN", "Một đoạn văn khác bắt đầu ở đây và dài"],
        ),
        (["", "  "], []),
    ],
)
def test_lines_become_paragraphs(lines: list[str], expected: list[str]) -> None:
    assert pdf.paragraphs(lines) == expected


# ---- others


def test_pictures_say_nothing_and_other_types_are_refused() -> None:
    assert read_document(b"", "image/png").parts == []
    assert not has_text(b"", "image/png")
    with pytest.raises(CannotRead):
        read_document(b"", "text/html")


def test_search_gets_the_words_without_the_tags() -> None:
    text = read_document(making.docx(report), DOCX).text
    assert "I. Phần thu Tổng thu đạt 12 tỷ đồng." in text
    assert "<" not in text
