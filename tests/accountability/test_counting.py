"""The second version's rules of counting, worked by hand; the published program agrees with it to the last bit."""

import pytest

from portal.accountability.docket import read
from portal.accountability.formula import load, text_of
from portal.accountability.gains import shortfalls
from portal.accountability.presentation import row_line
from portal.accountability.rows import rows
from portal.accountability.scoring import score_docket
from portal.accountability.verifier import cham_diem
from portal.inspection.simulation.communes import END as LAST
from portal.inspection.simulation.communes import START as FIRST_DAY
from portal.inspection.simulation.communes import ledger
from tests.accountability.stories import Step, docket, received, step

V2 = load("2")
DUE = "2026-03-22"


def values(*steps: Step) -> dict[str, list[float]]:
    """What the rows of organisation A say, by indicator."""
    book = docket(received("A", "2026-03-02", "p", answer=DUE), *steps)
    book.counting = V2.counting
    found: dict[str, list[float]] = {}
    for row in rows(book):
        if row.organisation == "A":
            found.setdefault(row.indicator, []).append(row.value)
    return found


def answered(day: str) -> Step:
    return step("A", day, "answered", "p")


def upheld(day: str) -> Step:
    return step("A", day, "dispute_decided", "p", upheld=True)


def test_a_late_answer_is_worth_a_half() -> None:
    assert values(answered(DUE))["answer_on_time"] == [1.0]
    assert values(answered("2026-03-23"))["answer_on_time"] == [0.5]
    assert values()["answer_on_time"] == [0.0]


def test_an_answer_that_a_review_found_wrong_is_none_until_the_next_one() -> None:
    taken_back = values(answered("2026-03-10"), upheld("2026-03-20"))
    assert (taken_back["answer_on_time"], taken_back["settled"]) == ([0.0], [0.0])
    assert taken_back["satisfaction"] == [0.0]
    again = values(answered("2026-03-10"), upheld("2026-03-20"), answered("2026-03-21"))
    assert (again["answer_on_time"], again["settled"], again["speed"]) == ([1.0], [1.0], [0.95])
    assert "satisfaction" not in again
    late = values(answered("2026-03-10"), upheld("2026-03-20"), answered("2026-04-01"))
    assert late["answer_on_time"] == [0.5]


def test_whoever_waits_in_vain_counts_as_one_star_beside_those_who_rated() -> None:
    rated = step("A", "2026-03-11", "rated", "p", rating=5)
    assert values(answered("2026-03-10"), rated)["satisfaction"] == [1.0]
    assert values()["satisfaction"] == [0.0]


@pytest.mark.parametrize(("day", "found"), [("2026-03-12", None), ("2026-03-13", [0.0])])
def test_a_case_kept_for_more_than_half_its_time_stays_with_who_passed_it_on(day: str, found: object) -> None:
    passed = values(step("A", day, "forwarded", "p", to="B"))
    assert passed.get("answer_on_time") == found
    assert "settled" not in passed


def test_what_the_body_above_assigns_elsewhere_is_nobodys_fault() -> None:
    assert "answer_on_time" not in values(step("A", "2026-03-20", "assigned", "p", to="B"))


def test_the_first_version_knows_none_of_this() -> None:
    book = docket(received("A", "2026-03-02", "p", answer=DUE), answered("2026-03-10"), upheld("2026-03-20"))
    assert {row.indicator: row.value for row in rows(book)} == {
        "answer_on_time": 1.0,
        "speed": 0.4,
        "settled": 0.0,
    }


def test_each_slow_case_has_its_price_where_the_mean_decides() -> None:
    book = docket(
        received("A", "2026-03-02", "p", answer=DUE),
        answered("2026-03-22"),
        received("A", "2026-03-02", "q", answer=DUE),
    )
    (score,) = score_docket(book, ["A"], V2)
    (speed,) = [item for item in shortfalls(score, list(rows(book)), V2) if item.key == "speed"]
    total = sum(value.weight for value in score.indicators if value.n)
    each = 100 * 10 / total / 12
    assert [loss.cost for loss in speed.losses] == pytest.approx([each, each / 2])


def test_the_published_program_computes_the_second_version_to_the_last_bit() -> None:
    events = ledger(1)
    book = read(events, FIRST_DAY.isoformat(), LAST.isoformat(), V2.counting)
    codes = sorted({event[0] for event in events})
    lines = [row_line(row).rstrip() for row in rows(book)]
    record = {"formula_text": text_of("2"), "organisations": [{"code": code} for code in codes]}
    found = {
        item["body"]["code"]: (item["score"], item["low"], item["high"], item["band"])
        for item in cham_diem.recompute(record, lines)
    }
    for score in score_docket(book, codes, V2):
        assert found[score.organisation_code] == (score.score, score.low, score.high, score.band)
