"""What a final list of poor households changed against the draft that was open for comments. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from portal.core.text import fold

MOST_SHOWN = 100  # of each kind on one page; the counts are always whole


class Household(Protocol):
    head_of_household: str
    village_id: int
    poverty_class: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One household whose class is another than in the draft."""

    before: Household
    after: Household


@dataclass(frozen=True, slots=True)
class Changes:
    added: tuple[Household, ...]
    removed: tuple[Household, ...]
    changed: tuple[Changed, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}


def changes(before: Iterable[Household], after: Iterable[Household]) -> Changes:
    """Match households by village and head, spelling of marks and capitals aside; namesakes first by class."""
    waiting: dict[tuple[int, str], list[Household]] = defaultdict(list)
    for row in before:
        waiting[_key(row)].append(row)
    added: list[Household] = []
    changed: list[Changed] = []
    rest: list[Household] = []
    for row in after:
        same = next((old for old in waiting[_key(row)] if old.poverty_class == row.poverty_class), None)
        if same is None:
            rest.append(row)
        else:
            waiting[_key(row)].remove(same)
    for row in rest:
        if waiting[_key(row)]:
            changed.append(Changed(waiting[_key(row)].pop(0), row))
        else:
            added.append(row)
    removed = [row for rows in waiting.values() for row in rows]
    return Changes(tuple(added), tuple(removed), tuple(changed))


def _key(row: Household) -> tuple[int, str]:
    return row.village_id, fold(row.head_of_household)
