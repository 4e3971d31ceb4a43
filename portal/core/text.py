"""Vietnamese text: one normal form for storing, one folded form for finding."""

import re
import unicodedata

# Control and format characters that can hide or reorder what a reader sees (zero width, bidirectional
# overrides, byte-order mark). The zero-width joiner stays: emoji are built with it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def nfc(text: str) -> str:
    """Return the text in composed form (NFC), as it is stored everywhere."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text in lower case without Vietnamese marks: "Đường Hào" becomes "duong hao"."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).lower()


def slugify_vi(text: str) -> str:
    """Return an ASCII slug; Django's own drops the đ."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def plain_text(text: str) -> str:
    """Return what a person typed, in NFC, with unified line ends and without invisible characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return nfc(_INVISIBLE.sub("", unified)).strip()
