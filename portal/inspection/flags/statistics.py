"""The tails that the rules use, in plain arithmetic. Pure."""

from collections.abc import Sequence
from math import exp, lgamma


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def hypergeometric_tail(seen: int, drawn: int, marked: int, total: int) -> float:
    """Return the chance of at least `seen` marked cases among `drawn`, taken blindly from `total`.

    Null hypothesis: the organisation's cases are like those of the whole group, its own included.
    """
    if not (0 <= marked <= total and 0 <= drawn <= total):
        raise ValueError("more cases marked or drawn than there are")
    first, last = max(seen, drawn + marked - total, 0), min(drawn, marked)
    if first == max(drawn + marked - total, 0):
        return 1.0
    whole = _log_choose(total, drawn)
    terms = (
        exp(_log_choose(marked, k) + _log_choose(total - marked, drawn - k) - whole)
        for k in range(first, last + 1)
    )
    return min(1.0, sum(terms))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return the Benjamini-Hochberg adjusted chances, in the given order."""
    count, lowest = len(chances), 1.0
    found = [1.0] * count
    order = sorted(range(count), key=chances.__getitem__, reverse=True)
    for rank, index in zip(range(count, 0, -1), order, strict=True):
        lowest = min(lowest, chances[index] * count / rank)
        found[index] = lowest
    return found
