"""Indicators and scores worked by hand."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accountability.formula import load
from portal.accountability.indicators import Tally, means, shrink, speed_value, tally, wilson
from portal.accountability.rows import Row
from portal.accountability.scoring import score_tallies
from tests.accountability.stories import received, score, step

Z = load("1").confidence_z


@pytest.mark.parametrize(
    ("shares", "value"),
    [([0.5], 1), ([0.2], 1), ([1.0], 0.5), ([1.5], 0), ([9], 0), ([0.5, 1.5], 0.5), ([0, 0.75, 9], 0.75)],
)
def test_speed_falls_from_half_to_one_and_a_half(shares, value):
    assert speed_value(shares) == value


def test_wilson_against_published_values():
    # Newcombe 1998, Table I: 81/263, 15/148, 0/20, 1/29.
    for successes, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(successes, n, Z) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.floats(0, 1))
def test_wilson_holds_the_value(n, share):
    low, high = wilson(share * n, n, Z)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


def test_shrinkage_adds_ten_cases_at_the_mean():
    assert shrink(successes=9, n=10, mean=0.5, prior=10) == 0.7


def test_the_mean_weighs_by_cases():
    tallies = [{"settled": Tally(10, 10.0)}, {"settled": Tally(30, 0.0)}, {}]
    assert means(tallies, ["settled", "speed"]) == {"settled": 0.25}


def test_tally_adds_rows_up():
    rows = [Row("A", "settled", 1, "", "", "", 1.0), Row("A", "settled", 2, "", "", "", 0.0)]
    rows += [Row("A", "speed", 1, "", "", "", share) for share in (0.5, 1.0, 3.0)]
    mine = tally(rows)["A"]
    assert (mine["settled"].n, mine["settled"].successes) == (2, 1.0)
    assert (mine["speed"].n, mine["speed"].successes) == (3, 1.5)


def answered_in_time(organisation, number, late=0):
    steps = []
    for index in range(number):
        subject = f"{organisation}-{index}"
        steps.append(received(organisation, "2026-02-02", subject, answer="2026-02-22"))
        day = "2026-02-24" if index < late else "2026-02-12"
        steps.append(step(organisation, day, "answered", subject, number="1"))
    return steps


def test_a_province_of_two_worked_by_hand():
    """A answers 20 of 20 on time at half the days allowed; B 10 of 20, its late ones at 22 of 20 days."""
    scores = score(*answered_in_time("A", 20), *answered_in_time("B", 20, late=10), codes=["A", "B"])
    a, b = scores["A"], scores["B"]
    # answer_on_time: mean (20+10)/40 = 0.75. A (20+7.5)/30 = 0.91667, B (10+7.5)/30 = 0.58333
    assert a.indicator("answer_on_time").shrunk == pytest.approx(27.5 / 30)
    assert b.indicator("answer_on_time").shrunk == pytest.approx(17.5 / 30)
    # speed: A median 0.5 -> 1. B median of 0.5 and 1.1 = 0.8 -> 0.7. Mean 0.85. A (20+8.5)/30 = 0.95
    assert b.indicator("speed").raw == pytest.approx(0.7)
    assert a.indicator("speed").shrunk == pytest.approx(28.5 / 30)
    assert b.indicator("speed").shrunk == pytest.approx(22.5 / 30)
    # settled: everybody 1. Nothing else was observed: weights 30 + 10 + 5.
    assert a.score == pytest.approx(100 * (30 * 27.5 / 30 + 10 * 28.5 / 30 + 5) / 45)
    assert b.score == pytest.approx(100 * (30 * 17.5 / 30 + 10 * 22.5 / 30 + 5) / 45)
    assert sum(value.contribution for value in a.indicators) == pytest.approx(a.score)
    assert a.indicator("participation").raw is None
    assert a.indicator("participation").contribution == 0
    assert (a.ranked, a.due_cases) == (True, 20)


def test_the_interval_adds_errors_by_squares():
    item = score(*answered_in_time("A", 20), codes=["A"])["A"]
    squares = 0.0
    for value in item.indicators:
        if value.n:
            low, _ = wilson(value.shrunk * (value.n + 10), value.n + 10, Z)
            squares += (value.weight * (value.shrunk - low)) ** 2
    assert item.low == pytest.approx(item.score - 100 * sqrt(squares) / 45)
    assert item.low <= item.score <= item.high


def test_ten_due_petitions_are_ranked_and_nine_are_not():
    scores = score(*answered_in_time("A", 10), *answered_in_time("B", 9), codes=["A", "B", "C"])
    assert (scores["A"].ranked, scores["A"].band) == (True, 1)
    assert (scores["B"].ranked, scores["B"].band) == (False, None)
    assert scores["B"].score is not None
    assert (scores["C"].score, scores["C"].ranked, scores["C"].due_cases) == (None, False, 0)


def test_unranked_come_last_and_empty_ones_at_the_end():
    scores = score(*answered_in_time("A", 9), *answered_in_time("B", 10, late=9), codes=["C", "A", "B"])
    assert list(scores) == ["B", "A", "C"]


def banded(*shares, n=400):
    tallies = {f"{i:02}": {"answer_on_time": Tally(n, n * share)} for i, share in enumerate(shares)}
    scores = score_tallies(tallies, sorted(tallies), load("1"), excluded={}, received={})
    return [item.band for item in scores]


def test_overlapping_intervals_share_a_band():
    assert banded(0.9, 0.88, 0.6, 0.58, 0.2) == [1, 1, 2, 2, 3]


def test_small_steps_do_not_make_one_long_band():
    shares = [0.9 - 0.02 * step for step in range(20)]
    bands = banded(*shares)
    assert bands == sorted(bands)
    assert bands[0] == 1
    assert bands[-1] > 1


def test_more_petitions_are_no_penalty():
    few = score(*answered_in_time("A", 20, late=2), codes=["A"])["A"]
    many = score(*answered_in_time("A", 200, late=20), codes=["A"])["A"]
    assert isclose(few.score, many.score)
