"""The bars of a budget's chart. Pure: numbers in, attribute values out; a template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cms.disclosures.budget_rules import Line

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: amounts as given, widths as percentages for an SVG attribute."""

    name: str
    estimate: Decimal | None
    actual: Decimal | None
    estimate_width: str
    actual_width: str


def budget_bars(lines: Sequence[Line]) -> list[Bar]:
    """Return a bar pair for each top line, largest estimate first; none when there is nothing to draw.

    Negative amounts draw no bar: the table beside the chart has them.
    """
    top = [line for line in lines if line.level == 0]
    amounts = [amount for line in top for amount in (line.estimate, line.actual) if amount is not None]
    largest = max(amounts, default=Decimal(0))
    if largest <= 0:
        return []
    shown = sorted(top, key=lambda line: line.estimate or Decimal(0), reverse=True)[:MOST_ROWS]
    return [
        Bar(
            name=line.name,
            estimate=line.estimate,
            actual=line.actual,
            estimate_width=_width(line.estimate, largest),
            actual_width=_width(line.actual, largest),
        )
        for line in shown
    ]


def _width(amount: Decimal | None, largest: Decimal) -> str:
    """Return a width with a dot, whatever the locale."""
    return f"{float(max(amount or Decimal(0), Decimal(0)) / largest) * 100:.2f}%"
