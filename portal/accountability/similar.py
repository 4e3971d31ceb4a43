"""With which other organisations one is fairly compared: those of its own type that are nearest in population. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as far as likeness goes. population: people; None when it is not known."""

    code: str
    type_name: str
    population: int | None


def similar(own: Place, others: Iterable[Place], *, most: int = SHOWN) -> list[Place]:
    """Return the organisations of the same type nearest in population, the nearest first.

    Nearness is the ratio of the two populations, so that a difference of 2,000 people weighs more between small
    communes than between large ones. Without a population nothing can be said, and nothing is returned.
    """
    if not own.population:
        return []
    known = [
        place
        for place in others
        if place.code != own.code and place.type_name == own.type_name and place.population
    ]
    return sorted(known, key=lambda place: (_ratio(own.population, place.population), place.code))[:most]


def _ratio(one: int | None, other: int | None) -> float:
    small, large = sorted((one or 1, other or 1))
    return large / small
