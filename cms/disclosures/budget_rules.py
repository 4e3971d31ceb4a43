"""How budget lines add up. Pure: works on anything with the few attributes named here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cms.disclosures.numbers import vi_number
from portal.core.text import fold

# Published budgets round each line; a sum may differ by half of the last digit for every line that went into it.
ROUNDING_PER_LINE = Decimal("0.5")
FIELDS = (("estimate", "dự toán"), ("actual", "thực hiện"))
SECTIONS = {"revenue": "thu", "expenditure": "chi"}


class Line(Protocol):
    section: str
    name: str
    level: int
    estimate: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class Sum:
    estimate: Decimal
    actual: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        return percent(self.actual, self.estimate)


def percent(actual: Decimal | None, estimate: Decimal | None) -> Decimal | None:
    """Return actual as a percentage of the estimate, one decimal; None where it says nothing."""
    if actual is None or not estimate:
        return None
    return (actual / estimate * 100).quantize(Decimal("0.1"))


def section_sum(lines: Iterable[Line], section: str) -> Sum:
    """Return the sums of a section's top lines; `actual` is None when no line carries one."""
    top = [line for line in lines if line.section == section and line.level == 0]
    actuals = [line.actual for line in top if line.actual is not None]
    return Sum(
        estimate=sum((line.estimate or Decimal(0) for line in top), Decimal(0)),
        actual=sum(actuals, Decimal(0)) if actuals else None,
    )


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not add up, in Vietnamese: at a line (its place in the list), or at a section's total (None)."""

    index: int | None
    section: str
    field: str
    message: str


def contradictions(lines: Sequence[Line], totals: dict[str, Sum]) -> list[str]:
    """Return, in Vietnamese, what does not add up: lines under a parent, and sections under their total."""
    return [found.message for found in find_contradictions(lines, totals)]


def find_contradictions(lines: Sequence[Line], totals: dict[str, Sum]) -> list[Contradiction]:
    """Return what does not add up with its place; the time grows with the number of lines, not its square."""
    return [*_wrong_parents(lines), *_wrong_totals(lines, totals)]


def _wrong_totals(lines: Sequence[Line], totals: dict[str, Sum]) -> Iterable[Contradiction]:
    for section, stated in totals.items():
        computed = section_sum(lines, section)
        top = [line for line in lines if line.section == section and line.level == 0]
        for field, word in FIELDS:
            wanted, got = getattr(stated, field), getattr(computed, field)
            if _differ(wanted, got, [getattr(line, field) for line in top]):
                message = f"Tổng {SECTIONS[section]} {word} ghi {_n(wanted)}, các mục cộng lại {_n(got)}."
                yield Contradiction(None, section, field, message)


def _wrong_parents(lines: Sequence[Line]) -> Iterable[Contradiction]:
    for index, parent in enumerate(lines):
        children = _children(lines, index)
        if not children:
            continue
        for field, word in FIELDS:
            stated = getattr(parent, field)
            parts = [getattr(child, field) for child in children if getattr(child, field) is not None]
            if parts and _differ(stated, sum(parts, Decimal(0)), parts):
                total = _n(sum(parts, Decimal(0)))
                message = f"“{parent.name}” ({word}) ghi {_n(stated)}, các mục con cộng lại {total}."
                yield Contradiction(index, parent.section, field, message)


def _children(lines: Sequence[Line], index: int) -> list[Line]:
    """Return the lines one level below the line, up to the next line of its own level or above.

    What stands after “Trong đó” is picked out of the line and need not add up to it.
    """
    parent, children = lines[index], []
    for place in range(index + 1, len(lines)):
        line = lines[place]
        if line.section != parent.section or line.level <= parent.level:
            break
        if line.level == parent.level + 1:
            if is_of_which(line.name):
                break
            children.append(line)
    return children


def is_of_which(name: str) -> bool:
    """Whether the line says that only some parts of the line above follow."""
    return fold(name[:20]).lstrip("-+ ").startswith("trong do")


def _differ(stated: Decimal | None, computed: Decimal | None, parts: Sequence[Decimal | None]) -> bool:
    if stated is None or computed is None:
        return (stated or Decimal(0)) != (computed or Decimal(0))
    if stated == computed:
        return False
    last_digit = Decimal(1).scaleb(-max(_decimals(value) for value in (stated, *parts)))
    return abs(stated - computed) > ROUNDING_PER_LINE * last_digit * max(len(parts), 1)


def _decimals(value: Decimal | None) -> int:
    """Return how many digits after the decimal sign say something: 1 for 2.500."""
    exponent = 0 if value is None else value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _n(value: Decimal | None) -> str:
    return "trống" if value is None else vi_number(value)
