import json
import random
from fractions import Fraction
from math import comb

import pytest

from portal.accountability.docket import ScoreEvent
from portal.inspection.flags.observing import read
from portal.inspection.flags.registry import RULES, Found, find
from portal.inspection.flags.statistics import adjusted, hypergeometric_tail
from tests.accountability.stories import END, START, Step, events, received, step

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
    return {(item.rule, item.organisation) for item in found(*steps)}


def found(*steps: Step) -> list[Found]:
    return find(*read(events(steps), START, END))


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
    flag = next(item for item in found(*steps) if item.organisation == "x")
    assert (flag.cases, flag.marked, len(flag.evidence)) == (30, 30, 30)


def test_acknowledging_at_once_and_never_answering_is_flagged() -> None:
    silent = [act for number in range(30) for act in case("x", number, acknowledged=RECEIVED)]
    assert ("acknowledged_never_answered", "x") in flagged(*honest(random.Random(2)), *silent)


def test_a_commune_of_few_cases_is_not_flagged() -> None:
    few = [act for number in range(9) for act in case("x", number, answered=DUE)]
    assert not {item for item in flagged(*honest(random.Random(3)), *few) if item[1] == "x"}


def test_false_positives_over_a_thousand_honest_commune_periods() -> None:
    flags = [item for seed in range(50) for item in flagged(*honest(random.Random(seed)))]
    assert len(flags) <= 10  # of 50 x 20 commune-periods, all rules together: at most 1 %


def test_every_rule_says_what_may_innocently_cause_it() -> None:
    assert all(rule.name and rule.meaning and rule.innocent for rule in RULES)


def test_an_empty_period_has_no_flags() -> None:
    assert found() == []


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


def timed(code: str, moment: str, kind: str, subject: str, place: int, **payload: object) -> ScoreEvent:
    return (code, place, kind, subject, moment, moment, json.dumps(payload))


def observed(rule: str, *stream: ScoreEvent) -> list[bool]:
    docket, watch = read(stream, START, END)
    (mine,) = [item for item in RULES if item.key == rule]
    return [item.marked for item in mine.observe(docket, watch)]


def arrival(subject: str, place: int = 1) -> ScoreEvent:
    clocks = {"answer": {"start": "2026-02-02", "due": "2026-03-02"}}
    return timed("A", "2026-02-02T03:00:00.000000Z", "petition_received", subject, place, clocks=clocks)


@pytest.mark.parametrize(
    ("moment", "marked"),
    [
        ("2026-02-27T16:00:00.000000Z", False),  # three days before, by the local day
        ("2026-02-28T03:00:00.000000Z", True),
        ("2026-03-02T03:00:00.000000Z", True),
        ("2026-03-03T03:00:00.000000Z", False),
    ],
)
def test_a_pause_just_before_the_day_is_marked(moment: str, marked: bool) -> None:
    pause = timed("A", moment, "paused", "p", 2, due="2026-03-20", until="2026-03-20")
    assert observed("paused_before_due", arrival("p"), pause) == [marked]


@pytest.mark.parametrize(
    ("moment", "marked"),
    [
        ("2026-02-27T03:00:00.000000Z", False),
        ("2026-02-26T23:30:00.000000Z", False),  # 06:30 in Vietnam
        ("2026-02-26T22:59:00.000000Z", True),
        ("2026-02-27T13:00:00.000000Z", True),
        ("2026-02-28T03:00:00.000000Z", True),
    ],
)
def test_hours_are_those_of_vietnam(moment: str, marked: bool) -> None:
    assert observed("outside_hours", arrival("p"), timed("A", moment, "answered", "p", 2)) == [marked]


def test_ratings_of_different_cases_within_ten_minutes_are_a_burst() -> None:
    stream = [arrival(subject, place) for place, subject in enumerate("pqrs", 1)]
    stream += [timed("A", "2026-02-10T03:00:00.000000Z", "answered", subject, 5) for subject in "pqrs"]
    minutes = [("p", 0), ("q", 10), ("r", 21), ("r", 22), ("s", 40)]
    stream += [
        timed("A", f"2026-02-11T03:{minute:02}:00.000000Z", "rated", subject, 9, rating=5)
        for subject, minute in minutes
    ]
    assert observed("ratings_in_bursts", *stream) == [True, True, False, False, False]


def test_a_case_that_comes_back_went_in_a_circle() -> None:
    stream = [
        arrival("p"),
        timed("A", "2026-02-05T03:00:00.000000Z", "forwarded", "p", 2, to="B"),
        timed("A", "2026-02-09T03:00:00.000000Z", "forward_received", "p", 3, clocks={}),
        arrival("q", 4),
    ]
    assert observed("sent_in_circles", *stream) == [False, True, False]
    assert observed("forwarded_late", *stream) == [False, False]


@pytest.mark.parametrize(
    ("rule", "kind", "payload"),
    [("refused_often", "refused", {}), ("extended_always", "extended", {"due": "2026-03-20"})],
)
def test_refusals_and_extensions_are_counted(rule: str, kind: str, payload: dict[str, str]) -> None:
    act = timed("A", "2026-02-09T03:00:00.000000Z", kind, "p", 2, **payload)
    assert observed(rule, arrival("p"), act, arrival("q", 3)) == [True, False]
