"""The files of a frozen period, for whoever wants to recompute it."""

import json
from collections.abc import Iterator
from typing import Any

from portal.accountability.models import ScoreSnapshot
from portal.accountability.presentation import ROWS_HEADER, scores_text
from portal.accountability.snapshots import row_digest, row_lines, snapshot_formula, snapshot_lines
from portal.ledger.chain import utc_text

LINES_AT_ONCE = 500


def record(snapshot: ScoreSnapshot) -> dict[str, Any]:
    """Return what identifies the snapshot, and everything beside its rows that its scores are made of."""
    scores = list(snapshot.scores.order_by("position"))
    return {
        "format": "cham-diem/ho-so/1",
        "number": snapshot.pk,
        "period": snapshot.period,
        "label": snapshot.period_label,
        "start": snapshot.start.isoformat(),
        "end": snapshot.end.isoformat(),
        "kind": snapshot.kind,
        "created_at": utc_text(snapshot.created_at),
        "by_role": snapshot.by_role,
        "corrects": snapshot.corrects_id,
        "reason": snapshot.reason,
        "adjustments": snapshot.adjustments,
        "formula_version": snapshot.formula_version,
        "formula_digest": snapshot.formula_digest,
        "formula_text": snapshot.formula,
        "calendar_version": snapshot.calendar_version,
        "ledger": {
            "date": snapshot.ledger_date.isoformat(),
            "root": snapshot.ledger_root,
            "tree_size": snapshot.tree_size,
        },
        "row_count": snapshot.row_count,
        "rows_digest": snapshot.rows_digest,
        "row_list_digest": snapshot.row_list_digest,
        "scores_digest": snapshot.scores_digest,
        "organisations": [
            {
                "code": item.code,
                "name": item.name,
                "type": item.type_name,
                "channels": item.channels,
                "excluded": item.excluded,
                "exempted": item.exempted,
            }
            for item in sorted(scores, key=lambda item: item.code)
        ],
        "scores": [
            {
                "code": item.code,
                "score": item.score,
                "low": item.low,
                "high": item.high,
                "band": item.band,
                "due_cases": item.due_cases,
                "speed": item.speed,
                "indicators": item.indicators,
            }
            for item in scores
        ],
    }


def record_text(snapshot: ScoreSnapshot) -> str:
    return json.dumps(record(snapshot), ensure_ascii=False, indent=1) + "\n"


def scores_file(snapshot: ScoreSnapshot) -> str:
    """Return the table of scores byte for byte as its digest says."""
    return scores_text(snapshot_lines(snapshot), snapshot_formula(snapshot))


def rows_file(snapshot: ScoreSnapshot, code: str = "") -> Iterator[str]:
    """Yield the file of rows in pieces."""
    yield ROWS_HEADER
    yield from _pieces(row_lines(snapshot, code))


def row_list_file(snapshot: ScoreSnapshot) -> Iterator[str]:
    """Yield the list of the rows' own digests in pieces."""
    yield from _pieces(row_digest(text) for text in row_lines(snapshot))


def _pieces(lines: Iterator[str]) -> Iterator[str]:
    batch: list[str] = []
    for text in lines:
        batch.append(text)
        if len(batch) == LINES_AT_ONCE:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)
