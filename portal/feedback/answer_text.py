"""Fields and blanks of prepared answers. Pure.

A template says {{mã}} where we know what to write, and «ngày xong» where only the drafter does. Neither may stand in
what a resident reads.
"""

import hashlib
import re
from collections.abc import Mapping

from portal.core.text import fold

# What a template may name, with what it becomes.
FIELDS: dict[str, str] = {
    "mã": "mã hồ sơ",
    "loại": "loại thư, viết thường",
    "tiêu đề": "tiêu đề của thư",
    "lĩnh vực": "lĩnh vực",
    "ngày nhận": "ngày nhận thư",
    "hạn": "hạn trả lời",
    "cơ quan": "tên cơ quan xử lý",
    "nơi xảy ra": "nơi xảy ra",
}
_FIELD = re.compile(r"\{\{\s*([^{}\n]{1,40}?)\s*\}\}")
_BLANK = re.compile(r"«([^«»\n]{0,120})»")
_BY_FOLDED = {fold(name): name for name in FIELDS}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; a field without a value becomes a blank, so that it cannot be overlooked."""

    def value(found: re.Match[str]) -> str:
        name = _BY_FOLDED.get(fold(found[1]), "")
        # A value is somebody's text: what looks like a field or a blank in it is not one.
        given = values.get(name, "")
        return given.translate(_QUOTES) if given else f"«{found[1]}»"

    return _FIELD.sub(value, text)


_QUOTES = str.maketrans({"«": "“", "»": "”", "{": "(", "}": ")"})


def unknown_fields(text: str) -> list[str]:
    """Return the names in {{…}} that we have nothing for, in their order."""
    return [name for name in _FIELD.findall(text) if fold(name) not in _BY_FOLDED]


def blanks(text: str) -> list[str]:
    """Return what still has to be filled in, in its order, each once."""
    found = [f"«{name}»" for name in _BLANK.findall(text)] + [
        f"{{{{{name}}}}}" for name in _FIELD.findall(text)
    ]
    return list(dict.fromkeys(found))


def unfilled(text: str) -> str:
    """Return, for the drafter, what is left to fill in; "" when nothing is."""
    left = blanks(text)
    if not left:
        return ""
    shown = ", ".join(left[:5]) + (f" và {len(left) - 5} chỗ khác" if len(left) > 5 else "")
    return f"Còn chỗ chưa điền: {shown}. Điền hoặc xoá hết rồi gửi duyệt."


def digest(text: str) -> str:
    """Return the SHA-256 of the text as it is stored: what the ledger keeps of a wording."""
    return hashlib.sha256(text.encode()).hexdigest()
