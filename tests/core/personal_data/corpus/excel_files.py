"""Workbooks with details in cells, behind cells, and where nobody looks."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus.page import Document, Draft

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make(number: int, *, seed: str, part: str) -> Document:
    draft = Draft.seeded(f"{seed} excel {number}", part=part)
    book = Workbook()
    sheet = book.active
    sheet.title = "Tổng hợp"
    sheet.append(["TT", "Nội dung", "Dự toán", "Thực hiện"])
    for row in range(1, 9):
        amount = draft.values.rng.randint(10_000, 99_999_999_999)
        sheet.append([row, draft.decoys(1)[0], amount, amount * 0.97])
    extra: dict[str, str] = {}
    if number % 4:
        draft.some(_Maker(draft, book, extra).ways(), 4)
    buffer = io.BytesIO()
    book.save(buffer)
    return Document(f"bang-{number}.xlsx", XLSX, _with_parts(buffer.getvalue(), extra), draft.planted)


def _with_parts(content: bytes, extra: dict[str, str]) -> bytes:
    """Add parts that openpyxl does not write."""
    if not extra:
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        for name, xml in extra.items():
            new.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return out.getvalue()


class _Maker:
    def __init__(self, draft: Draft, book: Any, extra: dict[str, str]) -> None:
        self.draft, self.book, self.extra = draft, book, extra

    def ways(self) -> list[Any]:
        return [
            self.cell, self.columns, self.lost_zero, self.hidden_sheet, self.very_hidden, self.hidden_row,
            self.hidden_column, self.comment, self.name, self.pivot, self.link, self.thread, self.author, self.printed,
            self.born,
        ]  # fmt: skip

    def cell(self) -> None:
        self.book.active["F3"] = self.draft.plant("ô", simple=True)

    def _list(self, heading: str, kind: Kind, values: list[Any], carrier: str) -> None:
        sheet = self.book.create_sheet(f"DS {len(self.book.sheetnames)}")
        sheet.append(["TT", "Họ và tên", heading])
        for number, value in enumerate(values, start=1):
            sheet.append([number, self.draft.values.name(), value])
            self.draft.note(kind, carrier, str(value))

    def columns(self) -> None:
        values = self.draft.values
        if self.draft.part != "tuning":
            self._list("Số tài khoản", Kind.BANK, [values.bank_account() for _ in range(3)], "cột có tiêu đề")
        else:
            self._list("CMND", Kind.OLD_ID, [values.old_id() for _ in range(3)], "cột có tiêu đề")

    def lost_zero(self) -> None:
        """Numbers typed as numbers: the program dropped the zero in front."""
        values = self.draft.values
        if self.draft.part != "tuning":
            self._list("Điện thoại", Kind.PHONE, [int(values.phone()) for _ in range(3)], "số mất chữ số 0")
        else:
            self._list(
                "Số CCCD", Kind.CITIZEN_ID, [int(values.citizen_id()) for _ in range(3)], "số mất chữ số 0"
            )

    def born(self) -> None:
        days = [self.draft.values.birth_date() for _ in range(2)]
        shown = [f"{day:02d}/{month:02d}/{year}" for day, month, year in days]
        self._list(
            "Ngày sinh" if self.draft.part != "tuning" else "Ngày, tháng, năm sinh",
            Kind.BIRTH_DATE,
            shown,
            "cột ngày sinh",
        )

    def hidden_sheet(self) -> None:
        self._hidden("hidden", "trang tính ẩn")

    def very_hidden(self) -> None:
        self._hidden("veryHidden", "trang tính ẩn sâu")

    def _hidden(self, state: str, carrier: str) -> None:
        sheet = self.book.create_sheet(f"Chi tiết {state}")
        sheet["C14"] = self.draft.plant(carrier, simple=True)
        sheet.sheet_state = state

    def hidden_row(self) -> None:
        self.book.active["G5"] = self.draft.plant("hàng ẩn", simple=True)
        self.book.active.row_dimensions[5].hidden = True

    def hidden_column(self) -> None:
        self.book.active["H4"] = self.draft.plant("cột ẩn", simple=True)
        self.book.active.column_dimensions["H"].hidden = True

    def comment(self) -> None:
        self.book.active["B2"].comment = Comment(self.draft.plant("nhận xét ở ô", simple=True), "Ke toan")

    def name(self) -> None:
        text = self.draft.plant("tên vùng", simple=True).replace('"', "")
        self.book.defined_names["ghi_chu"] = DefinedName("ghi_chu", attr_text=f'"{text}"')

    def pivot(self) -> None:
        value = self.draft.values.citizen_id()
        self.draft.note(Kind.CITIZEN_ID, "pivot cache", value)
        self.extra["xl/pivotCache/pivotCacheDefinition1.xml"] = (
            f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheFields><cacheField name="Số CCCD"><sharedItems>'
            f'<s v="{value}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
        )

    def link(self) -> None:
        value = self.draft.values.phone()
        self.draft.note(Kind.PHONE, "liên kết ngoài", value)
        self.extra["xl/externalLinks/externalLink1.xml"] = (
            f'<externalLink xmlns="{_MAIN}"><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1">'
            f'<cell r="A1" t="str"><v>{value}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
        )

    def thread(self) -> None:
        text = self.draft.plant("nhận xét theo luồng", simple=True).replace("<", "(").replace(">", ")")
        self.extra["xl/threadedComments/threadedComment1.xml"] = (
            '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            f'<threadedComment ref="A1" id="1"><text>{text}</text></threadedComment></ThreadedComments>'
        )

    def author(self) -> None:
        name = self.draft.values.name()
        self.book.properties.creator = name
        self.draft.note(Kind.METADATA, "thuộc tính tài liệu", name)

    def printed(self) -> None:
        self.book.active.oddFooter.left.text = self.draft.plant("chân trang khi in", simple=True).replace(
            "&", ""
        )
