"""From published rows to indicator values: tallies, shrinkage, intervals. Pure.

Every indicator is brought to a value from 0 to 1 over n observations. `successes` is n times that
value, a whole number for proportions. Late disclosures are worth a half, ratings a fraction, and speed
the share between its two limits: for these the Wilson interval of the same mean is a little too wide,
never too narrow, because no values between 0 and 1 vary more than zeros and ones of that mean.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from statistics import median

from portal.accountability.counting import FIRST, Counting
from portal.accountability.formula import Definition, Formula
from portal.accountability.rows import Row

FAST, SLOW = 0.5, 1.5


@dataclass(slots=True)
class Tally:
    """What the rows of one organisation and indicator add up to. shares: used/allowed time, where a median decides."""

    n: int = 0
    total: float = 0.0
    shares: list[float] = field(default_factory=list)

    @property
    def successes(self) -> float:
        return self.n * speed_value(self.shares) if self.shares else self.total


# organisation code -> indicator key -> tally
Tallies = dict[str, dict[str, Tally]]


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator of one organisation. raw, low and high are None when there was nothing to observe.

    raw is the observed value with its Wilson interval [low, high]; shrunk is what the score uses.
    contribution: points of 100 that it adds to the score.
    """

    key: str
    label_vi: str
    weight: int
    unit: str
    n: int
    successes: float
    raw: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    papi: str
    contribution: float = 0.0


def tally(rows: Iterable[Row], counting: Counting = FIRST) -> Tallies:
    """Add the rows up; the order of the rows does not matter."""
    by_mean = counting.speed == "mean"
    tallies: Tallies = {}
    for row in rows:
        mine = tallies.setdefault(row.organisation, {})
        entry = mine.get(row.indicator)
        if entry is None:
            entry = mine[row.indicator] = Tally()
        entry.n += 1
        if row.indicator == "speed" and not by_mean:
            entry.shares.append(row.value)
        else:
            entry.total += row_value(row)
    return tallies


def row_value(row: Row) -> float:
    """Return what one row is worth by itself, 0 to 1; a case without an answer was not fast."""
    if row.indicator != "speed":
        return row.value
    return speed_value([row.value]) if row.done else 0.0


def speed_value(shares: Collection[float]) -> float:
    """Return 1 for a median of used/allowed time up to 0.5, 0 from 1.5 on, linear between.

    A case without an answer is counted at its age, which its true share can only exceed; where the mean decides
    (every case by itself), it is worth nothing.
    """
    middle = median(shares)
    return min(1.0, max(0.0, (SLOW - middle) / (SLOW - FAST)))


def wilson(successes: float, n: float, z: float) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion; n must be positive."""
    share = successes / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre, scale = share + z * z / (2 * n), 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def shrink(successes: float, n: int, mean: float, prior: int) -> float:
    """Return the value drawn toward the mean as if `prior` further cases had come out at the mean."""
    return (successes + prior * mean) / (n + prior)


def means(tallies: Iterable[Mapping[str, Tally]], keys: Iterable[str]) -> dict[str, float]:
    """Return the group's mean of each indicator, each organisation weighing as many cases as it has.

    An indicator that nobody has observations of is absent.
    """
    everybody = list(tallies)
    found = {}
    for key in keys:
        mine = [tally[key] for tally in everybody if key in tally]
        n = sum(entry.n for entry in mine)
        if n:
            found[key] = sum(entry.successes for entry in mine) / n
    return found


def indicator(
    definition: Definition, entry: Tally | None, mean: float | None, formula: Formula
) -> IndicatorValue:
    """Return the indicator of one organisation, without its contribution to the score."""
    n, successes = (entry.n, entry.successes) if entry else (0, 0.0)
    raw = shrunk = low = high = None
    if n and mean is not None:
        raw = successes / n
        shrunk = shrink(successes, n, mean, formula.prior_cases)
        low, high = wilson(successes, n, formula.confidence_z)
    return IndicatorValue(
        key=definition.key,
        label_vi=definition.label,
        weight=definition.weight,
        unit=definition.unit,
        n=n,
        successes=successes,
        raw=raw,
        shrunk=shrunk,
        low=low,
        high=high,
        papi=definition.papi_label,
    )
