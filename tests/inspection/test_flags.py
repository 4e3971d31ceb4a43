import random
from fractions import Fraction
from math import comb

import pytest

from portal.inspection.flags.registry import RULES, find
from portal.inspection.flags.statistics import adjusted, hypergeometric_tail
from tests.accountability.stories import Step, docket, received, step

RECEIVED, DUE = "2026-02-02", "2026-03-02"


def case(code: str, number: int, *, acknowledged: str = "2026-02-09", answered: str = "") -> list[Step]:
    subject = f"petition:{code}-{number}"
    steps = [
        received(code, RECEIVED, subject, answer=DUE),
        step(code, acknowledged, "acknowledged", subject),
    ]
    return steps + ([step(code, answered, "answered", subject)] if answered else [])


def honest(rng: random.Random, communes: int = 20, cases: int = 30) -> list[Step]:
    days = [f"2026-02-{day:02}" for day in range(10, 29)] + ["2026-03-01", DUE, "2026-03-09", ""]
    return [
        act
        for commune in range(communes)
        for number in range(cases)
        for act in case(
            f"c{commune:02}",
            number,
            acknowledged=rng.choice([RECEIVED, "2026-02-05"]),
            answered=rng.choice(days),
        )
    ]


def flagged(*steps: Step) -> set[tuple[str, str]]:
    return {(item.rule, item.organisation) for item in find(docket(*steps))}


@pytest.mark.parametrize("numbers", [(5, 10, 20, 60), (0, 10, 20, 60), (10, 10, 12, 40), (3, 3, 50, 50)])
def test_tail_agrees_with_counting(numbers: tuple[int, int, int, int]) -> None:
    seen, drawn, marked, total = numbers
    ways = sum(comb(marked, k) * comb(total - marked, drawn - k) for k in range(seen, drawn + 1))
    assert hypergeometric_tail(*numbers) == pytest.approx(float(Fraction(ways, comb(total, drawn))))


def test_adjusted_by_hand() -> None:
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert adjusted([]) == []


def test_answers_kept_for_the_last_day_are_flagged_with_their_cases() -> None:
    late = [act for number in range(30) for act in case("x", number, answered=DUE)]
    steps = [*honest(random.Random(1)), *late]
    assert ("last_day_answers", "x") in flagged(*steps)
    flag = next(item for item in find(docket(*steps)) if item.organisation == "x")
    assert (flag.cases, flag.marked, len(flag.evidence)) == (30, 30, 30)


def test_acknowledging_at_once_and_never_answering_is_flagged() -> None:
    silent = [act for number in range(30) for act in case("x", number, acknowledged=RECEIVED)]
    assert ("acknowledged_never_answered", "x") in flagged(*honest(random.Random(2)), *silent)


def test_a_commune_of_few_cases_is_not_flagged() -> None:
    few = [act for number in range(9) for act in case("x", number, answered=DUE)]
    assert not {item for item in flagged(*honest(random.Random(3)), *few) if item[1] == "x"}


def test_false_positives_over_a_thousand_honest_commune_periods() -> None:
    found = [item for seed in range(50) for item in flagged(*honest(random.Random(seed)))]
    assert len(found) <= 10  # of 50 x 20 commune-periods, all rules together: at most 1 %


def test_every_rule_says_what_may_innocently_cause_it() -> None:
    assert all(rule.name and rule.meaning and rule.innocent for rule in RULES)


def test_an_empty_period_has_no_flags() -> None:
    assert find(docket()) == []


def test_paper_entered_only_when_it_is_answered_is_flagged() -> None:
    def paper(code: str, number: int, *, acknowledged: str) -> list[Step]:
        came, day, kind, subject, payload = received(code, RECEIVED, f"petition:{code}-p{number}", answer=DUE)
        arrival: Step = (came, day, kind, subject, {**payload, "channel": "paper"})
        return [
            arrival,
            step(code, acknowledged, "acknowledged", subject),
            step(code, "2026-02-27", "answered", subject),
        ]

    usual = [a for c in range(10) for n in range(10) for a in paper(f"c{c}", n, acknowledged="2026-02-03")]
    late = [act for number in range(10) for act in paper("x", number, acknowledged="2026-02-27")]
    assert flagged(*usual, *late) == {("paper_entered_answered", "x")}
