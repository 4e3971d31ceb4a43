"""Consultations, receptions and dialogues: held as required and recorded in time."""

import pytest

from tests.accountability.stories import only, score, step


@pytest.mark.parametrize(
    ("due", "done"),
    [
        ("consultation_due", "uptake_published"),
        ("reception_due", "reception_held"),
        ("dialogue_due", "dialogue_held"),
    ],
)
def test_each_counts_by_its_day(due, done):
    def value(*days: str) -> list[float]:
        steps = [step("A", "2026-03-01", due, "meeting:1", due="2026-03-15")]
        return [
            row.value
            for row in only("participation", *steps, *(step("A", day, done, "meeting:1") for day in days))
        ]

    assert value() == [0.0]
    assert value("2026-03-15") == [1.0]
    assert value("2026-03-16") == [0.0]
    assert value("2026-03-10", "2026-03-20") == [1.0]


def test_only_what_falls_due_in_the_period_counts_once():
    steps = [
        step("A", "2026-05-01", "reception_due", "meeting:1", due="2026-07-15"),
        step("A", "2026-03-01", "reception_due", "meeting:2", due="2026-03-15"),
        step("A", "2026-03-10", "reception_due", "meeting:2", due="2026-04-15"),
        step("A", "2026-04-15", "reception_held", "meeting:2"),
        step("A", "2026-04-20", "dialogue_held", "meeting:3"),
    ]
    (row,) = only("participation", *steps)
    assert (row.place, row.due, row.done, row.value) == (2, "2026-04-15", "2026-04-15", 1.0)


def test_worked_by_hand():
    """A holds 3 of 4, B 0 of 1: mean 3/5. A (3 + 6)/14, B (0 + 6)/11; nothing else was observed."""
    steps = []
    for number in range(5):
        code = "A" if number < 4 else "B"
        steps.append(step(code, "2026-03-01", "reception_due", f"meeting:{number}", due="2026-03-15"))
        if number < 3:
            steps.append(step(code, "2026-03-15", "reception_held", f"meeting:{number}"))
    scores = score(*steps, codes=["A", "B"])
    assert scores["A"].score == pytest.approx(100 * 9 / 14)
    assert scores["B"].score == pytest.approx(100 * 6 / 11)
    assert not scores["A"].ranked
