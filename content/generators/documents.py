"""Small real documents: a letter (.docx), a table (.xlsx), a sketch map (.pdf), a picture (.png). Pure.

The same input gives the same bytes, because their SHA-256 stands in the ledger: no library is used that would
write the current time into the file.
"""

import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

from PIL import Image, ImageDraw

MARK = "DỮ LIỆU MẪU – không có giá trị pháp lý"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF, PNG = "application/pdf", "image/png"

_OFFICE = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "application/vnd.openxmlformats-officedocument"


def docx(title: str, paragraphs: Iterable[str]) -> bytes:
    """Return a Word document with a heading and paragraphs."""
    body = "".join(_paragraph(text, bold=index < 2) for index, text in enumerate([MARK, title, *paragraphs]))
    document = (
        f'{_HEAD}<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    types = (
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.wordprocessingml.document.main+xml"/>'
    )
    return _package(types, "word/document.xml", {"word/document.xml": document})


def _paragraph(text: str, *, bold: bool) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:r>{weight}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p>'


def xlsx(sheet: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet; the first row says that it is sample data."""
    body = "".join(_row(number, cells) for number, cells in enumerate([[MARK], *rows], start=1))
    main = f"{_OFFICE}/spreadsheetml/2006/main"
    relations = f"{_OFFICE}/officeDocument/2006/relationships"
    workbook = (
        f'{_HEAD}<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        f'<sheet name="{escape(sheet)[:31]}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    links = (
        f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    content = f'{_HEAD}<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    types = (
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.spreadsheetml.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.spreadsheetml.worksheet+xml"/>'
    )
    parts = {
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": links,
        "xl/worksheets/sheet1.xml": content,
    }
    return _package(types, "xl/workbook.xml", parts)


def _row(number: int, cells: Sequence[object]) -> str:
    return f'<row r="{number}">' + "".join(_cell(cell) for cell in cells) + "</row>"


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value), quote=False)}</t></is></c>'


def _package(types: str, main: str, parts: dict[str, str]) -> bytes:
    """Zip an Office package; every entry carries the same date."""
    content_types = (
        f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    root = (
        f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": content_types, "_rels/.rels": root, **parts}.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return buffer.getvalue()


# Land types by their official codes, with the colour of each field on the sketch.
_LAND = {
    "LUC": "0.98 0.96 0.60", "ONT": "0.95 0.75 0.70", "CLN": "0.80 0.90 0.62", "NTS": "0.66 0.84 0.95",
    "DGT": "0.86 0.86 0.86", "SKC": "0.88 0.78 0.92", "DGD": "0.98 0.83 0.55",
}  # fmt: skip


def sketch_map(rng: random.Random, label: str) -> bytes:
    """Return a one-page PDF: coloured fields with the codes of their land use. The label must be ASCII."""
    drawing = ["0.35 w"]
    for row in range(7):
        for column in range(5):
            code = rng.choices(list(_LAND), (9, 5, 3, 2, 1, 1, 1))[0]
            x, y = 60 + column * 96, 120 + row * 84
            drawing.append(f"{_LAND[code]} rg 0.4 G {x} {y} 92 80 re B")
            drawing.append(f"0 g BT /F1 10 Tf {x + 34} {y + 36} Td ({code}) Tj ET")
    drawing.append(f"0 g BT /F1 13 Tf 60 780 Td ({label}) Tj ET")
    drawing.append("0.7 0 0 rg BT /F1 13 Tf 60 760 Td (DU LIEU MAU - SO DO MINH HOA) Tj ET")
    stream = "\n".join(drawing)
    return _pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def _pdf(objects: Sequence[str]) -> bytes:
    content, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    content += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(content)}\n%%EOF\n"
    )
    return content.encode("ascii")


def picture(rng: random.Random) -> bytes:
    """Return a drawn stand-in for a photograph: sky, field, road, and the words that it is a sample."""
    image = Image.new("RGB", (640, 420), (188, 214, 230))
    draw = ImageDraw.Draw(image)
    horizon = rng.randint(150, 210)
    draw.rectangle((0, horizon, 640, 420), fill=(rng.randint(110, 160), rng.randint(150, 180), 96))
    middle = rng.randint(260, 380)
    draw.polygon(
        [(middle - 18, horizon), (middle + 18, horizon), (middle + 190, 420), (middle - 190, 420)],
        (132, 130, 128),
    )
    for _ in range(rng.randint(2, 5)):
        x, y = rng.randint(middle - 90, middle + 90), rng.randint(horizon + 80, 390)
        draw.ellipse((x - 34, y - 12, x + 34, y + 12), fill=(84, 80, 76))
    draw.rectangle((0, 0, 640, 34), fill=(120, 20, 20))
    draw.text((320, 17), "ANH MAU - DU LIEU MAU", fill=(255, 255, 255), font_size=18, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def board_picture(rng: random.Random) -> bytes:
    """Return a drawn stand-in for a photograph of a notice on its board."""
    image = Image.new("RGB", (360, 270), (214, 205, 190))
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 40, 336, 250), fill=(rng.randint(120, 150), 84, 52))
    draw.rectangle((34, 50, 326, 240), fill=(rng.randint(70, 100), rng.randint(110, 135), 96))
    left, top = rng.randint(60, 190), rng.randint(56, 80)
    draw.rectangle((left, top, left + 104, top + 148), fill=(250, 248, 240), outline=(160, 150, 140))
    for line in range(9):
        draw.rectangle(
            (left + 10, top + 30 + line * 11, left + rng.randint(60, 94), top + 33 + line * 11),
            fill=(90, 90, 90),
        )
    draw.rectangle((left + 76, top + 120, left + 98, top + 142), fill=(20, 20, 20))
    draw.rectangle((0, 0, 360, 26), fill=(120, 20, 20))
    draw.text((180, 13), "ANH MAU - DU LIEU MAU", fill=(255, 255, 255), font_size=14, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
