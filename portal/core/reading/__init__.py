"""What a stored document says, as safe HTML in parts: Word by chapters, a workbook by sheets, a PDF by pages.

The bytes come from outside: every reader has bounds of its own, refuses what could exhaust memory, and hands out
nothing but the tags that `portal.core.html` lets through.
"""

from portal.core.reading.parts import CannotRead, Part, Reading
from portal.core.reading.readers import has_text, read_document

# Raise it with every change that makes another page of the same bytes: stored readings are then made anew.
CONVERTER = 1

__all__ = ["CONVERTER", "CannotRead", "Part", "Reading", "has_text", "read_document"]
