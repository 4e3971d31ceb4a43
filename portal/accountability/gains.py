"""What would raise an organisation's score: the points that each indicator lacks, and the rows that cost them. Pure.

One more success in an indicator of n observations brings 100 · weight / Σ weight / (n + prior) points while the
group's mean stays where it is. So each failed row has a price that anybody can recompute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.accountability.formula import Formula
from portal.accountability.indicators import FAST, row_value
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore


@dataclass(frozen=True, slots=True)
class Loss:
    """One row that cost points. cost: the points that it would have brought as a full success; None for speed."""

    row: Row
    cost: float | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What one indicator lacks. lacks: points up to its full share of the score; losses: the dearest first."""

    key: str
    label: str
    unit: str
    n: int
    lacks: float
    each: float | None
    losses: tuple[Loss, ...]


def shortfalls(score: OrganisationScore, rows: Iterable[Row], formula: Formula) -> list[Shortfall]:
    """Return the indicators that lack points, the largest lack first; rows are those of this organisation."""
    total = sum(value.weight for value in score.indicators if value.n)
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.indicator, []).append(row)
    found = []
    for value in score.indicators:
        if not value.n or value.shrunk is None:
            continue
        share = 100 * value.weight / total
        lacks = share * (1 - value.shrunk)
        by_median = value.key == "speed" and formula.counting.speed == "median"
        # The median does not move by one case alone, so a single slow case has no price.
        each = None if by_median else share / (value.n + formula.prior_cases)
        losses = _losses(by_key.get(value.key, []), each)
        if losses:
            found.append(Shortfall(value.key, value.label_vi, value.unit, value.n, lacks, each, losses))
    return sorted(found, key=lambda item: -item.lacks)


def _losses(rows: Sequence[Row], each: float | None) -> tuple[Loss, ...]:
    if each is None:
        slow = [Loss(row, None) for row in rows if row.value > FAST]
        return tuple(sorted(slow, key=lambda loss: (-loss.row.value, loss.row.place)))
    worth = [(row, row_value(row)) for row in rows]
    failed = [Loss(row, each * (1 - value)) for row, value in worth if value < 1]
    return tuple(sorted(failed, key=lambda loss: (-(loss.cost or 0.0), loss.row.due, loss.row.place)))
