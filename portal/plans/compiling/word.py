"""The report as a Word file: text blocks to complete, tables, a chart, and where the figures come from."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from portal.plans.compiling import charts
from portal.plans.compiling.stable import stable
from portal.plans.compiling.wording import (
    CHANNELS,
    NOTHING,
    WHAT,
    band,
    counts_table,
    day,
    interval,
    number,
    share,
)

# Where the body writes itself; the square brackets are how officials mark it.
_TO_WRITE = "[Đơn vị bổ sung: {}]"
_TEXT_WIDTH = 16.5


def unit_report(figures: dict[str, Any], digest: str) -> bytes:
    """Return one body's report as .docx: the same figures give the same bytes."""
    doc = _begin(figures, figures["unit"]["name"], "BÁO CÁO")
    counts, score = figures["counts"], figures["score"]
    due = sum(counts.get(f"answer_on_time:{how}", 0) for how in ("in_time", "late", "open"))
    _heading(doc, "I. Kết quả chung")
    _paragraph(
        doc,
        f"Điểm của kỳ: {number(score['score'])} trên 100 (khoảng 95 %: {interval(score)}); {band(score).lower()}. "
        f"Kỳ trước: {number(score['before'])}. Trong kỳ có {due} phản ánh đến hạn trả lời, "
        f"{share(counts.get('answer_on_time:in_time', 0), due)} được trả lời đúng hạn.",
    )
    _table(doc, ["Việc", "Tổng", "Đúng hạn", "Trễ", "Chưa làm"], counts_table(counts))
    received = [[CHANNELS.get(key, key), str(n)] for key, n in figures["received"].items()]
    _paragraph(doc, "Phản ánh nhận trong kỳ, theo kênh:")
    _table(doc, ["Kênh", "Số phản ánh"], received or [[NOTHING, "0"]])
    _heading(doc, "II. Từng phần của điểm")
    _table(
        doc,
        ["Số", "Phần", "Trọng số", "Số vụ việc", "Giá trị, %", "Mức chung của tỉnh, %", "Góp vào điểm"],
        [
            [str(place), item["label"], str(item["weight"]), str(item["n"]), number(item["value"]),
             number(item["mean"]), number(item["points"])]
            for place, item in enumerate(figures["indicators"], 1)
        ],
    )  # fmt: skip
    _chart(doc, [(item["value"], item["mean"]) for item in figures["indicators"]])
    _heading(doc, "III. Việc trễ hạn hoặc còn thiếu")
    failed = [
        [
            WHAT[item["what"]],
            item["subject"].removeprefix("petition:") or NOTHING,
            day(item["due"]),
            day(item["done"]),
        ]
        for item in figures["failed"]
    ]
    _table(doc, ["Việc", "Hồ sơ", "Hạn", "Làm xong"], failed or [["Không có", NOTHING, NOTHING, NOTHING]])
    _own_words(doc)
    return _finish(doc, figures, digest)


def province_report(figures: dict[str, Any], digest: str) -> bytes:
    """Return the province's summary as .docx: the same figures give the same bytes."""
    doc = _begin(figures, "ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN", "BÁO CÁO TỔNG HỢP")
    counts, units = figures["counts"], figures["units"]
    due = sum(counts.get(f"answer_on_time:{how}", 0) for how in ("in_time", "late", "open"))
    _heading(doc, "I. Kết quả chung của tỉnh")
    _paragraph(
        doc,
        f"{len(units)} đơn vị; {due} phản ánh đến hạn trả lời, "
        f"{share(counts.get('answer_on_time:in_time', 0), due)} đúng hạn, "
        f"{counts.get('answer_on_time:open', 0)} chưa trả lời.",
    )
    _table(doc, ["Việc", "Tổng", "Đúng hạn", "Trễ", "Chưa làm"], counts_table(counts))
    _table(doc, ["Nhóm", "Số đơn vị"], [[name.capitalize(), str(n)] for name, n in figures["bands"]])
    _heading(doc, "II. Mức chung từng phần")
    means = [
        [str(i), x["label"], str(x["weight"]), number(x["mean"])]
        for i, x in enumerate(figures["indicators"], 1)
    ]
    _table(doc, ["Số", "Phần", "Trọng số", "Mức chung, %"], means)
    _chart(doc, [(item["mean"], "") for item in figures["indicators"]])
    _heading(doc, "III. Kết quả từng đơn vị")
    _table(
        doc,
        ["Đơn vị", "Xếp", "Điểm", "Khoảng 95 %", "Đến hạn", "So với kỳ trước"],
        [
            [
                item["name"],
                band(item),
                number(item["score"]),
                interval(item),
                str(item["due"]),
                number(item["change"]),
            ]
            for item in units
        ],
    )
    if figures["missing"]:
        _heading(doc, "IV. Kế hoạch và báo cáo còn thiếu")
        _table(
            doc, ["Việc", "Số đơn vị còn thiếu"], [[x["label"], str(x["number"])] for x in figures["missing"]]
        )
    _own_words(doc)
    return _finish(doc, figures, digest)


