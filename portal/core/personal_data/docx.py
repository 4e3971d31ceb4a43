"""Everything that a Word document says, whether it is printed or not."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.core.personal_data import ooxml
from portal.core.personal_data.columns import Cell, Columns
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget
from portal.core.personal_data.ooxml import Found
from portal.core.personal_data.xml_text import BAD_XML, Element, attribute, elements, local

_PARTS = {
    "document": "", "header": "đầu trang", "footer": "chân trang", "footnotes": "chú thích cuối trang",
    "endnotes": "chú thích cuối văn bản", "comments": "nhận xét", "glossary/document": "khối văn bản mẫu",
}  # fmt: skip
_NAME = re.compile(r"word/(glossary/document|document|header|footer|footnotes|endnotes|comments)\d*\.xml")
_LAYERS = {
    "seen": "", "hidden": "chữ ẩn", "deleted": "đã xóa nhưng còn lưu", "covered": "bôi đen", "code": "mã trường",
}  # fmt: skip
_TRACKED = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "comment"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DROPPED = frozenset({"p", "tr", "tbl", "r", "comment"})
_TINY = 5  # half points


def read(content: bytes, budget: Budget, depth: int = 0) -> Iterator[Found]:
    """Yield the document's texts with their places. Raises Exhausted beyond a bound, ValueError for no document."""
    yield from ooxml.read(content, budget, _own, lambda name: _NAME.fullmatch(name) is not None, depth)


def _own(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Found]:
    for name in archive.namelist():
        match = _NAME.fullmatch(name)
        if match:
            story = _Story(_PARTS[match[1]], name, budget)
            try:
                for event, element in elements(archive, name, budget, _DROPPED):
                    yield from story.start(element) if event == "start" else story.end(element)
            except BAD_XML as error:
                raise ValueError("not a readable Word document") from error
            yield from story.remarks()


