"""What a PDF carries besides its pages: properties, notes, form fields, bookmarks, alternative texts."""

import base64
import binascii
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from portal.core.personal_data import images
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.file_properties import of_property, xmp
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget
from portal.core.personal_data.names import looks_like_author
from portal.core.personal_data.shapes import luminance

_AUTHORS = frozenset({"/Author", "/Manager", "/LastModifiedBy", "/SourceModified"})
_BOOKMARKS = 2000
_PICTURES = 60
_COVERING = frozenset(
    {"/Square", "/Circle", "/Redact", "/Polygon", "/FreeText", "/Highlight", "/Ink", "/Stamp"}
)
_FIELDS = ("/V", "/DV", "/TU", "/Contents", "/RC", "/Subj", "/T")
_ALTERNATIVES = ("/Alt", "/ActualText", "/E")


def bounded(pdf: pikepdf.Pdf, limit: int) -> bool:
    """Return whether every stream that the reader will inflate stays within the limit of bytes."""
    for item in pdf.objects:
        if (
            isinstance(item, pikepdf.Stream)
            and str(item.get("/Subtype", "")) != "/Image"
            and _size(item, limit) > limit
        ):
            return False
    return True


def _size(stream: pikepdf.Stream, limit: int) -> int:
    filters = stream.get("/Filter")
    names = (
        [str(one) for one in filters]
        if isinstance(filters, pikepdf.Array)
        else [str(filters)]
        if filters
        else []
    )
    raw = stream.read_raw_bytes()
    if names[:1] == ["/ASCII85Decode"] and len(names) == 2:
        try:
            raw = base64.a85decode(raw.strip().removesuffix(b"~>"), adobe=False)
        except (ValueError, binascii.Error):
            return len(raw)
        names = names[1:]
    if not names:
        return len(raw)
    if len(names) > 1:
        return limit + 1  # deflated twice: nobody needs that but for a bomb
    if names[0] == "/LZWDecode":
        return len(raw) * 40
    if names[0] != "/FlateDecode":
        return len(raw) * 64 if names[0] == "/RunLengthDecode" else len(raw)
    try:
        return len(zlib.decompressobj().decompress(raw, limit + 1))
    except zlib.error:
        return len(raw)


def covering_annotations(pdf: pikepdf.Pdf) -> dict[int, list[tuple[Any, float | None]]]:
    """Return, per page number, the boxes of annotations that hide what lies under them, with their luminance."""
    found: dict[int, list[tuple[Any, float | None]]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        for note in _annotations(page):
            kind = str(note.get("/Subtype", ""))
            if kind not in _COVERING:
                continue
            filled = note.get("/IC") if kind in ("/Square", "/Circle", "/Polygon") else note.get("/C")
            shade = (
                luminance([float(part) for part in filled])
                if isinstance(filled, pikepdf.Array) and len(filled)
                else None
            )
            alpha = float(note.get("/CA", 1))
            # A marker's yellow lets the words shine through; black does not.
            clear = kind in ("/Highlight", "/Ink", "/Stamp") and (shade is None or shade > 0.3)
            opaque = kind == "/Redact" or (shade is not None and alpha > 0.85 and not clear)
            rect = note.get("/Rect")
            if opaque and isinstance(rect, pikepdf.Array) and len(rect) == 4:
                found.setdefault(number, []).append((tuple(float(side) for side in rect), shade))
    return found


def _annotations(page: Any) -> Iterator[pikepdf.Dictionary]:
    notes = page.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        for note in notes:
            if isinstance(note, pikepdf.Dictionary):
                yield note


def around(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Piece | Remark]:
    """Yield the texts that stand on no page."""
    yield from _information(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        budget.spend()
        yield from _notes(page, number)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        yield from _form_fields(form.get("/Fields"), 0)
    yield from _bookmarks(pdf)
    yield from _objects(pdf, budget)


def _information(pdf: pikepdf.Pdf) -> Iterator[Piece | Remark]:
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        for key in info.keys():  # noqa: SIM118 - a PDF dictionary iterates over something else
            value = _text(info.get(key))
            if value:
                yield from of_property(value, key.lstrip("/"), author=key in _AUTHORS)
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield from xmp(bytes(metadata.read_bytes())[: 2 * 1024 * 1024])


def _notes(page: Any, number: int) -> Iterator[Piece | Remark]:
    for note in _annotations(page):
        kind = str(note.get("/Subtype", ""))
        place = f"trang {number}, {'ô nhập liệu' if kind == '/Widget' else 'nhận xét, ghi chú'}"
        for key in _FIELDS:
            value = _text(note.get(key))
            if value:
                yield Piece(re.sub(r"<[^>]{0,300}>", " ", value), place, stream=f"note {number}")
        author = _text(note.get("/T"))
        if kind != "/Widget" and author and looks_like_author(author):
            yield Remark(Kind.METADATA, f"{place} (người viết)", Severity.MEDIUM, author)


def _form_fields(fields: Any, depth: int) -> Iterator[Piece]:
    if not isinstance(fields, pikepdf.Array) or depth > 8:
        return
    for field in fields:
        if isinstance(field, pikepdf.Dictionary):
            name = _text(field.get("/TU")) or _text(field.get("/T"))
            for key in ("/V", "/DV"):
                value = _text(field.get(key))
                if value:
                    yield Piece(f"{name}: {value}", "ô nhập liệu của biểu mẫu", stream="form")
            yield from _form_fields(field.get("/Kids"), depth + 1)


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[Piece]:
    outlines = pdf.Root.get("/Outlines")
    waiting = [outlines.get("/First")] if isinstance(outlines, pikepdf.Dictionary) else []
    for _ in range(_BOOKMARKS):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, pikepdf.Dictionary):
            yield Piece(_text(item.get("/Title")), "dấu trang (mục lục)", stream="bookmarks")
            waiting += [item.get("/Next"), item.get("/First")]


def _objects(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Piece | Remark]:
    """Yield alternative texts, links to persons, the metadata of pictures, and files inside the file."""
    pictures = 0
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and str(item.get("/Subtype", "")) == "/Image":
            pictures += 1
            if pictures <= _PICTURES and str(item.get("/Filter", "")) == "/DCTDecode":
                budget.spend()
                yield from images.inside(item.read_raw_bytes())
        if isinstance(item, pikepdf.Stream) and str(item.get("/Type", "")) == "/EmbeddedFile":
            yield Remark(Kind.UNFINISHED, "tệp đính kèm bên trong PDF", Severity.MEDIUM)
        if isinstance(item, pikepdf.Dictionary):
            for key in _ALTERNATIVES:
                value = _text(item.get(key))
                if value:
                    yield Piece(value, "chữ thay thế cho hình (Alt)", stream="alternatives")
            link = _text(item.get("/URI"))
            if link.lower().startswith(("mailto:", "tel:", "sms:")):
                yield Piece(f"liên hệ: {link.partition(':')[2]}", "địa chỉ của liên kết", stream="links")


def _text(value: Any) -> str:
    if isinstance(value, pikepdf.String):
        return str(value)
    if isinstance(value, pikepdf.Stream):
        with io.BytesIO(value.read_bytes()[:200_000]) as stream:
            return stream.read().decode("utf-8", "replace")
    return ""
