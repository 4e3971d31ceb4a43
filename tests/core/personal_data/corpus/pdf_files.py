"""PDF documents, set by WeasyPrint or written by hand, with details shown, hidden and left behind."""

import base64
import io
from html import escape
from typing import Any

import pikepdf
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus import pictures
from tests.core.personal_data.corpus.page import Document, Draft, plain_letters

PDF = "application/pdf"
_STYLE = "@page{size:A4;margin:18mm}body{font:10pt sans-serif}.box{position:relative;display:inline-block}"
_COVER = "position:absolute;left:-2pt;top:-1pt;right:-2pt;bottom:-1pt;background:{colour}"
_fonts = FontConfiguration()


def make(number: int, *, seed: str, part: str) -> Document:
    draft = Draft.seeded(f"{seed} pdf {number}", part=part)
    content = (
        _by_hand(draft, number)
        if number % 3 == 2
        else _taken_back(draft)
        if number % 9 == 4
        else _set(draft, number)
    )
    return Document(f"tai-lieu-{number}.pdf", PDF, content, draft.planted)


# ---- set by WeasyPrint


def _set(draft: Draft, number: int) -> bytes:
    maker = _Maker(draft)
    maker.parts += [f"<p>{escape(line)}</p>" for line in draft.decoys(draft.values.rng.randint(3, 6))]
    if number % 4:
        draft.some(maker.ways(), 4)
    html = f"<html><head><style>{_STYLE}</style>{''.join(maker.head)}</head><body>{''.join(maker.parts)}</body></html>"
    content = HTML(string=html).write_pdf(font_config=_fonts)
    for change in maker.changes:
        content = change(content)
    return content


class _Maker:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.head: list[str] = []
        self.parts: list[str] = []
        self.changes: list[Any] = []

    def ways(self) -> list[Any]:
        return [
            self.shown, self.two_columns, self.table, self.black_box, self.white_box, self.white, self.tiny,
            self.author, self.note, self.field, self.scan, self.metadata,
        ]  # fmt: skip

    def _paragraph(self, text: str, style: str = "") -> None:
        self.parts.append(f'<p style="{style}">{escape(text)}</p>')

    def shown(self) -> None:
        self._paragraph(self.draft.plant("trang"))

    def two_columns(self) -> None:
        left, right = (self.draft.plant("trang hai cột", simple=True) for _ in range(2))
        self.parts.append(
            f'<div style="display:flex;gap:14mm"><div style="width:78mm">{escape(left)}</div>'
            f'<div style="width:78mm">{escape(right)}</div></div>'
        )

    def table(self) -> None:
        rows = ""
        for number in range(1, 4):
            value = self.draft.values.old_id()
            self.draft.note(Kind.OLD_ID, "bảng trong PDF", value)
            rows += f"<tr><td>{number}</td><td>{self.draft.values.name()}</td><td>{value}</td></tr>"
        head = '<tr style="background:#036;color:#fff"><td>TT</td><td>Họ và tên</td><td>Số CMND</td></tr>'
        self.parts.append(f'<table style="border-spacing:6mm 1mm">{head}{rows}</table>')

    def _boxed(self, colour: str, carrier: str) -> None:
        text = escape(self.draft.plant(carrier, simple=True))
        self.draft.note(Kind.COVERED, carrier)
        self.parts.append(
            f'<p><span class="box">{text}<span style="{_COVER.format(colour=colour)}"></span></span></p>'
        )

    def black_box(self) -> None:
        self._boxed("#000", "dưới khung đen")

    def white_box(self) -> None:
        self._boxed("#fff", "dưới khung trắng")

    def white(self) -> None:
        self._paragraph(self.draft.plant("chữ trắng", simple=True), "color:#fff")

    def tiny(self) -> None:
        self._paragraph(self.draft.plant("chữ rất nhỏ", simple=True), "font-size:1pt")

    def author(self) -> None:
        name = self.draft.values.name()
        self.head.append(f'<meta name="author" content="{name}">')
        self.draft.note(Kind.METADATA, "thuộc tính tài liệu", name)

    def scan(self) -> None:
        picture = base64.b64encode(pictures.paper(self.draft.values.rng)).decode()
        self.parts.append(
            f'<img style="break-before:page;width:174mm;height:240mm" src="data:image/png;base64,{picture}">'
        )
        self.draft.note(Kind.UNREADABLE, "trang quét")

    def note(self) -> None:
        text = self.draft.plant("ghi chú PDF", simple=True)
        self.changes.append(lambda content: _edited(content, lambda pdf: _annotate(pdf, text)))

    def field(self) -> None:
        text = self.draft.plant("ô biểu mẫu", simple=True)
        self.changes.append(lambda content: _edited(content, lambda pdf: _fill(pdf, text)))

    def metadata(self) -> None:
        text = self.draft.plant("XMP", simple=True)

        def change(pdf: pikepdf.Pdf) -> None:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
                data["dc:description"] = text

        self.changes.append(lambda content: _edited(content, change))


