"""The figures of a report, from a frozen snapshot: JSON of texts and whole numbers, so that they have one digest.

Decimals are texts with one digit after the point, rounded as the published table rounds them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.accountability.models import ScoreSnapshot
from portal.accountability.presentation import percent, points
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore

FAILED_SHOWN = 60
FORM = 1


def digest(figures: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the figures as canonical JSON."""
    text = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def source(snapshot: ScoreSnapshot) -> dict[str, Any]:
    """Where the figures come from, and how anybody checks it."""
    return {
        "snapshot": snapshot.pk,
        "period": snapshot.period,
        "label": snapshot.period_label,
        "from": snapshot.start.isoformat(),
        "to": snapshot.end.isoformat(),
        "formula": snapshot.formula_version,
        "formula_digest": snapshot.formula_digest,
        "ledger_root": snapshot.ledger_root,
        "ledger_date": snapshot.ledger_date.isoformat(),
        "rows_digest": snapshot.rows_digest,
        "scores_digest": snapshot.scores_digest,
    }


def of_unit(
    snapshot: ScoreSnapshot,
    score: OrganisationScore,
    everybody: Sequence[OrganisationScore],
    rows: Iterable[Row],
    subjects: Mapping[int, str],
    *,
    name: str,
    before: OrganisationScore | None,
) -> dict[str, Any]:
    """Return one body's own figures.

    subjects: place in its chain -> what the ledger calls it, of failed rows; before: its score of the period before.
    """
    found = list(rows)
    return {
        "form": FORM,
        "kind": "unit",
        "source": source(snapshot),
        "unit": {"code": score.organisation_code, "name": name},
        "score": _score(score) | {"before": points(before.score if before else None).plain},
        "place": _place(score, everybody),
        "counts": _counts(found),
        "received": dict(sorted(score.channels.items())),
        "indicators": [
            _indicator(value) | {"mean": mean}
            for value, mean in zip(score.indicators, _means(everybody), strict=True)
        ],
        "failed": _failed(found, subjects),
    }


def of_province(
    snapshot: ScoreSnapshot,
    scores: Sequence[OrganisationScore],
    names: Mapping[str, str],
    rows: Iterable[Row],
    *,
    before: Mapping[str, float | None],
    appeals: Mapping[str, int],
    missing: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the province's summary. missing: reports and plans that units owe, by name of the duty and number."""
    bands = Counter("chưa đủ dữ liệu" if score.band is None else f"nhóm {score.band}" for score in scores)
    return {
        "form": FORM,
        "kind": "province",
        "source": source(snapshot),
        "units": [
            _score(score)
            | {
                "code": score.organisation_code,
                "name": names.get(score.organisation_code, score.organisation_code),
                "due": score.due_cases,
                "received": score.received,
                "change": _change(score.score, before.get(score.organisation_code)),
                "indicators": [percent(value.shrunk).plain for value in score.indicators],
            }
            for score in scores
        ],
        "bands": [[name, bands[name]] for name in sorted(bands)],
        "counts": _counts(rows),
        "indicators": [
            {"key": value.key, "label": value.label_vi, "weight": value.weight, "mean": mean}
            for value, mean in zip(scores[0].indicators, _means(scores), strict=True)
        ],
        "appeals": dict(sorted(appeals.items())),
        "missing": [dict(item) for item in missing],
    }


def _score(score: OrganisationScore) -> dict[str, Any]:
    return {
        "score": points(score.score).plain,
        "low": points(score.low).plain,
        "high": points(score.high).plain,
        "band": score.band,
        "due": score.due_cases,
        "excluded": score.excluded,
        "exempted": score.exempted,
    }


def _change(now: float | None, before: float | None) -> str:
    return "" if now is None or before is None else points(now - before).plain


def _place(score: OrganisationScore, everybody: Sequence[OrganisationScore]) -> dict[str, int]:
    ranked = [one.organisation_code for one in everybody if one.ranked]
    position = ranked.index(score.organisation_code) + 1 if score.organisation_code in ranked else 0
    return {"position": position, "ranked": len(ranked), "all": len(everybody)}


def _indicator(value: Any) -> dict[str, Any]:
    return {
        "key": value.key,
        "label": value.label_vi,
        "weight": value.weight,
        "unit": value.unit,
        "n": value.n,
        "raw": percent(value.raw).plain,
        "value": percent(value.shrunk).plain,
        "points": points(value.contribution if value.n else None).plain,
    }


def _means(everybody: Sequence[OrganisationScore]) -> list[str]:
    """The group's mean of each indicator, each body weighing as many cases as it has."""
    found = []
    for index in range(len(everybody[0].indicators)):
        values = [score.indicators[index] for score in everybody]
        n = sum(value.n for value in values)
        found.append(percent(sum(value.successes for value in values) / n if n else None).plain)
    return found


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    """How what fell due in the period went."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row.indicator in ("answer_on_time", "acknowledge_on_time", "disclosed_on_time"):
            how = "in_time" if row.done and row.done <= row.due else "late" if row.done else "open"
            counts[f"{row.indicator}:{how}"] += 1
        elif row.indicator in ("posting_kept", "participation", "settled"):
            counts[f"{row.indicator}:{'kept' if row.value >= 1 else 'failed'}"] += 1
    return dict(sorted(counts.items()))


def _failed(rows: Sequence[Row], subjects: Mapping[int, str]) -> list[dict[str, str]]:
    """Cases and duties that were late or are still missing, by their day; never more than FAILED_SHOWN."""
    failed = [
        row for row in rows if row.indicator in ("answer_on_time", "disclosed_on_time") and row.value < 1
    ]
    failed.sort(key=lambda row: (row.due, row.indicator, row.place))
    return [
        {
            "what": row.indicator,
            "subject": subjects.get(row.place, ""),
            "due": row.due,
            "done": row.done,
        }
        for row in failed[:FAILED_SHOWN]
    ]
