"""Totals of a plan's parcels and areas by land type. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cms.disclosures.land_types import LandType


class Area(Protocol):
    land_now: str
    land_planned: str
    area_m2: Decimal


@dataclass(slots=True)
class TypeTotal:
    """Square metres of one land type today and under the plan, over the rows of the table."""

    label: str
    now: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)

    @property
    def change(self) -> Decimal:
        return self.planned - self.now


def totals_by_type(rows: Iterable[Area]) -> list[TypeTotal]:
    """Return the totals, the largest planned area first."""
    found: dict[str, TypeTotal] = {}
    for row in rows:
        for code in (row.land_now, row.land_planned):
            found.setdefault(code, TypeTotal(LandType(code).label))
        found[row.land_now].now += row.area_m2
        found[row.land_planned].planned += row.area_m2
    return sorted(found.values(), key=lambda total: (-total.planned, total.label))
