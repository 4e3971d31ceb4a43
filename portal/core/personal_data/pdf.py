"""Everything that a PDF says: on its pages, under and behind what is seen there, and around them."""

import io
import logging
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pikepdf
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_rect

from portal.core.personal_data import pdf_lines, pdf_objects
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.limits import Budget, Exhausted
from portal.core.personal_data.pdf_page import Glyph, Interpreter, PageReader
from portal.core.personal_data.shapes import area

log = logging.getLogger(__name__)

# A page with fewer letters than this under a picture that fills most of it is a photograph of a page.
FEW_LETTERS = 300
MOST_OF_PAGE = 0.55
TINY = 2.5  # points
SAME_SHADE = 0.06
DARK = 0.35
OLD_VERSIONS = 3
_END = re.compile(rb"%%EOF[\r\n]*")


def read(content: bytes, budget: Budget) -> Iterator[Piece | Remark]:
    """Yield the document's texts with their places. Raises Exhausted beyond a bound, ValueError for no PDF."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not pdf_objects.bounded(pdf, budget.limits.page_bytes):
                raise Exhausted("Có trang giải nén ra quá lớn")
            covers = pdf_objects.covering_annotations(pdf)
            around = list(pdf_objects.around(pdf, budget))
            total = len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, RecursionError) as error:
        raise ValueError("not a readable PDF") from error
    yield from around
    unreadable: list[int] = []
    for number, page in _pages(content, budget):
        if number > budget.limits.pages:
            raise Exhausted(f"Tệp có {total} trang, chỉ đọc {budget.limits.pages} trang đầu")
        yield from _page(page, number, covers.get(number, ()), budget, unreadable)
    yield from _unreadable(unreadable)
    yield from _old_versions(content, budget)


def _pages(content: bytes, budget: Budget) -> Iterator[tuple[int, Any]]:
    """Yield every page with its number, counted from 1."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            budget.spend()
            yield number, page
    except Exhausted:
        raise
    except Exception as error:
        raise ValueError("not a readable PDF") from error


def _draw(page: Any, covers: Iterable[tuple[Any, float | None]], budget: Budget) -> PageReader | None:
    """Return what the page draws; None when it cannot be drawn."""
    resources = PDFResourceManager()
    reader = PageReader(resources, budget)
    interpreter = Interpreter(resources, reader)
    try:
        interpreter.process_page(page)
    except Exhausted:
        raise
    except Exception:
        # pdfminer raises whatever a damaged page makes Python raise; the message may quote the page.
        log.warning("a page of a PDF could not be drawn")
        return None
    for box, shade in covers:
        reader.add_cover(apply_matrix_rect(interpreter.ctm, box), shade)
    budget.spend(len(reader.glyphs))
    return reader


def _page(
    page: Any, number: int, covers: Iterable[tuple[Any, float | None]], budget: Budget, unreadable: list[int]
) -> Iterator[Piece | Remark]:
    place = f"trang {number}"
    reader = _draw(page, covers, budget)
    if reader is None:
        unreadable.append(number)
        return
    layers = _layers(reader)
    seen, covered = layers["seen"], layers["covered"]
    if _is_picture(reader, seen):
        unreadable.append(number)
    text = pdf_lines.lines(seen)
    yield Piece(text, place)
    # Cells with several lines: a number that breaks inside its cell.
    yield Piece(pdf_lines.written(seen), place, stream="written")
    yield Piece(pdf_lines.lines(layers["recognised"]), f"{place}, lớp chữ nhận dạng", stream="recognised")
    yield Piece(pdf_lines.lines(layers["hidden"]), f"{place}, chữ ẩn", stream="hidden")
    if covered:
        beneath = pdf_lines.lines(covered)
        yield Piece(beneath, f"{place}, dưới khung che", stream="covered")
        if not _also_seen(beneath, text):
            yield Remark(Kind.COVERED, place, Severity.HIGH, beneath)


def _layers(reader: PageReader) -> dict[str, list[Glyph]]:
    """Sort the glyphs by what a reader sees of them."""
    found: dict[str, list[Glyph]] = {"seen": [], "recognised": [], "hidden": [], "covered": []}
    scanned = reader.pictured > MOST_OF_PAGE * area(reader.page)
    left, low, right, high = reader.page
    for glyph in reader.glyphs:
        x, y = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
        if glyph.invisible:
            layer = "recognised" if scanned else "hidden"
        elif glyph.covered:
            layer = "covered"
        elif glyph.shade is not None and abs(glyph.shade - glyph.ground) < SAME_SHADE:
            # Black on black was blackened; white on white was hidden.
            layer = "covered" if glyph.ground < DARK else "hidden"
        elif glyph.size < TINY or not (left <= x <= right and low <= y <= high):
            layer = "hidden"
        else:
            layer = "seen"
        found[layer].append(glyph)
    return found


def _is_picture(reader: PageReader, seen: list[Glyph]) -> bool:
    """Return whether the page shows letters that nobody can read but a person."""
    letters = [glyph.text for glyph in seen if glyph.text.strip()]
    strange = sum(text == "\ufffd" or "\ue000" <= text[0] <= "\uf8ff" for text in letters)
    if letters and strange > 0.3 * len(letters):
        return True
    if reader.pictured > MOST_OF_PAGE * area(reader.page):
        return len(letters) < FEW_LETTERS
    return not letters and (reader.pictured > 0.05 * area(reader.page) or reader.strokes > 60)


def _also_seen(beneath: str, text: str) -> bool:
    """Return whether the covered words are blank, or printed in the open as well."""
    words = re.sub(r"[\W_]+", "", beneath)
    return len(words) < 3 or words in re.sub(r"[\W_]+", "", text)


def _unreadable(numbers: list[int]) -> Iterator[Remark]:
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        pages = [number for _, number in group]
        place = f"trang {pages[0]}" if len(pages) == 1 else f"trang {pages[0]}–{pages[-1]}"
        yield Remark(Kind.UNREADABLE, place, Severity.MEDIUM)


def _old_versions(content: bytes, budget: Budget) -> Iterator[Piece]:
    """Yield the texts of earlier versions: a PDF that was changed and saved may keep what it was."""
    ends = [match.end() for match in _END.finditer(content)][:-1]
    for end in ends[-OLD_VERSIONS:]:
        try:
            # The first part of a file made for the web is no document by itself.
            pikepdf.open(io.BytesIO(content[:end]), attempt_recovery=False).close()
        except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError):
            continue
        for number, page in _pages(content[:end], budget):
            if number > budget.limits.pages:
                break
            reader = _draw(page, (), budget)
            if reader:
                place = f"bản cũ còn trong tệp, trang {number}"
                yield Piece(pdf_lines.lines(reader.glyphs), place, stream="earlier")
