"""The text of a PDF page by page. A scanned document has none, and says so by having no parts."""

import io
import re
import time
from collections.abc import Iterator
from html import escape
from typing import Any

import pdfplumber

from portal.core.legacy_fonts import looks_like_tcvn3, looks_like_vni
from portal.core.reading.parts import CannotRead, Part, Reading
from portal.core.text import plain_text

MOST_PAGES = 200
MOST_SECONDS = 30.0
MOST_CHARACTERS = 20_000  # of one page
# Fewer letters than this on a page are a stamp or a page number on a picture.
LEAST_LETTERS = 25
LOOKED_AT = 4  # pages at which has_text looks

_LETTER = re.compile(r"[^\W\d_]")
_BULLET = re.compile(r"^(?:[-–•*+]|\d{1,3}[.)]|[a-zđ][.)]|[IVX]{1,5}\.|Điều \d|Chương |Mục |Phụ lục )")
_SENTENCE_END = (".", ":", ";", "!", "?")


def read(content: bytes) -> Reading:
    """Return the pages that carry text; raises CannotRead."""
    parts: list[Part] = []
    note = ""
    began = time.thread_time()
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            total = len(document.pages)
            for number, text in _texts(document, MOST_PAGES):
                if _letters(text) >= LEAST_LETTERS:
                    parts.append(Part(f"Trang {number}", _html(text)))
                if time.thread_time() - began > MOST_SECONDS:
                    note = f"Chỉ đọc được {number} trên {total} trang."
                    break
            else:
                note = f"Chỉ hiện {MOST_PAGES} trên {total} trang." if total > MOST_PAGES else ""
    except Exception as error:
        # The library raises many kinds of errors for damaged files; all of them mean the same here.
        raise CannotRead("không đọc được chữ trên web. Hãy mở hoặc tải tệp về.") from error
    if _is_legacy(parts):
        return Reading([], "Chữ trong tệp dùng phông cũ (TCVN3, VNI) nên không đọc được trên web.")
    return Reading(parts, note)


def has_text(content: bytes) -> bool:
    """Return whether one of the first pages carries text that can be read."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return any(_letters(text) >= LEAST_LETTERS for _, text in _texts(document, LOOKED_AT))
    except Exception:  # damaged in a way that the upload check lets pass: nothing can be read from it
        return False


def _texts(document: Any, most: int) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(document.pages[:most], start=1):
        yield number, plain_text(page.extract_text() or "")[:MOST_CHARACTERS]
        # A page keeps every character with its place: let it go before the next one.
        page.close()


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _is_legacy(parts: list[Part]) -> bool:
    sample = " ".join(part.html for part in parts[:5])
    return looks_like_tcvn3(sample) or looks_like_vni(sample)


def _html(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(text.splitlines()))


def paragraphs(lines: list[str]) -> list[str]:
    """Join the lines of a page into paragraphs: a line goes on until a sentence ends or a new point begins."""
    longest = max((len(line) for line in lines), default=0)
    found: list[str] = []
    for line in (line.strip() for line in lines):
        if not line:
            continue
        if found and _goes_on(found[-1], line, longest):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _goes_on(before: str, line: str, longest: int) -> bool:
    if before.endswith(_SENTENCE_END) or _BULLET.match(line):
        return False
    last = before[-longest:] if longest else before
    ends_early = len(last) < longest * 0.6
    return line[0].islower() or not ends_early
