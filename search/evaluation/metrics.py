"""Measures of one ranked list. Grades run from 0 (not asked for) to 3 (exactly what was asked)."""

import math
from collections.abc import Sequence

# From this grade on a document counts as an answer; below it is only related.
RELEVANT = 2


def dcg(grades: Sequence[int], k: int = 10) -> float:
    """Return the discounted cumulative gain of the first `k`: 2^grade - 1, over log2 of the place plus one."""
    gains = ((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:k], start=1))
    return math.fsum(gains)


def ndcg(grades: Sequence[int], ideal: Sequence[int], k: int = 10) -> float:
    """Return the gain of a list as a share of the best one possible; `ideal` is every judged grade, in any order."""
    best = dcg(sorted(ideal, reverse=True), k)
    return dcg(grades, k) / best if best else 0.0


def recall_at(grades: Sequence[int], ideal: Sequence[int], k: int = 10) -> float:
    """Return how many of the answers stand among the first `k`, out of as many as `k` places can hold."""
    answers = min(k, _answers(ideal))
    return _answers(grades[:k]) / answers if answers else 0.0


def reciprocal_rank(grades: Sequence[int]) -> float:
    """Return one over the place of the first answer, 0 without any."""
    places = (place for place, grade in enumerate(grades, start=1) if grade >= RELEVANT)
    return 1 / next(places, math.inf)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def mean(values: Sequence[float]) -> float:
    """Return the average, 0 of none."""
    return math.fsum(values) / len(values) if values else 0.0


def _answers(grades: Sequence[int]) -> int:
    return sum(grade >= RELEVANT for grade in grades)
