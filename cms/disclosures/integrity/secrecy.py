"""Whether a text says who denounced a wrong: the law keeps that secret, so no report may. Pure."""

import re

from portal.core.text import nfc

_PERSON = r"(?:ông|bà|anh|chị|cô|bác|công dân)"
# In Unicode the Vietnamese capitals stand between their small letters: no range holds them alone.
_CAPITALS = "".join(char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper() and char.isalpha())
_WORD = rf"[{_CAPITALS}]\w+"
_NAME = rf"{_WORD}(?:\s+{_WORD})*"
_ACT = r"(?:tố cáo|tố giác|báo tin|gửi đơn|đứng đơn)"
_PATTERNS = (
    # người tố cáo là bà Nguyễn …; người báo tin: Trần …
    rf"(?i:người\s+(?:đã\s+)?{_ACT})\s*(?:(?i:là|gồm|tên)|:|\()+\s*(?i:{_PERSON}\s+)?{_NAME}",
    # người tố cáo Nguyễn Văn …
    rf"(?i:người\s+(?:đã\s+)?{_ACT})\s+(?:(?i:{_PERSON})\s+{_NAME}|{_WORD}\s+{_NAME})",
    # theo đơn tố cáo của ông Trần …
    rf"(?i:đơn|thư|tin báo|tố giác)(?:\s+\w+){{0,3}}\s+(?i:của)\s+(?i:{_PERSON})\s+{_NAME}",
    # bà Lê Thị … có đơn tố cáo
    rf"(?i:{_PERSON})\s+{_NAME}\s+(?:\w+\s+){{0,3}}(?i:{_ACT})",
)
_NAMED = re.compile("|".join(_PATTERNS))


def names_denouncer(text: str) -> bool:
    """Return whether the text seems to say who denounced something. It may miss one; a person reads it too."""
    return _NAMED.search(" ".join(nfc(text).split())) is not None
