"""From indicator values to scores, intervals and bands. Pure.

The score's interval takes each indicator's value as seen in n + prior cases, and adds the half-widths
of their Wilson intervals as independent errors: by squares, weighted as in the score.

Bands: the best ranked organisation opens band 1. Whoever's interval overlaps that of the band's first
shares its band; the next one opens the following band. Comparing with the first, and not with the
neighbour, keeps a long row of small differences from becoming one band.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from portal.accountability.docket import Docket
from portal.accountability.formula import Formula
from portal.accountability.indicators import IndicatorValue, Tally, indicator, means, tally, wilson
from portal.accountability.rows import excluded_counts, exempted_counts, received_counts, rows


@dataclass(frozen=True, slots=True)
class OrganisationScore:
    """The score of one organisation, 0 to 100, with its interval; None when there was nothing to observe.

    band is None unless ranked. due_cases: petitions whose answer fell due. excluded: cases taken out by
    the shared rule. channels: petitions received, by channel. exempted: duties due that were found not to
    apply.
    """

    organisation_code: str
    score: float | None
    low: float | None
    high: float | None
    ranked: bool
    band: int | None
    due_cases: int
    excluded: int
    channels: Mapping[str, int]
    indicators: tuple[IndicatorValue, ...]
    exempted: int = 0

    @property
    def received(self) -> int:
        return sum(self.channels.values())

    def indicator(self, key: str) -> IndicatorValue:
        """Return one indicator by its key; raises KeyError."""
        for value in self.indicators:
            if value.key == key:
                return value
        raise KeyError(key)


def score_docket(docket: Docket, codes: Sequence[str], formula: Formula) -> list[OrganisationScore]:
    """Score the organisations as one group: its mean is theirs, its bands are among them.

    Sorted as shown: ranked by falling score, then the others likewise.
    """
    docket.counting = formula.counting
    scores = score_tallies(
        tally(rows(docket), formula.counting),
        codes,
        formula,
        excluded=excluded_counts(docket),
        received=received_counts(docket),
    )
    return with_exempted(scores, exempted_counts(docket))


def with_exempted(scores: Iterable[OrganisationScore], counts: Mapping[str, int]) -> list[OrganisationScore]:
    """Return the scores with the number of duties that were found not to apply."""
    return [replace(score, exempted=counts.get(score.organisation_code, 0)) for score in scores]


def score_tallies(
    tallies: Mapping[str, Mapping[str, Tally]],
    codes: Sequence[str],
    formula: Formula,
    *,
    excluded: Mapping[str, int],
    received: Mapping[str, Mapping[str, int]],
) -> list[OrganisationScore]:
    """Score from tallies alone, as anybody can who has the published rows."""
    keys = [definition.key for definition in formula.definitions]
    averages = means((tallies.get(code, {}) for code in codes), keys)
    found = []
    for code in codes:
        mine = tallies.get(code, {})
        values = [
            indicator(definition, mine.get(definition.key), averages.get(definition.key), formula)
            for definition in formula.definitions
        ]
        found.append(_score(code, values, formula, excluded.get(code, 0), received.get(code, {})))
    found.sort(key=lambda item: (not item.ranked, -(-1.0 if item.score is None else item.score)))
    return _with_bands(found)


def _score(
    code: str,
    values: Sequence[IndicatorValue],
    formula: Formula,
    excluded: int,
    channels: Mapping[str, int],
) -> OrganisationScore:
    total = sum(value.weight for value in values if value.n)
    score = low = high = None
    if total:
        values = [
            replace(value, contribution=100 * value.weight * (value.shrunk or 0.0) / total)
            if value.n
            else value
            for value in values
        ]
        score = sum(value.contribution for value in values)
        low, high = _interval(score, values, total, formula)
    due = next(value.n for value in values if value.key == "answer_on_time")
    return OrganisationScore(
        organisation_code=code,
        score=score,
        low=low,
        high=high,
        ranked=score is not None and due >= formula.ranked_from_cases,
        band=None,
        due_cases=due,
        excluded=excluded,
        channels=dict(channels),
        indicators=tuple(values),
    )


def _interval(
    score: float, values: Iterable[IndicatorValue], total: int, formula: Formula
) -> tuple[float, float]:
    below = above = 0.0
    for value in values:
        if value.n and value.shrunk is not None:
            cases = value.n + formula.prior_cases
            low, high = wilson(value.shrunk * cases, cases, formula.confidence_z)
            below += (value.weight * (value.shrunk - low)) ** 2
            above += (value.weight * (high - value.shrunk)) ** 2
    return max(0.0, score - 100 * sqrt(below) / total), min(100.0, score + 100 * sqrt(above) / total)


def _with_bands(scores: Iterable[OrganisationScore]) -> list[OrganisationScore]:
    banded, band, first_low = [], 0, 0.0
    for item in scores:
        if item.ranked and item.low is not None and item.high is not None:
            if band == 0 or item.high < first_low:
                band, first_low = band + 1, item.low
            item = replace(item, band=band)
        banded.append(item)
    return banded
