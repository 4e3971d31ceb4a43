"""Walk through an uploaded table for an importer: what is in the file, and the rows below the heading."""

from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import Any

from cms.disclosures.importers.base import Column, Plan, ReadableSheet, Taker, Top
from portal.core.numbers import NumberStyle, Style
from portal.core.tables import (
    Aliases,
    Area,
    Facts,
    Heading,
    Row,
    Sheet,
    TableError,
    TableSource,
    column_names,
    guess_columns,
    guess_heading,
    hidden_notes,
    is_column_marks,
    refuse_legacy_text,
)
from portal.core.tables.values import number_style

TOP_ROWS = 60
Tick = Callable[[int], None]
EVERY = 500


def aliases_of(columns: tuple[Column, ...]) -> Aliases:
    return {column.key: column.aliases for column in columns}


def structure_of(source: TableSource, tick: Tick) -> dict[str, Any]:
    """Read the whole file once and return, JSON-able, its sheets with their size and what is hidden.

    A sheet that cannot be read says why under "error". Raises TableError when none can. No cell is kept.
    """
    sheets = [_sheet_facts(source, sheet, tick) for sheet in source.sheets]
    if not any(sheet["rows"] and not sheet["error"] for sheet in sheets):
        error = next((sheet["error"] for sheet in sheets if sheet["error"]), "")
        raise TableError(error or "Tệp không có ô nào chứa dữ liệu.", code="empty")
    return {"sheets": sheets}


def _sheet_facts(source: TableSource, sheet: Sheet, tick: Tick) -> dict[str, Any]:
    facts, rows, error = Facts(), 0, ""
    try:
        for rows, _ in enumerate(source.rows(sheet.index, facts), start=1):
            if rows % EVERY == 0:
                tick(rows)
        refuse_legacy_text(facts)
    except TableError as problem:
        error = str(problem.message)
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "rows": rows,
        "width": facts.width,
        "last_row": facts.last_row,
        "notes": hidden_notes((), facts),
        "merged": [list(area) for area in facts.merged if area.top <= TOP_ROWS],
        "error": error,
    }


def top_rows(source: TableSource, sheet: int) -> list[Row]:
    """Return the rows that stand in the first sixty."""
    return list(takewhile(lambda row: row.number <= TOP_ROWS, source.rows(sheet, Facts())))


def merged_of(facts: Mapping[str, Any]) -> list[Area]:
    return [Area(*area) for area in facts["merged"]]


def guess_plan(rows: list[Row], facts: Mapping[str, Any], sheet: int, columns: tuple[Column, ...]) -> Plan:
    """Return heading and columns as they seem to be."""
    heading = guess_heading(rows, aliases_of(columns), merged_of(facts))
    return plan_under(rows, facts, sheet, heading, columns)


def plan_under(
    rows: list[Row], facts: Mapping[str, Any], sheet: int, heading: Heading, columns: tuple[Column, ...]
) -> Plan:
    """Return the columns as they seem to be below this heading."""
    names = column_names(rows, heading, merged_of(facts), facts["width"])
    return Plan(sheet, heading.first, heading.last, guess_columns(names, aliases_of(columns)))


def top_of(rows: list[Row], facts: Mapping[str, Any], plan: Plan) -> Top:
    """Return what stands around the table."""
    above = [cell.text for row in rows if row.number < plan.first for cell in row.cells.values()]
    names = column_names(rows, Heading(plan.first, plan.last), merged_of(facts), facts["width"])
    return Top(facts["name"], above, names)


class MappedSheet(ReadableSheet):
    """The rows below the heading, with one style of numbers for each numeric column."""

    def __init__(
        self,
        source: TableSource,
        facts: Mapping[str, Any],
        plan: Plan,
        columns: tuple[Column, ...],
        corrections: Mapping[str, Mapping[str, str]],
        tick: Tick,
    ) -> None:
        self._source, self.plan, self._corrections, self._tick = source, plan, corrections, tick
        self.top = top_of(top_rows(source, plan.sheet), facts, plan)
        self._numeric = [column.key for column in columns if column.numeric and column.key in plan.columns]
        self.styles, self.ambiguous = self._find_styles()

    def rows(self) -> Iterator[Taker]:
        for count, row in enumerate(self._data_rows(), start=1):
            if count % EVERY == 0:
                self._tick(count)
            yield Taker(row, self.plan, self.styles, self._corrections.get(str(row.number), {}))

    def _data_rows(self) -> Iterator[Row]:
        before_data = True
        for row in self._source.rows(self.plan.sheet, Facts()):
            if row.number <= self.plan.last:
                continue
            if before_data and is_column_marks(row):
                continue
            before_data = False
            yield row

    def _find_styles(self) -> tuple[dict[str, NumberStyle], str]:
        """Return each column's style, and an example that can be read in two ways when nothing decides.

        A column that leaves it open follows the others, when those agree: one sheet, one hand.
        """
        if self.plan.style:
            return dict.fromkeys(self._numeric, NumberStyle(self.plan.style)), ""
        found = self._styles_by_cells()
        certain = {style.style for style in found.values() if style.decided}
        shared = certain.pop() if len(certain) == 1 else None
        styles, example = {}, ""
        for key, style in found.items():
            styles[key] = style.style if style.decided or shared is None else shared
            if style.ambiguous and shared is None:
                example = example or style.ambiguous
        return styles, example

    def _styles_by_cells(self) -> dict[str, Style]:
        texts: dict[str, list[Any]] = {key: [] for key in self._numeric}
        for row in self._data_rows():
            for key in self._numeric:
                cell = row.cells.get(self.plan.columns[key])
                if cell is not None and isinstance(cell.value, str):
                    texts[key].append(cell)
        return {key: number_style(cells) for key, cells in texts.items()}
