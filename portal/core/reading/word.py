"""A Word document as chapters of clean HTML: headings, lists and tables stay, pictures become their words."""

import io
import re
import zipfile
from html import escape

import mammoth
from mammoth import html as mammoth_html

from portal.core.html import clean_document
from portal.core.reading.parts import CannotRead, Part, Reading

MOST_XML = 8 * 1024 * 1024  # of one part; a text of 1,000 pages has some 5 MB
CHAPTER = 30_000  # characters of HTML after which a new part may begin
MOST_CHAPTERS = 60

# The page has its h1 already.
_STYLES = """
p[style-name='Title'] => h2:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='Heading 3'] => h4:fresh
p[style-name='Heading 4'] => h4:fresh
p[style-name='Heading 5'] => h4:fresh
p[style-name='Heading 6'] => h4:fresh
comment-reference =>
"""
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_INNER_LINK = re.compile(r'<a(?: href="#[^"]*"| id="[^"]*")*>(.*?)</a>', re.S)
_EMPTY = re.compile(r"<(p|h2|h3|h4|li|strong|em)>\s*</\1>")
_BLOCK_END = re.compile(r"(?<=</p>)|(?<=</table>)|(?<=</ul>)|(?<=</ol>)|(?=<h[23]>)")
_HEADING = re.compile(r"<h[234]>(.*?)</h[234]>", re.S)


def read(content: bytes) -> Reading:
    """Return the chapters of a .docx; raises CannotRead."""
    _refuse_bombs(content)
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(content), style_map=_STYLES, convert_image=_words_of_image, id_prefix="w"
        )
    except Exception as error:
        # Whatever the library stumbles over, the reader of the page only needs to know that it did.
        raise CannotRead("không chuyển được thành trang web. Hãy tải tệp về để đọc.") from error
    html = _INNER_LINK.sub(r"\1", str(converted.value))
    html = clean_document(html)
    while (shorter := _EMPTY.sub("", html)) != html:
        html = shorter
    parts = _chapters(html)
    note = f"Chỉ hiện {MOST_CHAPTERS} phần đầu; tải tệp về để đọc hết." if len(parts) > MOST_CHAPTERS else ""
    return Reading(parts[:MOST_CHAPTERS], note)


def _refuse_bombs(content: bytes) -> None:
    """The converter builds whole trees: bound what it will be given."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(entry) as file:
                    part = file.read(MOST_XML + 1)
                if len(part) > MOST_XML:
                    raise CannotRead("quá dài để đọc trên web. Hãy tải tệp về để đọc.")
                if _DOCTYPE.search(part):
                    raise CannotRead("có cấu trúc không an toàn, không đọc được trên web.")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise CannotRead("bị hỏng, không đọc được trên web.") from error


def _words_of_image(image: object) -> list[object]:
    """Stand for a picture with the words that its author gave it; a picture without words is passed over."""
    words = (getattr(image, "alt_text", "") or "").strip()
    return [mammoth_html.text(f"[Hình: {words}]")] if words else []


def _chapters(html: str) -> list[Part]:
    """Cut the text where a block ends once it is long enough, and name each piece by its first heading."""
    pieces: list[str] = []
    current = ""
    depth = 0
    for block in _BLOCK_END.split(html):
        # A list or paragraph inside a table or another list is no place to cut.
        starts_chapter = block.startswith("<h2>") or len(current) > CHAPTER
        if current and depth == 0 and starts_chapter and len(current) > CHAPTER // 3:
            pieces.append(current)
            current = ""
        current += block
        depth += _opened(block)
    pieces += [current] if current.strip() else []
    return [Part(_title(piece, number, len(pieces)), piece) for number, piece in enumerate(pieces, start=1)]


def _opened(block: str) -> int:
    opens = sum(block.count(f"<{tag}>") for tag in ("table", "ul", "ol", "blockquote"))
    closes = sum(block.count(f"</{tag}>") for tag in ("table", "ul", "ol", "blockquote"))
    return opens - closes


def _title(piece: str, number: int, of: int) -> str:
    heading = _HEADING.search(piece)
    words = re.sub(r"<[^>]+>", "", heading[1]).strip() if heading else ""
    return words[:120] or ("Nội dung" if of == 1 else f"Phần {number}")


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{escape(text)}</p>"
