"""Where a table's heading is, what its columns are called and which of them an importer knows. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from portal.core.tables.cells import Area, Cell, Row
from portal.core.text import fold

Aliases = Mapping[str, Sequence[str]]
_LOOKED_AT = 40
_MOST_HEADER_ROWS = 4
_COLUMN_MARK = re.compile(r"[a-z]|\(?\d{1,2}\)?|\(?\d{1,2}\)?\s*=\s*[\d\s()+\-*/:%x=]+")


class Heading(NamedTuple):
    """First and last row of the heading; what lies above is title, what lies below is data."""

    first: int
    last: int


def guess_heading(rows: Iterable[Row], aliases: Aliases, merged: Sequence[Area] = ()) -> Heading:
    """Return the rows that look most like a heading: known column names in several cells of one row.

    Falls back to the first row with two texts, else to the first row.
    """
    looked_at = list(rows)[:_LOOKED_AT]
    if not looked_at:
        return Heading(1, 1)
    best, best_score = None, 0.0
    for row in looked_at:
        score = _heading_score(row, aliases)
        if score > best_score:
            best, best_score = row, score
    if best is None:
        best = next((row for row in looked_at if len(_texts(row)) >= 2), looked_at[0])
    return Heading(best.number, _last_heading_row(best, looked_at, merged, aliases))


def _heading_score(row: Row, aliases: Aliases) -> float:
    texts = [fold(cell.text) for cell in _texts(row)]
    known = {field for text in texts for field in aliases if match_score(text, aliases[field])}
    numbers = len(row.cells) - len(texts)
    return 0.0 if len(known) < 2 else len(known) - 0.5 * numbers


def _texts(row: Row) -> list[Cell]:
    return [cell for cell in row.cells.values() if isinstance(cell.value, str) and not cell.problem]


def _last_heading_row(first: Row, rows: Sequence[Row], merged: Sequence[Area], aliases: Aliases) -> int:
    """Follow merged cells downwards, and sideways into the row that splits a wide one."""
    reach = [area.bottom for area in merged if area.top == first.number and area.right - area.left < 30]
    last = max([first.number, *reach])
    wide = any(area.top == first.number and area.right > area.left for area in merged)
    if wide and last == first.number:
        last += 1
    below = [row for row in rows if first.number < row.number <= first.number + _MOST_HEADER_ROWS - 1]
    last = min(last, first.number + _MOST_HEADER_ROWS - 1)
    while last > first.number and not any(row.number == last for row in below):
        last -= 1
    return last


def column_names(
    rows: Iterable[Row], heading: Heading, merged: Sequence[Area] = (), width: int = 0
) -> dict[int, str]:
    """Return the name of every column; the cells of several heading rows are joined by “ / ”.

    A merged cell names every column that it spans.
    """
    by_place: dict[tuple[int, int], str] = {}
    for row in rows:
        if heading.first <= row.number <= heading.last:
            by_place |= {(row.number, column): cell.text for column, cell in row.cells.items()}
    for area in merged:
        text = by_place.get((area.top, area.left))
        if text and heading.first <= area.top <= heading.last:
            for number in range(area.top, min(area.bottom, heading.last) + 1):
                for column in range(area.left, area.right + 1):
                    by_place[number, column] = text
    last_column = max([width, *(column for _, column in by_place)], default=0)
    names = {}
    for column in range(1, last_column + 1):
        parts: list[str] = []
        for number in range(heading.first, heading.last + 1):
            part = re.sub(r"\s+", " ", by_place.get((number, column), "")).strip()
            if part and part not in parts:
                parts.append(part)
        names[column] = " / ".join(parts)
    return names


def is_column_marks(row: Row) -> bool:
    """Whether the row only counts the columns, as official forms do: “A, B, 1, 2, 3 = 2/1”."""
    texts = [fold(cell.text).strip() for cell in row.cells.values()]
    if len(texts) < 2 or not all(_COLUMN_MARK.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdecimal()]
    return numbers == sorted(set(numbers)) and (not numbers or numbers[0] <= 2)


def guess_columns(names: Mapping[int, str], aliases: Aliases) -> dict[str, int]:
    """Return field -> column for the names that are known, each column and each field at most once."""
    scored = [
        (match_score(fold(name), aliases[field]), -column, field)
        for column, name in names.items()
        for field in aliases
        if name
    ]
    chosen: dict[str, int] = {}
    for score, negative, field in sorted(scored, reverse=True):
        if score and field not in chosen and -negative not in chosen.values():
            chosen[field] = -negative
    return chosen


def match_score(folded: str, aliases: Sequence[str]) -> float:
    """Return how well a folded column name fits: 3 the same, 2 a whole part, up to 1 words inside; else 0."""
    parts = [part.strip(" .:*()") for part in folded.split(" / ")]
    best = 0.0
    for rank, alias in enumerate(aliases):
        closeness = 0.0
        if folded == alias:
            closeness = 3.0
        elif alias in parts:
            closeness = 2.0
        elif len(alias) > 2 and re.search(rf"\b{re.escape(alias)}\b", folded):
            closeness = 1.0 + len(alias) / 1000
        # The aliases stand in the order of preference.
        best = max(best, closeness - rank / 100 if closeness else 0.0)
    return best
