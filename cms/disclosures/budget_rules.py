"""How budget lines add up. Pure: works on anything with the few attributes named here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cms.disclosures.numbers import vi_number

# Published budgets round each line; a sum may differ by half a unit for every line that went into it.
ROUNDING_PER_LINE = Decimal("0.5")


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


def contradictions(lines: Sequence[Line], totals: dict[str, Sum]) -> list[str]:
    """Return, in Vietnamese, what does not add up: lines under a parent, and sections under their total."""
    found = [*_wrong_parents(lines)]
    for section, stated in totals.items():
        computed = section_sum(lines, section)
        count = sum(1 for line in lines if line.section == section and line.level == 0)
        name = "thu" if section == "revenue" else "chi"
        if _differ(stated.estimate, computed.estimate, count):
            found.append(
                f"Tổng {name} dự toán ghi {_n(stated.estimate)}, các mục cộng lại {_n(computed.estimate)}."
            )
        if _differ(stated.actual, computed.actual, count):
            found.append(
                f"Tổng {name} thực hiện ghi {_n(stated.actual)}, các mục cộng lại {_n(computed.actual)}."
            )
    return found


def _wrong_parents(lines: Sequence[Line]) -> Iterable[str]:
    for index, parent in enumerate(lines):
        children = _children(lines, index)
        if not children:
            continue
        for field, word in (("estimate", "dự toán"), ("actual", "thực hiện")):
            stated = getattr(parent, field)
            parts = [getattr(child, field) for child in children if getattr(child, field) is not None]
            if parts and _differ(stated, sum(parts, Decimal(0)), len(parts)):
                total = _n(sum(parts, Decimal(0)))
                yield f"“{parent.name}” ({word}) ghi {_n(stated)}, các mục con cộng lại {total}."


def _children(lines: Sequence[Line], index: int) -> list[Line]:
    """Return the lines one level below the line, up to the next line of its own level or above."""
    parent, children = lines[index], []
    for line in lines[index + 1 :]:
        if line.section != parent.section or line.level <= parent.level:
            break
        if line.level == parent.level + 1:
            children.append(line)
    return children


def _differ(stated: Decimal | None, computed: Decimal | None, lines: int) -> bool:
    if stated is None or computed is None:
        return (stated or Decimal(0)) != (computed or Decimal(0))
    return abs(stated - computed) > ROUNDING_PER_LINE * max(lines, 1)


def _n(value: Decimal | None) -> str:
    return "trống" if value is None else vi_number(value)
