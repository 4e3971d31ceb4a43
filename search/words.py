"""Splitting text into the words that all engines share.

No engine splits text itself: PostgreSQL reads "19/KH-UBND" as a file path, SQLite and Elasticsearch disagree
on "1.500". They are handed words separated by spaces, and so agree.
"""

import re
from collections.abc import Iterator

from portal.core.text import fold, nfc
from search.vietnamese import canonical

MAX_WORD = 60

_WORD = re.compile(r"[^\W_]+")
# "(mẫu)", "(bản sao)": what stands in brackets behind a number is not part of it.
_REMARK = re.compile(r"\([^)]*\)\s*$")


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each word of a text in NFC."""
    return (match.span() for match in _WORD.finditer(text))


def words(text: str) -> list[str]:
    """Return the words of a text in NFC, in lower case with their marks, each in its one spelling."""
    return [canonical(word[:MAX_WORD].lower()) for word in _WORD.findall(text)]


def code_key(text: str) -> str:
    """Return a document number or petition code without its punctuation: "19/KH-UBND" becomes "19khubnd"."""
    return "".join(_WORD.findall(fold(_REMARK.sub("", nfc(text)))))[:100]
