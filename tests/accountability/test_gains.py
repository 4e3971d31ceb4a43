"""What would raise a score, worked by hand."""

import pytest

from portal.accountability.formula import load
from portal.accountability.gains import shortfalls
from portal.accountability.indicators import tally
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore, score_tallies


def row(indicator: str, place: int, value: float, due: str = "2026-03-10") -> Row:
    return Row("C1", indicator, place, "2026-03-02", due, "", value)


# Ten petitions, eight in time; four disclosures: two in time, one late, one missing.
ROWS = [row("answer_on_time", number, 1.0 if number < 8 else 0.0) for number in range(10)]
ROWS += [row("disclosed_on_time", 20 + number, value) for number, value in enumerate((1.0, 1.0, 0.5, 0.0))]


def scored(rows: list[Row]) -> OrganisationScore:
    return score_tallies(tally(rows), ["C1"], load("1"), excluded={}, received={})[0]


def test_each_row_costs_what_it_would_have_brought() -> None:
    """Weights 30 and 20 of 50 that count: 60 and 40 points. Over 10 + 10 and 4 + 10 cases: 3 and 20/7 points each."""
    found = {item.key: item for item in shortfalls(scored(ROWS), ROWS, load("1"))}
    answers, disclosures = found["answer_on_time"], found["disclosed_on_time"]
    assert answers.each == pytest.approx(3.0)
    assert [loss.cost for loss in answers.losses] == pytest.approx([3.0, 3.0])
    assert disclosures.each == pytest.approx(40 / 14)
    assert [loss.cost for loss in disclosures.losses] == pytest.approx([40 / 14, 20 / 14])
    assert [loss.row.place for loss in disclosures.losses] == [23, 22]


def test_what_is_lacking_and_the_score_add_up_to_a_hundred() -> None:
    score = scored(ROWS)
    assert score.score is not None
    assert score.score + sum(item.lacks for item in shortfalls(score, ROWS, load("1"))) == pytest.approx(100)


def test_mending_a_row_raises_the_score_by_its_price_while_the_mean_stands() -> None:
    """Among many others the own case hardly moves the mean: the price is what the score gains."""
    others = [
        Row(f"X{number}", "answer_on_time", place, "", "2026-03-10", "", float(place < 8))
        for number in range(200)
        for place in range(10)
    ]
    codes = ["C1", *(f"X{number}" for number in range(200))]
    before, after = (
        next(
            one
            for one in score_tallies(tally([*own, *others]), codes, load("1"), excluded={}, received={})
            if one.organisation_code == "C1"
        )
        for own in (ROWS[:10], [*ROWS[:9], row("answer_on_time", 9, 1.0)])
    )
    price = shortfalls(before, ROWS[:10], load("1"))[0].each
    assert price is not None
    assert before.score is not None
    assert after.score is not None
    assert after.score - before.score == pytest.approx(price, abs=0.1)


def test_the_largest_lack_comes_first_and_a_full_part_is_not_named() -> None:
    rows = [*ROWS, row("acknowledge_on_time", 40, 1.0)]
    assert [item.key for item in shortfalls(scored(rows), rows, load("1"))] == [
        "disclosed_on_time",
        "answer_on_time",
    ]


def test_a_slow_case_has_no_price_of_its_own() -> None:
    rows = [row("speed", 1, 0.4), row("speed", 2, 1.4), row("speed", 3, 0.9)]
    (speed,) = shortfalls(scored(rows), rows, load("1"))
    assert speed.each is None
    assert [(loss.row.place, loss.cost) for loss in speed.losses] == [(2, None), (3, None)]


def test_nothing_observed_is_nothing_to_win() -> None:
    assert shortfalls(scored([]), [], load("1")) == []