@dataclass(slots=True)
class _Table:
    number: int
    columns: Columns = field(default_factory=Columns)
    row: int = 0
    cell: int = 0
    cells: list[Cell] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Story:
    """Follows one part from its first element to its last."""

    def __init__(self, title: str, name: str, budget: Budget) -> None:
        self.title, self.name, self.budget = title, name, budget
        self._paragraphs: list[dict[str, list[str]]] = []
        self._tables: list[_Table] = []
        self._number = 0
        self._table_count = 0
        self._removed = 0
        self._layer = "seen"
        self._authors: set[str] = set()
        self._counts = dict.fromkeys(("hidden", "deleted", "inserted"), 0)

    # ---- events

    def start(self, element: Element) -> Iterator[Found]:
        tag = local(element.tag)
        if tag == "p":
            self._paragraphs.append({})
            self._number += 1
        elif tag in ("del", "moveFrom"):
            self._removed += 1
        elif tag == "r":
            self._layer = "seen"
        else:
            self._start_table_part(tag)
        if tag in _TRACKED:
            self._authors.add(attribute(element, "author"))
            self._counts["inserted"] += tag in ("ins", "moveTo")
        if tag == "docPr":
            for key in ("descr", "title"):
                if value := attribute(element, key):
                    yield Piece(value, self._place("chữ thay thế cho hình"), stream="alternatives")

    def _start_table_part(self, tag: str) -> None:
        if tag == "tbl":
            self._table_count += 1
            self._tables.append(_Table(self._table_count))
        elif tag == "tr" and self._tables:
            table = self._tables[-1]
            table.row, table.cell, table.cells = table.row + 1, 0, []
        elif tag == "tc" and self._tables:
            self._tables[-1].cell += 1
            self._tables[-1].text = []

    def end(self, element: Element) -> Iterator[Found]:
        tag = local(element.tag)
        if tag in _SIGNS:
            self._put(_SIGNS[tag])
        elif tag in ("t", "delText", "instrText", "delInstrText"):
            self._write(tag, element.text or "")
        elif tag == "rPr":
            self._layer = _run_layer(element)
        elif tag in ("del", "moveFrom"):
            self._removed = max(0, self._removed - 1)
        elif tag == "p":
            yield from self._end_paragraph()
        elif self._tables:
            yield from self._end_table_part(tag, element)

    def _end_table_part(self, tag: str, element: Element) -> Iterator[Found]:
        table = self._tables[-1]
        if tag == "tc" and table.text:
            table.cells.append(Cell(table.cell, "\n".join(table.text), self._cell_place(table)))
        elif tag == "tr":
            yield from table.columns.row(table.cells, self.name)
        elif tag == "tbl":
            self._tables.pop()

    def remarks(self) -> Iterator[Found]:
        """Yield what the whole part is remarkable for: who wrote it, and what is hidden in it."""
        for who in sorted(self._authors):
            yield from ooxml.author(who, "người sửa, người nhận xét (theo dõi thay đổi)")
        for layer, words in (
            ("hidden", "chữ ẩn"),
            ("deleted", "nội dung đã xóa còn lưu"),
            ("inserted", "nội dung chèn có theo dõi"),
        ):
            if self._counts[layer]:
                yield Remark(Kind.HIDDEN, f"{self.title or 'thân văn bản'}: {words}", Severity.NOTE)
        if self.title == "nhận xét" and self._number:
            yield Remark(Kind.HIDDEN, "nhận xét trong văn bản", Severity.NOTE)

    # ---- text

    def _write(self, tag: str, text: str) -> None:
        if tag in ("instrText", "delInstrText"):
            self._put(text, "code")
        elif tag == "delText" or self._removed:
            self._put(text, "deleted")
        else:
            self._put(text, self._layer)

    def _put(self, text: str, layer: str = "") -> None:
        self.budget.spend(len(text))
        if self._paragraphs:
            self._paragraphs[-1].setdefault(
                layer or ("deleted" if self._removed else self._layer), []
            ).append(text)

    def _end_paragraph(self) -> Iterator[Found]:
        if not self._paragraphs:
            return
        layers = {layer: "".join(parts) for layer, parts in self._paragraphs.pop().items()}
        for layer, text in layers.items():
            if not text.strip():
                continue
            if layer in self._counts:
                self._counts[layer] += 1
            if layer == "covered":
                yield Remark(Kind.COVERED, self._place("bôi đen"), Severity.HIGH, text)
            if layer == "seen" and self._tables:
                self._tables[-1].text.append(text)
            else:
                yield Piece(text, self._place(_LAYERS[layer]), stream=f"{self.name} {layer}")
        # What is written, shown or not: a number may be half hidden.
        if len(layers) > 1:
            whole = "".join(text for layer, text in layers.items() if layer in ("seen", "hidden", "covered"))
            yield Piece(whole, self._place(""), stream=f"{self.name} whole")

    def _place(self, what: str) -> str:
        if self._tables:
            where = self._cell_place(self._tables[-1])
        else:
            where = self.title or f"đoạn {self._number}"
        return f"{where}, {what}" if what else where

    def _cell_place(self, table: _Table) -> str:
        place = f"bảng {table.number}, hàng {table.row}, cột {table.cell}"
        return f"{self.title}, {place}" if self.title else place


def _run_layer(properties: Element) -> str:
    """Return how a run with these properties looks to a reader."""
    found = {local(child.tag): child for child in properties}
    if any(_on(found.get(name)) for name in ("vanish", "webHidden", "specVanish")):
        return "hidden"
    colour = _value(found, "color").upper()
    ground = (
        _value(found, "highlight") or attribute(found["shd"], "fill").upper()
        if "shd" in found
        else _value(found, "highlight")
    )
    if ground in ("black", "000000") and colour in ("", "AUTO", "000000"):
        return "covered"
    size = _value(found, "sz")
    if (colour == "FFFFFF" and ground in ("", "AUTO", "FFFFFF", "white")) or (
        size.isdigit() and int(size) <= _TINY
    ):
        return "hidden"
    return "seen"


def _value(found: dict[str, Element], name: str) -> str:
    return attribute(found[name], "val") if name in found else ""


def _on(element: Element | None) -> bool:
    return element is not None and attribute(element, "val").lower() not in ("0", "false", "off")
