"""Keep the scores of running periods, so that no page view reads a long ledger. Nothing here asks the clock."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from portal.accountability.daily import daily_summaries
from portal.accountability.formula import load
from portal.accountability.indicators import IndicatorValue
from portal.accountability.models import StandingScores
from portal.accountability.scoring import OrganisationScore
from portal.accountability.streaming import Wish, scores_of, summaries
from portal.organisations.models import Organisation


def update(
    *, start: date, end: date, kinds: tuple[str, ...], state: str, at: datetime, workers: int = 1
) -> int:
    """Compute the period as of `end` for these kinds of organisation in one reading; return how many were stored.

    state is services.ledger_state()'s digest. Nothing is read when all of them stand as of this day, state and formula.
    """
    formula = load(on=end)
    same = StandingScores.objects.filter(
        start=start, end=end, ledger_digest=state, formula_digest=formula.digest
    )
    if set(same.values_list("kind", flat=True)) >= set(kinds):
        return 0
    stored = StandingScores.objects.filter(start=start).order_by("-end").first()
    # What is kept from day to day cannot go back to an earlier day.
    goes_on = stored is None or stored.end <= end
    found = (daily_summaries if goes_on else summaries)(Wish(start, end), workers=workers)
    for kind in kinds:
        codes = sorted(Organisation.objects.filter(kind=kind).values_list("code", flat=True))
        StandingScores.objects.update_or_create(
            start=start,
            kind=kind,
            defaults={
                "end": end,
                "formula_digest": formula.digest,
                "ledger_digest": state,
                "computed_at": at,
                "scores": [asdict(score) for score in scores_of(found, codes, formula)],
            },
        )
    return len(kinds)


def standing(start: date, kind: str) -> StandingScores | None:
    """Return where the period that began on the day stands; None when it was never computed."""
    return StandingScores.objects.filter(start=start, kind=kind).first()


def scores_in(stored: StandingScores) -> list[OrganisationScore]:
    return [_score(item) for item in stored.scores]


def _score(item: dict[str, Any]) -> OrganisationScore:
    return OrganisationScore(
        **{**item, "indicators": tuple(IndicatorValue(**value) for value in item["indicators"])}
    )