def _edited(content: bytes, change: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _annotate(pdf: pikepdf.Pdf, text: str) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[20, 20, 40, 40],
        Contents=pikepdf.String(text),
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _fill(pdf: pikepdf.Pdf, text: str) -> None:
    field = pdf.make_indirect(
        pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("o"), V=pikepdf.String(text), Ff=0)
    )
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([field])))


def _taken_back(draft: Draft) -> bytes:
    """Return a document whose page was emptied by an addition to the file: what was there stays before it."""
    text = draft.plant("bản cũ trong tệp", simple=True)
    old = HTML(string=f"<p>{escape(text)}</p>").write_pdf(font_config=_fonts)
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number = pdf.pages[0].objgen[0]
        size = len(pdf.objects) + 1
        root = pdf.Root.objgen[0]
    start = int(old[old.rindex(b"startxref") + 9 :].split()[0])
    page = f"{number} 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] /Resources << >> >>\nendobj\n".encode()
    table = f"xref\n{number} 1\n{len(old):010d} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R /Prev {start} >>\n"
    return old + page + table.encode() + f"startxref\n{len(old) + len(page)}\n%%EOF\n".encode()


# ---- written by hand, without accents: Helvetica has no Vietnamese letters


def _by_hand(draft: Draft, number: int) -> bytes:
    lines = [_letters(line) for line in draft.decoys(4)]
    stream = [f"BT /F1 9 Tf 50 {780 - 14 * row} Td ({line}) Tj ET" for row, line in enumerate(lines)]
    if number % 4:
        way = draft.values.rng.choice(
            ["shown", "box", "invisible", "image", "thick line", "outside", "annotation"]
        )
        text = _letters(draft.plant(f"PDF viết tay: {way}", ascii_only=True))
        stream.append(_placed(way, text))
        if way in ("box", "image", "thick line", "annotation"):
            draft.note(Kind.COVERED, f"PDF viết tay: {way}")
        return _pdf("\n".join(stream), image=way == "image", square=way == "annotation")
    # A table heading with its colour painted first: the letters on it are seen.
    stream.append("0 0.2 0.5 rg 45 500 400 16 re f 1 1 1 rg BT /F1 9 Tf 50 504 Td (Noi dung, du toan) Tj ET")
    return _pdf("\n".join(stream))


def _placed(way: str, text: str) -> str:
    show = f"BT /F1 9 Tf 50 600 Td ({text}) Tj ET"
    return {
        "shown": show,
        "box": f"{show} 0 g 45 596 520 14 re f",
        "invisible": f"BT /F1 9 Tf 3 Tr 50 600 Td ({text}) Tj ET",
        "image": f"{show} q 520 0 0 14 45 596 cm /Im0 Do Q",
        "thick line": f"{show} q 12 w 0 G 45 602 m 565 602 l S Q",
        "outside": f"BT /F1 9 Tf 50 900 Td ({text}) Tj ET",
        "annotation": show,
    }[way]


def _letters(text: str) -> str:
    return plain_letters(text).replace("\\", "").replace("(", "\\(").replace(")", "\\)").replace("\n", " ")


def _pdf(stream: str, *, image: bool = False, square: bool = False) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if image:
        black = pdf.make_stream(b"\x00", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1,
                                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
        resources.XObject = pikepdf.Dictionary(Im0=black)
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Resources=resources,
                              Contents=pdf.make_stream(stream.encode("latin-1")))  # fmt: skip
    if square:
        shape = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, IC=[0, 0, 0])
        shape.Rect = pikepdf.Array([45, 595, 570, 612])
        page.Annots = pikepdf.Array([shape])
    pdf.pages.append(pikepdf.Page(page))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
