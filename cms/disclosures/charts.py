"""The geometry of a budget's bar chart. Pure: numbers in, attribute values out; a template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cms.disclosures.budget_rules import Line

WIDTH = 640
LABEL_HEIGHT = 20
BAR_HEIGHT = 14
ROW_GAP = 14
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    label_y: int
    estimate_y: int
    estimate_width: str
    actual_y: int
    actual_width: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    width: int
    height: int
    bars: list[Bar]
    has_actual: bool


def budget_chart(title: str, lines: Sequence[Line]) -> Chart | None:
    """Return the chart of a section's top lines, estimate above actual; None when there is nothing to draw.

    Negative amounts draw no bar: the table beside the chart has them.
    """
    top = [line for line in lines if line.level == 0][:MOST_ROWS]
    amounts = [amount for line in top for amount in (line.estimate, line.actual) if amount is not None]
    largest = max(amounts, default=Decimal(0))
    if largest <= 0:
        return None
    has_actual = any(line.actual is not None for line in top)
    row = LABEL_HEIGHT + BAR_HEIGHT * (2 if has_actual else 1) + ROW_GAP
    bars = [_bar(line, index * row, largest) for index, line in enumerate(top)]
    return Chart(title, WIDTH, len(top) * row, bars, has_actual)


def _bar(line: Line, y: int, largest: Decimal) -> Bar:
    bar_y = y + LABEL_HEIGHT
    return Bar(
        name=line.name,
        label_y=y + LABEL_HEIGHT - 6,
        estimate_y=bar_y,
        estimate_width=_width(line.estimate, largest),
        actual_y=bar_y + BAR_HEIGHT,
        actual_width=None if line.actual is None else _width(line.actual, largest),
    )


def _width(amount: Decimal | None, largest: Decimal) -> str:
    """Return a width as text with a dot, whatever the locale."""
    share = max(amount or Decimal(0), Decimal(0)) / largest
    return f"{float(share) * WIDTH:.1f}"
