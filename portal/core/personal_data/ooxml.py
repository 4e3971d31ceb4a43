"""What Word and Excel files have in common: properties, links, pictures, and parts that no reader ever sees."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from portal.core.personal_data import images, xml_text
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.file_properties import is_author, of_property
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget
from portal.core.personal_data.names import looks_like_author
from portal.core.personal_data.xml_text import BAD_XML, attribute, local

Found = Piece | Remark
MAX_PARTS = 3000
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff")
_MOST_PICTURES = 200
_SILENT = (".emf", ".wmf", ".bin", ".fntdata", ".odttf", ".svg")
# The picture of an empty page that python-docx puts into every document.
_BLANK_THUMBNAIL = "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead"


def read(
    content: bytes,
    budget: Budget,
    own: Callable[[zipfile.ZipFile, Budget], Iterator[Found]],
    handled: Callable[[str], bool],
    depth: int = 0,
) -> Iterator[Found]:
    """Yield what `own` reads of the archive, then whatever else is in it.

    Raises ValueError for no archive, Exhausted beyond a bound.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MAX_PARTS or any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise ValueError("not a readable Office file")
            yield from own(archive, budget)
            yield from _rest(archive, [name for name in names if not handled(name)], budget, depth)
    except xml_text.BAD_ZIP as error:
        raise ValueError("not a readable Office file") from error


def _rest(archive: zipfile.ZipFile, names: list[str], budget: Budget, depth: int) -> Iterator[Found]:
    pictures = [
        name for name in names if name.lower().endswith(_PICTURES) and "thumbnail" not in name.lower()
    ]
    for name in pictures[:_MOST_PICTURES]:
        budget.spend()
        yield from images.inside(xml_text.part(archive, name, budget))
    for name in names:
        budget.spend()
        if name not in pictures:
            yield from _part(archive, name, budget, depth)


def _part(archive: zipfile.ZipFile, name: str, budget: Budget, depth: int) -> Iterator[Found]:
    lower = name.lower()
    if lower.startswith("docprops/") and lower.endswith(".xml"):
        yield from properties(xml_text.part(archive, name, budget))
    elif "thumbnail" in lower:
        if hashlib.sha256(xml_text.part(archive, name, budget)).hexdigest() != _BLANK_THUMBNAIL:
            yield Remark(Kind.METADATA, "ảnh thu nhỏ của trang đầu (thumbnail)", Severity.MEDIUM, name)
    elif lower.endswith(".rels"):
        yield from _links(archive, name, budget)
    elif lower.endswith((".xml", ".vml")):
        yield from other_part(archive, name, budget)
    elif lower.endswith((".docx", ".xlsx")):
        yield from _inner_file(archive, name, budget, depth)
    elif not lower.endswith((*_SILENT, "/")):
        yield Remark(Kind.UNFINISHED, f"phần “{name[:60]}” bên trong tệp", Severity.MEDIUM)


def _inner_file(archive: zipfile.ZipFile, name: str, budget: Budget, depth: int) -> Iterator[Found]:
    from portal.core.personal_data import docx, xlsx

    place = f"tệp nhúng “{name.rpartition('/')[2][:60]}”"
    if depth >= 2:
        yield Remark(Kind.UNFINISHED, place, Severity.MEDIUM)
        return
    reader = docx.read if name.lower().endswith(".docx") else xlsx.read
    try:
        for found in reader(xml_text.part(archive, name, budget), budget, depth + 1):
            yield _moved(found, place)
    except ValueError:
        yield Remark(Kind.UNFINISHED, place, Severity.MEDIUM)


def _moved(found: Found, place: str) -> Found:
    if isinstance(found, Remark):
        return Remark(found.kind, f"{place}, {found.place}", found.severity, found.value)
    return Piece(found.text, f"{place}, {found.place}", f"{place} {found.stream}", found.end)


def properties(xml: bytes) -> Iterator[Found]:
    """Yield the document properties: title, author, who saved last, company, and a program's own."""
    name = ""
    for key, value in xml_text.named_texts(xml):
        if key == "name":
            name = value  # of a property of its own; the value follows
        elif key not in {
            "fmtid",
            "pid",
            "type",
            "Application",
            "AppVersion",
            "Template",
            "created",
            "modified",
        }:
            label = name or key
            yield from of_property(
                value, label, author=is_author(key) or is_author(label) or "người" in label.lower()
            )


def _links(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[Found]:
    for _, element in _ends(archive, name, budget):
        target = unquote(attribute(element, "Target"))
        if target.lower().startswith(("mailto:", "tel:", "sms:")):
            yield Piece(f"liên hệ: {target.partition(':')[2]}", "địa chỉ của liên kết", stream="links")


def other_part(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[Found]:
    """Yield every text of a part, and the values and authors in its attributes."""
    place = f"phần “{name}” của tệp"
    for tag, element in _ends(archive, name, budget):
        if element.text and element.text.strip():
            budget.spend(len(element.text))
            yield Piece(element.text, place, stream=name)
        for key, value in element.attrib.items():
            word = local(key)
            if (
                word
                in {"v", "val", "value", "descr", "title", "displayName", "userId", "author", "name", "alt"}
                and len(value) > 5
            ):
                budget.spend(len(value))
                yield Piece(value, place, stream=f"{name} {word}")
        if tag in {"person", "author"} and (
            who := attribute(element, "displayName") or attribute(element, "author")
        ):
            yield from author(who, "người viết nhận xét, sửa nội dung")


def author(who: str, place: str) -> Iterator[Remark]:
    """Yield the person whom a comment or a change names."""
    if looks_like_author(who):
        yield Remark(Kind.METADATA, place, Severity.MEDIUM, who)


def _ends(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[tuple[str, xml_text.Element]]:
    try:
        for event, element in xml_text.elements(archive, name, budget):
            if event == "end":
                yield local(element.tag), element
    except BAD_XML:
        return
