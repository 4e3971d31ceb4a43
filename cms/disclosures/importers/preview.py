"""What the owner sees of a job: the table to map, and the rows that were read with what is wrong in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from cms.disclosures.importers.base import Column, Importer, Plan
from cms.disclosures.importers.hierarchy import DEEPEST
from cms.disclosures.importers.reading import (
    guess_plan,
    merged_of,
    plan_under,
    top_of,
    top_rows,
)
from cms.disclosures.models.imports import ImportJob, ImportRow, RowKind
from portal.core.tables import Heading, Row, column_names, is_column_marks, open_table

SAMPLES = 3
TOP_SHOWN = 15
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class MappingView:
    """The top of a sheet, the names of its columns, sample values, and the plan as it is guessed or was chosen."""

    plan: Plan
    names: Mapping[int, str]
    samples: Mapping[int, list[str]]
    top: list[dict[str, Any]]
    sheets: list[dict[str, Any]]
    notes: list[str]


def mapping_view(job: ImportJob, importer: Importer, page: Any, asked: Mapping[str, str]) -> MappingView:
    """Return what the mapping page shows; `asked` may name another sheet (trang) or heading rows (tu, den)."""
    sheets = job.structure["sheets"]
    source, columns = open_table(job.content()), tuple(importer.columns(page))
    sheet = _number(asked.get("trang"), 0, len(sheets) - 1)
    chosen = Plan.from_json(job.plan) if job.plan else None
    if sheet is None:
        sheet = chosen.sheet if chosen else _likeliest(source, sheets, columns)
    facts = sheets[sheet]
    rows = top_rows(source, sheet)
    first, last = _number(asked.get("tu"), 1, 60), _number(asked.get("den"), 1, 60)
    if first is not None:
        plan = plan_under(rows, facts, sheet, Heading(first, max(first, last or first)), columns)
    elif chosen is not None and chosen.sheet == sheet:
        plan = chosen
    else:
        plan = guess_plan(rows, facts, sheet, columns)
    if plan is not chosen:
        plan = Plan(
            plan.sheet, plan.first, plan.last, plan.columns, importer.guess(page, top_of(rows, facts, plan))
        )
    names = column_names(rows, Heading(plan.first, plan.last), merged_of(facts), facts["width"])
    return MappingView(
        plan=plan,
        names=dict(list(names.items())[:MOST_COLUMNS]),
        samples=_samples(rows, plan),
        top=[_top_row(row, plan, facts["width"]) for row in rows[:TOP_SHOWN]],
        sheets=[{**each, "index": index, "chosen": index == sheet} for index, each in enumerate(sheets)],
        notes=_notes(sheets, facts),
    )


def _number(text: str | None, least: int, most: int) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    return int(text) if least <= int(text) <= most else None


def _likeliest(source: Any, sheets: list[dict[str, Any]], columns: tuple[Column, ...]) -> int:
    """Return the visible sheet whose heading knows the most columns, the first one when none does."""
    best, most = None, -1
    for index, facts in enumerate(sheets):
        if facts["error"] or not facts["rows"] or facts["hidden"]:
            continue
        known = len(guess_plan(top_rows(source, index), facts, index, columns).columns)
        if known > most:
            best, most = index, known
    usable = (index for index, facts in enumerate(sheets) if facts["rows"] and not facts["error"])
    return best if best is not None else next(usable, 0)


def _samples(rows: Iterable[Row], plan: Plan) -> dict[int, list[str]]:
    samples: dict[int, list[str]] = {}
    for row in rows:
        if row.number <= plan.last or is_column_marks(row):
            continue
        for column, cell in row.cells.items():
            found = samples.setdefault(column, [])
            if len(found) < SAMPLES:
                found.append(cell.text[:60])
    return samples


def _top_row(row: Row, plan: Plan, width: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "is_heading": plan.first <= row.number <= plan.last,
        "cells": [row.text(column)[:60] for column in range(1, min(width, 12) + 1)],
    }


def _notes(sheets: list[dict[str, Any]], facts: dict[str, Any]) -> list[str]:
    hidden = [each["name"] for each in sheets if each["hidden"]]
    notes = [f"Tệp có trang tính bị ẩn: {', '.join(hidden[:5])}."] if hidden else []
    if facts["width"] > MOST_COLUMNS:
        notes.append(f"Bảng có {facts['width']} cột; ở đây chỉ chọn được trong {MOST_COLUMNS} cột đầu.")
    return [*notes, *facts["notes"]]


# ---- the rows that were read


def preview_rows(
    rows: Iterable[ImportRow], columns: Iterable[Column], importer: Importer, page: Any, job: ImportJob
) -> list[dict[str, Any]]:
    """Return the rows with each cell's text, what is wrong with it and what was typed in its place."""
    columns = list(columns)
    return [
        {
            "row": row,
            "left_out": row.kind == RowKind.LEFT_OUT,
            "is_total": row.kind == RowKind.TOTAL,
            "skipped": job.corrections.get(str(row.number), {}).get("=skip") == "1",
            "cells": [_cell(row, column, importer, page) for column in columns],
            "others": _remarks_elsewhere(row, {column.key for column in columns}),
        }
        for row in rows
    ]


def _cell(row: ImportRow, column: Column, importer: Importer, page: Any) -> dict[str, Any]:
    value = row.data.get(column.key)
    remarks = [each for each in row.remarks if each["column"] == column.key]
    problem = next((each for each in remarks if each["blocks"]), None)
    return {
        "column": column,
        "value": value,
        "text": importer.shown(page, column.key, value),
        "problem": problem,
        "notes": [each["message"] for each in remarks if not each["blocks"]],
        "level": row.data.get("level", 0),
    }


def _remarks_elsewhere(row: ImportRow, keys: set[str]) -> list[dict[str, Any]]:
    return [each for each in row.remarks if each["column"] not in keys]


LEVELS = [str(level) for level in range(DEEPEST + 1)]


def typed_corrections(posted: QueryDict, rows: Iterable[ImportRow]) -> dict[str, dict[str, str]]:
    """Return what was typed at the shown rows, as corrections by row; only what differs from what stands there.

    Fields: “o-<row>-<column>” the text for a wrong cell, “cap-<row>” the level, “co-<row>” the row was shown and
    “bo-<row>” it is to be left out.
    """
    typed: dict[str, dict[str, str]] = {}
    for row in rows:
        found: dict[str, str] = {}
        for remark in row.remarks:
            text = posted.get(f"o-{row.number}-{remark['column']}")
            if remark["blocks"] and text is not None and text.strip() != remark["text"]:
                found[remark["column"]] = text.strip()[:300]
        level = posted.get(f"cap-{row.number}")
        if level in LEVELS and "level" in row.data and level != str(row.data["level"]):
            found["=level"] = level
        if f"co-{row.number}" in posted:
            skip = f"bo-{row.number}" in posted
            if skip != (row.kind == RowKind.LEFT_OUT):
                found["=skip"] = "1" if skip else "0"
        if found:
            typed[str(row.number)] = found
    return typed
