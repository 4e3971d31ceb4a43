"""Periods of scoring: the half-year and the year of the plan's reports. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class BadPeriod(ValueError):
    """The dates make no period that can be scored; the message is Vietnamese and fit to show."""


@dataclass(frozen=True, slots=True)
class Period:
    """From start to end, both included. code names it in an address: 2026-H1, 2026."""

    start: date
    end: date
    code: str
    label: str


def until_today(start: date, end: date, today: date) -> tuple[date, date]:
    """Return the period as far as it has passed: what is not due yet would count as failed.

    Raises BadPeriod when it is reversed or has not begun.
    """
    if start > end:
        raise BadPeriod(f"Ngày bắt đầu {day_text(start)} sau ngày kết thúc {day_text(end)}.")
    if start > today:
        raise BadPeriod(f"Kỳ bắt đầu ngày {day_text(start)} chưa đến: hôm nay là {day_text(today)}.")
    return start, min(end, today)


def half_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 6, 30), f"{year}-H1", f"6 tháng đầu năm {year}")


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year}", f"Năm {year}")


def current_period(today: date) -> tuple[date, date]:
    """Return the first half-year, from July on the year, that contains today; it ends today."""
    period = half_year(today.year) if today.month <= 6 else whole_year(today.year)
    return period.start, min(period.end, today)


def choices(first: date, today: date) -> list[Period]:
    """Return the periods begun since the year of `first`, newest first; a running one ends today."""
    found = []
    for year in range(first.year, today.year + 1):
        for period in (half_year(year), whole_year(year)):
            # The year that has not passed June yet is its first half.
            if period.start <= today and not (period.code == f"{year}" and today <= date(year, 6, 30)):
                found.append(_until(period, today))
    return found[::-1]


def due_to_freeze(first: date, today: date, days: Mapping[str, str]) -> list[Period]:
    """Return the periods since `first` whose day of freezing has come, the oldest first.

    days: "H1" and "year" -> "MM-DD"; the half-year is frozen in its own year, the year in the next one.
    """
    found = []
    for year in range(first.year, today.year + 1):
        half, whole = half_year(year), whole_year(year)
        if date.fromisoformat(f"{year}-{days['H1']}") <= today and first <= half.end:
            found.append(half)
        if date.fromisoformat(f"{year + 1}-{days['year']}") <= today:
            found.append(whole)
    return found


def _until(period: Period, today: date) -> Period:
    if today >= period.end:
        return period
    return Period(period.start, today, period.code, period.label)


def day_text(day: date) -> str:
    """Return a date as readers here write it: 06/03/2026."""
    return f"{day:%d/%m/%Y}"