def _begin(figures: dict[str, Any], body: str, title: str) -> Doc:
    doc = Document()
    style = doc.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    doc.core_properties.title, doc.core_properties.author = title, body
    head = doc.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    _centred(left.paragraphs[0], body.upper(), bold=True)
    _centred(left.add_paragraph(), "Số: …/BC-UBND")
    _centred(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _centred(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True)
    _centred(right.add_paragraph(), "Hưng Yên, ngày … tháng … năm …")
    where = figures["source"]
    _centred(doc.add_paragraph(), title, bold=True, size=15)
    subject = "Kết quả nâng cao hiệu quả quản trị và hành chính công"
    _centred(doc.add_paragraph(), f"{subject}, {where['label'].lower()}", bold=True)
    _centred(doc.add_paragraph(), f"(số liệu từ {day(where['from'])} đến hết {day(where['to'])})")
    return doc


def _own_words(doc: Doc) -> None:
    _heading(doc, "Đánh giá, kiến nghị của đơn vị")
    for what in (
        "việc làm tốt, cách làm hay",
        "hạn chế và nguyên nhân",
        "việc sẽ làm trong kỳ tới",
        "kiến nghị",
    ):
        _paragraph(doc, _TO_WRITE.format(what))


def _finish(doc: Doc, figures: dict[str, Any], digest: str) -> bytes:
    where = figures["source"]
    _heading(doc, "Nguồn số liệu và cách kiểm tra")
    for line in (
        f"Kỳ đã chốt số {where['snapshot']}, công thức phiên bản {where['formula']}.",
        f"Gốc sổ cái ngày {day(where['ledger_date'])}: {where['ledger_root']}",
        f"Mã băm các dòng: {where['rows_digest']}",
        f"Mã băm bảng điểm: {where['scores_digest']}",
        f"Mã số liệu của báo cáo này (SHA-256): {digest}",
        "Ai cũng tải được các dòng và tính lại điểm tại trang Chấm điểm, mục Cách tính điểm.",
    ):
        _paragraph(doc, line)
    out = io.BytesIO()
    doc.save(out)
    return stable(out.getvalue(), at=f"{where['ledger_date']}T00:00:00Z")


def _heading(doc: Doc, text: str) -> None:
    doc.add_heading(text, level=1)


def _paragraph(doc: Doc, text: str) -> None:
    paragraph = doc.add_paragraph(text)
    paragraph.paragraph_format.space_after = Pt(6)


def _centred(paragraph: Any, text: str, *, bold: bool = False, size: int = 0) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)


def _table(doc: Doc, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table whose heading is repeated on every page."""
    table = doc.add_table(rows=1, cols=len(heading), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heading, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    widths = _widths(heading, rows)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    doc.add_paragraph()
    return table


def _widths(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns as wide as their texts need, a long text at most as five short ones; together as wide as the page."""
    longest = [
        max(
            min(30, max((len(row[place]) for row in rows), default=0)),
            *(len(word) for word in text.split()),
            6,
        )
        for place, text in enumerate(heading)
    ]
    return [Cm(_TEXT_WIDTH * length / sum(longest)) for length in longest]


def _chart(doc: Doc, values: Sequence[tuple[str, str]]) -> None:
    picture = doc.add_picture(io.BytesIO(charts.bars(values)), width=Cm(15.5))
    told = "; ".join(f"phần {place}: {number(value)} %" for place, (value, _) in enumerate(values, 1))
    picture._inline.docPr.set("descr", f"Biểu đồ thanh. {told}.")
    _paragraph(
        doc,
        "Hình: giá trị từng phần (thanh xanh) và mức chung của tỉnh (thanh xám); số thứ tự theo bảng trên.",
    )
