"""What a budget says beside others: shares, years, and neighbours per resident. Pure: figures in, figures out.

Amounts that are compared are in đồng, whatever unit each paper was written in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import log
from statistics import median

from cms.disclosures.budget_rules import Line, Sum

SIMILAR = 8
# How many đồng one of each unit is (BudgetUnit).
IN_DONG = {"dong": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}


@dataclass(frozen=True, slots=True)
class Share:
    """A top line's part of its section's total, in percent with one decimal; None when there is no total."""

    name: str
    amount: Decimal
    percent: Decimal | None


def shares(lines: Sequence[Line], *, use_actual: bool) -> list[Share]:
    """Return the top lines of one section, largest first, each with its part of their sum.

    Negative amounts (refunds) keep their place in the table; they count in the sum as what they are.
    """
    top = [
        (line.name, (line.actual if use_actual else line.estimate) or Decimal(0))
        for line in lines
        if line.level == 0
    ]
    whole = sum((amount for _, amount in top), Decimal(0))
    return [
        Share(name, amount, part_of(amount, whole))
        for name, amount in sorted(top, key=lambda pair: pair[1], reverse=True)
    ]


def part_of(amount: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return amount as a percentage of the whole, one decimal; None where it says nothing."""
    if amount is None or not whole or whole < 0:
        return None
    return (amount / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return by how many percent a figure grew since `before`; None where it says nothing."""
    if now is None or not before or before < 0:
        return None
    return ((now - before) / before * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Paper:
    """The totals of one published budget paper, in đồng."""

    code: str
    organisation: str
    population: int | None
    year: int
    form: str
    revenue: Sum
    expenditure: Sum
    address: str

    def told(self, section: Sum) -> Decimal:
        """Return what the paper is about: what came of the plan, or the plan itself."""
        return section.estimate if section.actual is None else section.actual

    def per_resident(self, section: Sum) -> int | None:
        """Return the section's amount per resident in whole đồng; None without a population figure."""
        if not self.population:
            return None
        return int((self.told(section) / self.population).quantize(Decimal(1), ROUND_HALF_UP))


def similar(own: Paper, others: Iterable[Paper], number: int = SIMILAR) -> list[Paper]:
    """Return the papers of the bodies whose number of residents is nearest in proportion, nearest first.

    Twice as many is as far away as half as many. Papers without a population figure cannot be compared.
    """
    if not own.population:
        return []
    mine = log(own.population)
    known = [paper for paper in others if paper.population and paper.code != own.code]
    return sorted(known, key=lambda paper: (abs(log(paper.population or 1) - mine), paper.code))[:number]


def middle(papers: Iterable[Paper], section: str) -> int | None:
    """Return the median amount per resident; None when no paper has one."""
    values = [paper.per_resident(getattr(paper, section)) for paper in papers]
    known = [value for value in values if value is not None]
    return round(median(known)) if known else None
