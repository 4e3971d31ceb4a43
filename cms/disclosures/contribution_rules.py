"""How a contribution's votes and lines add up. Pure: works on anything with the few attributes named here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cms.disclosures.numbers import vi_number


class Line(Protocol):
    side: str
    name: str
    planned: Decimal
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the account: what was planned and what came in or went out so far; None while nothing is known."""

    planned: Decimal
    actual: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        if self.actual is None or not self.planned:
            return None
        return (self.actual / self.planned * 100).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Vote:
    """How the households voted, of all households, present or not."""

    total: int
    agreed: int
    refused: int

    @property
    def others(self) -> int:
        """Households without an opinion, or that were not asked."""
        return self.total - self.agreed - self.refused

    @property
    def percent(self) -> Decimal:
        return (
            (Decimal(self.agreed) / self.total * 100).quantize(Decimal("0.1")) if self.total else Decimal(0)
        )


def side_of(lines: Iterable[Line], side: str) -> Side:
    """Return the sums of one side's lines."""
    rows = [line for line in lines if line.side == side]
    known = [line.actual for line in rows if line.actual is not None]
    return Side(
        planned=sum((line.planned for line in rows), Decimal(0)),
        actual=sum(known, Decimal(0)) if known else None,
    )


def contradictions(lines: Sequence[Line], stated: dict[str, tuple[str, Side]]) -> list[str]:
    """Return, in Vietnamese, which stated total differs from the sum of its lines. Exact: these are few lines.

    `stated` maps a side to its name in a sentence and what the page states.
    """
    found = []
    for side, (name, total) in stated.items():
        computed = side_of(lines, side)
        pairs = (
            ("theo kế hoạch", total.planned, computed.planned),
            ("thực tế", total.actual, computed.actual),
        )
        for word, said, summed in pairs:
            if (said or Decimal(0)) != (summed or Decimal(0)):
                found.append(f"Tổng {name} {word} ghi {_n(said)}, các mục cộng lại {_n(summed)}.")
    return found


def _n(value: Decimal | None) -> str:
    return "trống" if value is None else vi_number(value)
