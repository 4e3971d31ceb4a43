"""Word documents with details in every corner that Word has."""

import io
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus.page import Document, Draft

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make(number: int, *, seed: str, part: str) -> Document:
    draft = Draft.seeded(f"{seed} word {number}", part=part)
    file = docx.Document()
    for line in draft.decoys(draft.values.rng.randint(3, 6)):
        file.add_paragraph(line)
    if number % 4:
        maker = _Maker(draft, file)
        draft.some(maker.ways(), 4)
    buffer = io.BytesIO()
    file.save(buffer)
    return Document(f"van-ban-{number}.docx", DOCX, buffer.getvalue(), draft.planted)


class _Maker:
    def __init__(self, draft: Draft, file: Any) -> None:
        self.draft, self.file = draft, file

    def ways(self) -> list[Any]:
        return [
            self.body, self.runs, self.table, self.column, self.header, self.footer, self.comment, self.deleted,
            self.inserted, self.hidden, self.white, self.blackened, self.author, self.title, self.alternative,
        ]  # fmt: skip

    def body(self) -> None:
        self.file.add_paragraph(self.draft.plant("thân văn bản"))

    def runs(self) -> None:
        """Word cuts a text into runs wherever it was edited."""
        sentence = self.draft.plant("thân văn bản, nhiều mảnh", simple=True)
        paragraph = self.file.add_paragraph()
        for start in range(0, len(sentence), 5):
            paragraph.add_run(sentence[start : start + 5]).bold = start % 2 == 0

    def table(self) -> None:
        table = self.file.add_table(rows=2, cols=2)
        table.cell(0, 0).text = "Nội dung"
        table.cell(1, 1).text = self.draft.plant("bảng", simple=True)

    def column(self) -> None:
        """A number that only the heading of its column explains."""
        table = self.file.add_table(rows=1, cols=3)
        for cell, text in zip(table.rows[0].cells, ("TT", "Họ và tên", "Số CMND"), strict=True):
            cell.text = text
        for number in range(1, 4):
            value = self.draft.values.old_id()
            row = table.add_row().cells
            row[0].text, row[1].text, row[2].text = str(number), self.draft.values.name(), value
            self.draft.note(Kind.OLD_ID, "cột của bảng", value)

    def header(self) -> None:
        self.file.sections[0].header.paragraphs[0].text = self.draft.plant("đầu trang", simple=True)

    def footer(self) -> None:
        self.file.sections[0].footer.paragraphs[0].text = self.draft.plant("chân trang", simple=True)

    def comment(self) -> None:
        run = self.file.add_paragraph("Xem nhận xét.").add_run("tại đây")
        author = self.draft.values.name()
        self.file.add_comment(run, text=self.draft.plant("nhận xét", simple=True), author=author, initials="")
        self.draft.note(Kind.METADATA, "người nhận xét", author)

    def deleted(self) -> None:
        run = self.file.add_paragraph("Đoạn này đã sửa. ").add_run("")
        self._tracked(run, "w:del", "w:delText", self.draft.plant("đã xóa có theo dõi", simple=True))

    def inserted(self) -> None:
        run = self.file.add_paragraph("Đoạn này đã thêm. ").add_run("")
        self._tracked(run, "w:ins", "w:t", self.draft.plant("chèn có theo dõi", simple=True))

    def _tracked(self, run: Any, change: str, tag: str, text: str) -> None:
        mark, inner, words = OxmlElement(change), OxmlElement("w:r"), OxmlElement(tag)
        mark.set(qn("w:id"), "7")
        mark.set(qn("w:author"), "Van phong")
        words.text = text
        inner.append(words)
        mark.append(inner)
        run._r.addnext(mark)

    def hidden(self) -> None:
        run = self.file.add_paragraph("Ghi chú. ").add_run(self.draft.plant("chữ ẩn", simple=True))
        run.font.hidden = True

    def white(self) -> None:
        run = self.file.add_paragraph("Ghi chú. ").add_run(self.draft.plant("chữ trắng", simple=True))
        run.font.color.rgb = docx.shared.RGBColor(255, 255, 255)

    def blackened(self) -> None:
        run = self.file.add_paragraph("Người nhận: ").add_run(self.draft.plant("bôi đen", simple=True))
        run.font.highlight_color = docx.enum.text.WD_COLOR_INDEX.BLACK
        self.draft.note(Kind.COVERED, "bôi đen")

    def author(self) -> None:
        name = self.draft.values.name()
        self.file.core_properties.author = name
        self.draft.note(Kind.METADATA, "thuộc tính tài liệu", name)

    def title(self) -> None:
        self.file.core_properties.comments = self.draft.plant("thuộc tính tài liệu", simple=True)

    def alternative(self) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "white").save(picture, "PNG")
        picture.seek(0)
        shape = self.file.add_picture(picture)
        shape._inline.docPr.set("descr", self.draft.plant("chữ thay thế cho hình", simple=True))
