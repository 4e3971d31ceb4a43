"""Dates as people write them in Vietnamese papers. Pure."""

import re
from datetime import date

from portal.core.text import fold

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\Z")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?\Z")
_IN_WORDS = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})\Z")


def parse_vi_date(text: str) -> date:
    """Return the date of “5/3/2026”, “05-03-2026”, “5.3.2026”, “2026-03-05”, “ngày 5 tháng 3 năm 2026”.

    The day comes first, as everywhere in Vietnam. Raises ValueError for anything else, a year of two digits
    and days that do not exist included.
    """
    bare = fold(text).strip()
    for pattern in (_DAY_FIRST, _IN_WORDS):
        if found := pattern.match(bare):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    if found := _YEAR_FIRST.match(bare):
        year, month, day = (int(part) for part in found.groups())
        return date(year, month, day)
    raise ValueError(f"no date: {text!r}")
