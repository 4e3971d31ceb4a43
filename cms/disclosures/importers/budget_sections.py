"""Revenue or expenditure: what a budget's rows and the words around them say. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.core.text import fold

REVENUE, EXPENDITURE = "revenue", "expenditure"
BY_NAME = {"thu": REVENUE, "chi": EXPENDITURE}
_TOTAL = re.compile(
    r"(?:[a-z]\.? )?(?:tong (?:cong |so )*|cong )(?:cac khoan )?(thu|chi)"
    r"(?: (?:can doi|ngan sach|nsnn|nsx|nha nuoc|xa|phuong|thi tran|dia phuong|tren dia ban|nam|quy|\d+|[ivx]+))*"
)
_TITLE = re.compile(r"(?:phan )?(?:cac khoan )?(thu|chi)(?: (?:ngan sach|nsnn|nha nuoc|xa|phuong|nam|\d+))*")
_UNITS = (
    ("billion", r"(?:ty|ti)(?: dong)?|1\.000\.000\.000 dong"),
    ("million", r"(?:trieu|tr)\.? ?(?:dong|d)?|1\.000\.000 dong"),
    ("thousand", r"(?:nghin|ngan)(?: dong)?|1\.?000 ?(?:dong|d)|1000 dong"),
    ("dong", r"dong|vnd|d"),
)
# “Đơn vị tính: triệu đồng”, or a unit in brackets behind a column's name.
_UNIT = re.compile(r"(?:don vi(?: tinh)?|dvt)\s*[:.]?\s*(.+)|\(((?:ty|ti|trieu|nghin|ngan)? ?dong)\)")


@dataclass(frozen=True, slots=True)
class SectionRow:
    """What a row says about sections: its name, and whether it carries an amount."""

    name: str
    has_amount: bool


def total_of(name: str) -> str:
    """Return the section whose total the row states, "" for an ordinary row."""
    found = _TOTAL.fullmatch(_bare(name))
    return BY_NAME[found.group(1)] if found else ""


def is_bare_total(name: str) -> bool:
    """Whether the row is “Tổng cộng” and leaves open of what."""
    return re.fullmatch(r"tong|cong|tong (?:cong|so)", _bare(name)) is not None


def title_of(name: str) -> str:
    """Return the section that a row without amounts announces: “Phần chi”, “A. THU NGÂN SÁCH”."""
    found = _TITLE.fullmatch(_bare(name))
    return BY_NAME[found.group(1)] if found else ""


def sections_of(rows: Sequence[SectionRow]) -> list[str]:
    """Return the section of every row, "" where nothing says it.

    A total that stands above its lines opens its section; totals that stand below close it.
    """
    marks = [total_of(row.name) or ("" if row.has_amount else title_of(row.name)) for row in rows]
    first = next((index for index, mark in enumerate(marks) if mark), None)
    if first is None:
        return [""] * len(rows)
    if any(row.has_amount for row in rows[:first]):
        return _closed_by(marks)
    current, result = "", []
    for mark in marks:
        current = mark or current
        result.append(current)
    return result


def _closed_by(marks: Sequence[str]) -> list[str]:
    current, result = "", []
    for mark in reversed(marks):
        current = mark or current
        result.append(current)
    return result[::-1]


def section_in(texts: Iterable[str]) -> str:
    """Return the only section that titles and the sheet's name speak of, "" when none or both."""
    words = {word for text in texts for word in re.findall(r"\b(?:thu|chi)\b", fold(text))}
    return BY_NAME[words.pop()] if len(words) == 1 else ""


def unit_in(texts: Iterable[str]) -> str:
    """Return the unit that a line like “Đơn vị tính: triệu đồng” states, "" for none."""
    for text in texts:
        found = _UNIT.search(" ".join(fold(text).split()))
        stated = (found.group(1) or found.group(2)).strip() if found else ""
        for unit, pattern in _UNITS if stated else ():
            if re.match(rf"(?:{pattern})\b", stated):
                return unit
    return ""


def _bare(name: str) -> str:
    return " ".join(re.sub(r"[^\w.]+", " ", fold(name)).split()).strip(" .")
