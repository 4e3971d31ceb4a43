"""Gaming is tested: under the second formula it does not pay, and what no score can see a flag catches."""

import pytest

from portal.accountability.formula import load
from portal.accountability.indicators import tally
from portal.accountability.rows import rows
from portal.accountability.scoring import score_tallies
from portal.inspection.flags.observing import read
from portal.inspection.flags.registry import RULES, find
from portal.inspection.simulation.communes import END, GAMING, HONEST, START, ledger, province
from portal.inspection.simulation.report import Played, lines, play

SEEDS = range(5)
# What the ledger was never told cannot be scored: an inspector has to look, and is told where.
ONLY_FLAGGED = {
    "backdater": "paper_entered_answered",
    "refuser": "refused_often",
    "pauser": "paused_before_due",
}
CAUGHT = {
    "early_closer": "last_day_answers",
    "rater_of_itself": "ratings_in_bursts",
    "cherry_picker": "acknowledged_never_answered",
    "forwarder": "forwarded_late",
    "silent_acknowledger": "acknowledged_never_answered",
    **ONLY_FLAGGED,
}


@pytest.fixture(scope="module")
def played() -> Played:
    return play(SEEDS)


def test_a_seed_gives_the_same_ledger_and_another_seed_another() -> None:
    assert ledger(1) == ledger(1) != ledger(2)
    assert len(province()) == 104


@pytest.mark.parametrize("code", [item.key for item in GAMING if item.key not in ONLY_FLAGGED])
def test_late_but_honest_outranks_gaming(played: Played, code: str) -> None:
    assert played.below("2", code) == len(SEEDS)


@pytest.mark.parametrize("code", [item.key for item in HONEST if item.key != "promoter"])
def test_the_honest_do_not_fall_below_late_but_honest(played: Played, code: str) -> None:
    assert played.below("2", code) == 0


def test_volume_changes_the_score_by_less_than_its_interval(played: Played) -> None:
    """The promoter answers like honest_late, five times as often."""
    for many, few in zip(played.scores["2", "promoter"], played.scores["2", "honest_late"], strict=True):
        assert few.low is not None
        assert few.high is not None
        assert few.low <= (many.score or 0) <= few.high


def test_the_first_formula_let_gaming_pay(played: Played) -> None:
    paid = [item.key for item in GAMING if played.below("1", item.key) < len(SEEDS) / 2]
    assert {"early_closer", "rater_of_itself", "cherry_picker", "forwarder"} <= set(paid)


@pytest.mark.parametrize("code", sorted(CAUGHT))
def test_every_gaming_behaviour_is_flagged(played: Played, code: str) -> None:
    assert played.caught(code)[CAUGHT[code]] == len(SEEDS)


def test_the_honest_are_flagged_in_at_most_one_of_a_hundred_periods_by_each_rule(played: Played) -> None:
    assert played.honest == 480
    for rule in RULES:
        assert played.wrong[rule.key] <= 0.01 * played.honest + 1, rule.key


def test_what_an_inspector_confirms_and_corrects_does_not_pay() -> None:
    """The flagged cases of the back-dater, corrected to late answers as a decision may find them."""
    formula, communes = load("2"), sorted(province())
    docket, watch = read(ledger(3), START.isoformat(), END.isoformat())
    docket.counting = formula.counting
    (flag,) = [item for item in find(docket, watch) if item.organisation == "backdater"]
    places = {place for _, place in flag.evidence}
    corrected = [
        row._replace(value=0.0)
        if row.organisation == "backdater" and row.place in places and row.indicator == "answer_on_time"
        else row
        for row in rows(docket)
    ]
    scores = {
        item.organisation_code: item.score or 0
        for item in score_tallies(
            tally(corrected, formula.counting), communes, formula, excluded={}, received={}
        )
    }
    assert scores["backdater"] < scores["honest_late"]


def test_the_table_names_every_behaviour(played: Played) -> None:
    table = "\n".join(lines(played, "2"))
    assert all(f"| {item.key} |" in table for item in (*HONEST, *GAMING))
