"""The parts of a workbook around its cells: sheets, strings, names, notes, caches."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.core.personal_data import ooxml
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget
from portal.core.personal_data.ooxml import Found
from portal.core.personal_data.xml_text import Element, attribute, elements, local

_NOTES = re.compile(r"xl/(?:comments[^/]*|comments/[^/]+|threadedComments/[^/]+)\.xml")
_PIVOT = re.compile(r"xl/pivotCache/pivotCache(Definition|Records)(\d*)\.xml")
_LINKED = re.compile(r"xl/externalLinks/externalLink\d*\.xml")
_SHEET = re.compile(r"xl/(?:worksheets|chartsheets|dialogsheets)/[^/]+\.xml")
_OWN = frozenset({"xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml"})


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str
    hidden: bool

    @property
    def label(self) -> str:
        return f"Sheet “{self.name}”{' (ẩn)' if self.hidden else ''}"


@dataclass(slots=True)
class Workbook:
    sheets: list[Sheet] = field(default_factory=list)
    names: list[Found] = field(default_factory=list)


def handled(name: str) -> bool:
    """Return whether the workbook's own reader deals with the part."""
    return name in _OWN or any(pattern.fullmatch(name) for pattern in (_NOTES, _PIVOT, _LINKED, _SHEET))


def workbook(archive: zipfile.ZipFile, budget: Budget) -> Workbook:
    """Return the sheets in their order, also those that no list names, and the defined names as pieces."""
    targets = relations(archive, "xl/workbook.xml", budget)
    book = Workbook()
    for event, element in elements(archive, "xl/workbook.xml", budget):
        if event == "start":
            continue
        tag = local(element.tag)
        if tag == "sheet":
            part = targets.get(attribute(element, "id"), "")
            hidden = attribute(element, "state") in ("hidden", "veryHidden")
            book.sheets.append(Sheet(attribute(element, "name"), part, hidden))
        elif tag == "definedName":
            text = f"{attribute(element, 'name')} {attribute(element, 'comment')} {element.text or ''}"
            book.names.append(Piece(text, f"tên vùng “{attribute(element, 'name')[:40]}”", stream="names"))
    named = {sheet.part for sheet in book.sheets}
    for name in archive.namelist():
        if _SHEET.fullmatch(name) and name not in named:
            book.sheets.append(Sheet(name.rpartition("/")[2], name, True))
    return book


def relations(archive: zipfile.ZipFile, part: str, budget: Budget) -> dict[str, str]:
    """Return what a part refers to: id -> path inside the archive."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.namelist():
        return {}
    found = {}
    for event, element in elements(archive, listed, budget):
        if event == "end" and local(element.tag) == "Relationship":
            target = attribute(element, "Target")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[attribute(element, "Id")] = path
    return found


def shared_strings(archive: zipfile.ZipFile, budget: Budget) -> list[str]:
    """Return the texts that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings: list[str] = []
    for event, element in elements(archive, "xl/sharedStrings.xml", budget, frozenset({"si"})):
        if event == "end" and local(element.tag) == "si":
            strings.append(rich_text(element))
            budget.spend(len(strings[-1]))
    # The cells count them again.
    budget.characters -= sum(map(len, strings))
    return strings


def rich_text(element: Element) -> str:
    return "".join(child.text or "" for child in element.iter() if local(child.tag) == "t")


def beside(archive: zipfile.ZipFile, sheets: list[Sheet], budget: Budget) -> Iterator[Found]:
    """Yield notes, the stores of pivot tables, and what was fetched from other files."""
    owner = {
        target: sheet.label
        for sheet in sheets
        if sheet.part
        for target in relations(archive, sheet.part, budget).values()
    }
    for name in archive.namelist():
        if _NOTES.fullmatch(name):
            yield from _notes(archive, name, owner.get(name, ""), budget)
        elif _LINKED.fullmatch(name):
            yield from _linked(archive, name, budget)
    fields: dict[str, list[str]] = {}
    for kind in ("Definition", "Records"):
        for name in archive.namelist():
            match = _PIVOT.fullmatch(name)
            if match and match[1] == kind:
                yield from _pivot(archive, name, fields.setdefault(match[2], []), budget)


def _notes(archive: zipfile.ZipFile, name: str, sheet: str, budget: Budget) -> Iterator[Found]:
    for event, element in elements(
        archive, name, budget, frozenset({"comment", "threadedComment", "author"})
    ):
        tag = local(element.tag)
        if event == "start":
            continue
        if tag in ("comment", "threadedComment"):
            text = rich_text(element) or "".join(element.itertext())
            cell = attribute(element, "ref")
            budget.spend(len(text))
            yield Piece(
                text, ", ".join(filter(None, (sheet, f"nhận xét ở ô {cell}"))), stream=f"notes {cell}"
            )
        elif tag == "author" and element.text:
            yield from ooxml.author(element.text, f"người viết nhận xét{', ' + sheet if sheet else ''}")
    yield Remark(Kind.HIDDEN, f"{sheet or 'Bảng tính'}: có nhận xét", Severity.NOTE)


def _linked(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[Found]:
    place = "dữ liệu lưu từ tệp khác (liên kết ngoài)"
    for event, element in elements(archive, name, budget):
        if event == "end" and local(element.tag) == "v" and element.text:
            budget.spend(len(element.text))
            yield Piece(element.text, place, stream=name)
    yield Remark(Kind.HIDDEN, place, Severity.NOTE)


def _pivot(archive: zipfile.ZipFile, name: str, fields: list[str], budget: Budget) -> Iterator[Found]:
    """Yield the values that a pivot table keeps of rows which may be gone from every sheet."""
    place = "bộ nhớ của bảng tổng hợp (pivot cache)"
    column = 0
    for event, element in elements(archive, name, budget):
        tag = local(element.tag)
        if event == "start":
            if tag == "cacheField":
                fields.append(attribute(element, "name"))
            elif tag == "r":
                column = 0
            continue
        if tag in ("s", "n", "d", "x") and (value := attribute(element, "v")):
            index = column if "Records" in name else len(fields) - 1
            heading = fields[index] if 0 <= index < len(fields) else ""
            column += 1
            if tag != "x":
                budget.spend(len(value))
                yield Piece(f"{heading}: {value}", place, stream=f"{name} {index}")
    yield Remark(Kind.HIDDEN, place, Severity.NOTE)
