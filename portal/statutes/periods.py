"""Reporting periods by their short keys: 2026, 2026-Q1, 2026-H1, 2026-6M, 2026-9M, 2026-03, standing."""

import re
from datetime import date, timedelta

STANDING = "standing"
_QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_KEY = re.compile(
    r"(?P<year>[1-9]\d{3})(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])|(?P<m>[69])M|(?P<month>0[1-9]|1[0-2])))?"
)


def period_bounds(period: str) -> tuple[date | None, date | None]:
    """First and last day of a period, both inclusive; (None, None) for "standing".

    "2026-6M" and "2026-9M" count from 1 January, as budget reports do; "2026-H1" is the same span as
    "2026-6M". Raises ValueError for any other key.
    """
    if period == STANDING:
        return None, None
    match = _match(period)
    first, months = _months(match)
    return date(int(match["year"]), first, 1), _month_end(int(match["year"]), first + months - 1)


def period_label(period: str) -> str:
    """The period as Vietnamese readers write it: Quý I/2026, 6 tháng đầu năm 2026."""
    if period == STANDING:
        return "Thường xuyên"
    match = _match(period)
    year = match["year"]
    if match["q"]:
        return f"Quý {_QUARTERS[match['q']]}/{year}"
    if match["h"]:
        return f"6 tháng {'đầu' if match['h'] == '1' else 'cuối'} năm {year}"
    if match["m"]:
        return f"{match['m']} tháng đầu năm {year}" if match["m"] == "6" else f"9 tháng năm {year}"
    return f"Tháng {match['month']}/{year}" if match["month"] else f"Năm {year}"


def _match(period: str) -> re.Match[str]:
    match = _KEY.fullmatch(period)
    if match is None:
        raise ValueError(f"unknown period: {period!r}")
    return match


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["q"]:
        return 3 * int(match["q"]) - 2, 3
    if match["h"]:
        return 6 * int(match["h"]) - 5, 6
    if match["m"]:
        return 1, int(match["m"])
    return (int(match["month"]), 1) if match["month"] else (1, 12)


def _month_end(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
