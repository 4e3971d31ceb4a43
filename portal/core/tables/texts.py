"""Text of cells in one normal form, with what its leading spaces meant."""

import re
from typing import NamedTuple

from portal.core.legacy_fonts import LegacyFont, legacy_font
from portal.core.text import plain_text

_LEADING = re.compile(r"[ \t\u00a0\u2003]*")
SPACES_PER_STEP = 2


class CleanText(NamedTuple):
    """Text in NFC without invisible characters; `indent` counts steps of two leading spaces."""

    text: str
    problem: str = ""
    indent: int = 0
    font: LegacyFont | None = None


def clean_cell(raw: str, most: int) -> CleanText:
    """Return what a cell's text says; the old encodings use characters that cleaning removes, so they come first."""
    indent = 0
    if raw[:1] in {" ", "\t", "\u00a0", "\u2003"}:
        found = _LEADING.match(raw)
        indent = len(found.group().replace("\t", "  ")) // SPACES_PER_STEP if found else 0
    if len(raw) > most:
        return CleanText(plain_text(raw[:80]), f"dài hơn {most} ký tự", indent)
    font = None if raw.isascii() else legacy_font([raw])
    if font is not None:
        return CleanText(raw.strip(), f"được gõ bằng mã {font}", indent, font)
    return CleanText(plain_text(raw), "", indent)
