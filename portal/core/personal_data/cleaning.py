"""Take out of a file what its program wrote about people: author, editors, company, preview, older versions.

The words of the document stay as they are. A file that carries a digital signature is left alone: any change would
break the signature.
"""

import io
import re
import zipfile
from collections.abc import Callable

import pikepdf

from portal.core.personal_data import xml_text
from portal.core.personal_data.xml_text import BAD_XML, BAD_ZIP, local

NOBODY = "Tác giả"
_DATE = (2020, 1, 1, 0, 0, 0)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_DROPPED = re.compile(r"docProps/(?:custom\.xml|thumbnail\.[a-z]+)\Z", re.I)
_AUTHOR = re.compile(rb'(\sw\d*:(?:author|initials))=(?:"[^"]*"|\'[^\']*\')')
_PERSON = re.compile(rb"<w15:person\b.*?</w15:person>|<w15:person\b[^>]*/>", re.S)
_NOTE_AUTHOR = re.compile(rb"(<(?:\w+:)?author)(?:\s*/>|>[^<]*<)")
_DISPLAY_NAME = re.compile(rb'(\s(?:displayName|userId))="[^"]*"')
_PATH = re.compile(rb'(<x15ac:absPath\b[^>]*?\surl)="[^"]*"')
_USER = re.compile(rb'(<(?:\w+:)?fileSharing\b[^>]*?\suserName)="[^"]*"')
# What says how a PDF can be read aloud or archived is no one's name.
_KEPT_IN_PDF = ("dc:title", "dc:language", "pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "pdfaid:rev")


class CannotClean(Exception):
    """The file cannot be changed safely; the message says why, in Vietnamese."""


def without_properties(content: bytes, media_type: str) -> bytes:
    """Return the file without what its program wrote about people. Raises CannotClean."""
    if media_type == "application/pdf":
        return _pdf(content)
    if "officedocument" in media_type:
        return _office(content)
    raise CannotClean("Chỉ xóa được thuộc tính của tệp PDF, DOCX, XLSX.")


# ---- Word and Excel


def _office(content: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            if any(name.startswith("_xmlsignatures/") for name in old.namelist()):
                raise CannotClean("Tệp có chữ ký số; sửa thuộc tính sẽ làm mất chữ ký.")
            for name in old.namelist():
                if not _DROPPED.match(name):
                    info = zipfile.ZipInfo(name, _DATE)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    new.writestr(info, _part(name, old.read(name)))
    except BAD_ZIP as error:
        raise CannotClean("Không mở được tệp để sửa.") from error
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if name == "docProps/core.xml":
        return _core(content)
    if name == "docProps/app.xml":
        return f'{_HEAD}<Properties xmlns="{_APP}"/>'.encode()
    for pattern, change in _CHANGES:
        if re.match(pattern, name):
            return change(content)
    return content


def _core(content: bytes) -> bytes:
    """Return core properties with the title alone: readers announce a document by it."""
    title = ""
    try:
        for key, value in xml_text.named_texts(content):
            title = title or (value if local(key) == "title" else "")
    except BAD_XML:
        title = ""
    shown = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{shown}</dc:title></cp:coreProperties>"
    ).encode()


def _without_dropped(content: bytes) -> bytes:
    """Take out of a list of parts those that are gone."""
    gone = rb"[^>]*docProps/(?:custom\.xml|thumbnail\.[a-z]+)[^>]*"
    return re.sub(rb"<(?:\w+:)?(?:Override|Relationship)\b" + gone + rb"/>", b"", content, flags=re.I)


def _neutral(pattern: re.Pattern[bytes], replacement: bytes) -> Callable[[bytes], bytes]:
    return lambda content: pattern.sub(replacement, content)


_NOBODY = NOBODY.encode()
_CHANGES: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    (r"\[Content_Types\]\.xml|_rels/\.rels", _without_dropped),
    (r"word/people\.xml", _neutral(_PERSON, b"")),
    (r"word/[^/]+\.xml|word/glossary/[^/]+\.xml", _neutral(_AUTHOR, rb'\1="' + _NOBODY + b'"')),
    (r"xl/comments.*\.xml", _neutral(_NOTE_AUTHOR, rb"\1>" + _NOBODY + b"<")),
    (r"xl/persons/.*\.xml", _neutral(_DISPLAY_NAME, rb'\1="' + _NOBODY + b'"')),
    (r"xl/workbook\.xml", lambda content: _USER.sub(rb'\1=""', _PATH.sub(rb'\1=""', content))),
)


# ---- PDF


def _pdf(content: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if _signed(pdf):
                raise CannotClean("Tệp có chữ ký số; sửa thuộc tính sẽ làm mất chữ ký.")
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
                kept = {key: data[key] for key in _KEPT_IN_PDF if key in data}
            title = str(pdf.docinfo.get("/Title", "")) or str(kept.get("dc:title", ""))
            del pdf.docinfo
            if "/Metadata" in pdf.Root:
                del pdf.Root["/Metadata"]
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
                for key, value in kept.items():
                    data[key] = value
            if title:
                pdf.docinfo["/Title"] = title
            _forget_note_authors(pdf)
            # A new file from what is still in use: what earlier versions left behind is not carried over.
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError) as error:
        raise CannotClean("Không mở được tệp để sửa.") from error
    return out.getvalue()


def _signed(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and int(form.get("/SigFlags", 0)) & 1:
        return True
    return any(
        isinstance(item, pikepdf.Dictionary) and str(item.get("/Type", "")) == "/Sig" for item in pdf.objects
    )


def _forget_note_authors(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for note in page.get("/Annots") or ():
            if (
                isinstance(note, pikepdf.Dictionary)
                and str(note.get("/Subtype", "")) != "/Widget"
                and "/T" in note
            ):
                del note["/T"]
