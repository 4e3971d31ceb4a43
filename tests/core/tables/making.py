"""Spreadsheets for tests: through openpyxl, or with the parts written by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(rows: Iterable[Sequence[Any]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet, changed before it is saved."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw_workbook(sheet_xml: str, extra: Mapping[str, bytes | str] | None = None) -> bytes:
    """A workbook whose sheet part is given: what programs write that openpyxl would not."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="{RELATION}"><sheets><sheet name="Biểu" r:id="rId1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" Type="{RELATION}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet_xml}</sheetData></worksheet>",
    }
    return archive({**parts, **(extra or {})})


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()
