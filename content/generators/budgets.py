"""Budgets that add up: the year's estimate of a commune and what came of it by the end of a period. Pure."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from content.generators.corpus import DATA, Place
from content.generators.streams import stream, unit

# How much of the year's estimate is usually reached by then.
PACE = {"q1": 0.22, "h1": 0.48, "9m": 0.73, "year": 0.97, "settlement": 0.99}


@dataclass(slots=True)
class Line:
    """One line in millions of đồng; `actual` is None for an estimate."""

    section: str
    level: int
    code: str
    name: str
    estimate: int
    actual: int | None = None


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (DATA / "budget_lines.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def estimate(number: int, place: Place, years_back: int = 0) -> list[Line]:
    """Return the lines of the approved budget; revenue and expenditure are equal to the million.

    A year earlier there was a little less of everything.
    """
    rng = stream(number, "budget", place.code)
    total = rng.randint(95, 210) * 1000 + (rng.randint(60, 140) * 1000 if place.is_urban else 0)
    total = round(total * (0.9 + 0.06 * unit(number, "growth", place.code)) ** years_back)
    lines = [
        Line(row["section"], int(row["level"]), row["code"], row["name"], _amount(number, place, row, total))
        for row in _rows()
    ]
    _balance(lines)
    return lines


def execution(number: int, place: Place, form: str, years_back: int = 0) -> list[Line]:
    """Return the same lines with what was collected and spent by the end of the period."""
    lines = estimate(number, place, years_back)
    for line in lines:
        # What comes in runs a little ahead of what goes out.
        slowest = 0.85 if line.section == "revenue" else 0.72
        speed = slowest + 0.4 * unit(number, "pace", place.code, line.section, line.name)
        share = 0.0 if line.name == "Dự phòng ngân sách" else min(PACE[form] * speed, 1.0)
        line.actual = round(line.estimate * share)
    _add_up(lines, "actual")
    return lines


def total(lines: list[Line], section: str, field: str) -> int | None:
    values = [getattr(line, field) for line in lines if line.section == section and line.level == 0]
    return None if None in values else sum(values)


def _amount(number: int, place: Place, row: dict[str, str], total: int) -> int:
    if not row["share"]:
        return 0
    spread = 0.8 + 0.4 * unit(number, "line", place.code, row["section"], row["name"])
    return round(total * float(row["share"]) * spread)


def _balance(lines: list[Line]) -> None:
    """Let the provincial transfer close the gap, as it does."""
    _add_up(lines, "estimate")
    gap = (total(lines, "expenditure", "estimate") or 0) - (total(lines, "revenue", "estimate") or 0)
    next(line for line in lines if line.name == "Bổ sung cân đối").estimate += gap
    _add_up(lines, "estimate")


def _add_up(lines: list[Line], field: str) -> None:
    """Set every parent to the sum of its children."""
    for index, line in enumerate(lines):
        children = list(takewhile(lambda each: each.level > 0, lines[index + 1 :]))
        if line.level == 0 and children:
            setattr(line, field, sum(getattr(child, field) for child in children))
