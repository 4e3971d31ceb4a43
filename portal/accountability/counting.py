"""In which way a version of the formula counts what happened. Pure; the values stand in the formula's file."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

SPEEDS = ("median", "mean")


class BadCounting(ValueError):
    """The rules of counting are not usable; the message says why."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The first version's rules, unless said otherwise.

    standing_answers: an answer that a review found wrong is none, until a new one is given; a case that fell due
    without an answer that stands is not settled, and counts as one star from whoever waited.
    late_answer: what an answer after its day is worth, 0 to 1.
    forward_within: a case that is handed on after this share of its time stays counted, as not answered, with whoever
    handed it on; None: never.
    speed: the median of used/allowed time decides, or the mean of what each case is worth.
    """

    standing_answers: bool = False
    late_answer: float = 0.0
    forward_within: float | None = None
    speed: str = "median"


FIRST = Counting()


def parse(data: Mapping[str, Any]) -> Counting:
    """Return the rules that a formula's file states; raises BadCounting."""
    unknown = set(data) - {field.name for field in fields(Counting)}
    if unknown:
        raise BadCounting(f"unknown rules of counting: {', '.join(sorted(unknown))}")
    counting = Counting(**data)
    within = counting.forward_within
    if type(counting.standing_answers) is not bool or counting.speed not in SPEEDS:
        raise BadCounting("standing_answers must be true or false, speed median or mean")
    if not _is_share(counting.late_answer) or not (within is None or _is_share(within)):
        raise BadCounting("late_answer and forward_within must be numbers from 0 to 1")
    return counting


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
