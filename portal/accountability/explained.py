"""The page that says in plain words how scores are made, with an example that the real functions compute."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.accountability.formula import Formula, load
from portal.accountability.indicators import Tally, means
from portal.accountability.presentation import Number, percent, points
from portal.accountability.scoring import OrganisationScore, score_tallies
from portal.accountability.services import ledger_state
from portal.accountability.snapshots import snapshots

EXAMPLE = "Xã Ví Dụ"
# What happened in the example: indicator -> (what counts as reached, of how many), there and in all others together.
OWN = {"answer_on_time": (17.0, 20), "acknowledge_on_time": (19.0, 20), "disclosed_on_time": (8.0, 10)}
OTHERS = {"answer_on_time": (63.0, 80), "acknowledge_on_time": (72.0, 80), "disclosed_on_time": (27.0, 40)}


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator of the example, in the order of the calculation."""

    label: str
    weight: int
    reached: Number
    n: int
    raw: Number
    mean: Number
    value: Number
    contribution: Number


def how(request: HttpRequest) -> HttpResponse:
    formula, newest = load(on=timezone.localdate()), load()
    score, steps = example(formula)
    context = {
        "formula": formula,
        "coming": _coming(formula, newest) if newest.effective_from > formula.effective_from else None,
        "events": ledger_state()[0],
        "example": EXAMPLE,
        "steps": steps,
        "weights": sum(step.weight for step in steps),
        "score": points(score.score),
        "low": points(score.low),
        "high": points(score.high),
        "latest": snapshots().first(),
        "crumbs": [("Chấm điểm", reverse("accountability:league")), ("Cách tính điểm", "")],
    }
    return render(request, "accountability/how.html", context)


def _coming(formula: Formula, newest: Formula) -> dict[str, object]:
    """What a version that is published but not in force yet counts otherwise."""
    before = {one.key: one for one in formula.definitions}
    changed = [
        (one, before[one.key].weight)
        for one in newest.definitions
        if (one.weight, one.explanation) != (before[one.key].weight, before[one.key].explanation)
    ]
    return {"formula": newest, "changed": changed}


def example(formula: Formula) -> tuple[OrganisationScore, list[Step]]:
    """Compute the example as every score is computed; parts without a case are left out of the steps."""
    tallies = {EXAMPLE: _tallies(OWN), "others": _tallies(OTHERS)}
    scores = score_tallies(tallies, list(tallies), formula, excluded={}, received={})
    score = next(one for one in scores if one.organisation_code == EXAMPLE)
    average = means(tallies.values(), OWN)
    steps = [
        Step(
            label=value.label_vi,
            weight=value.weight,
            reached=Number(f"{value.successes:g}"),
            n=value.n,
            raw=percent(value.raw),
            mean=percent(average[value.key]),
            value=percent(value.shrunk),
            contribution=points(value.contribution),
        )
        for value in score.indicators
        if value.n
    ]
    return score, steps


def _tallies(found: dict[str, tuple[float, int]]) -> dict[str, Tally]:
    return {key: Tally(n=n, total=reached) for key, (reached, n) in found.items()}
