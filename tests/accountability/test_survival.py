"""The Kaplan–Meier median against cases worked by hand."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accountability.survival import kaplan_meier_median


@pytest.mark.parametrize(
    ("done", "still_open", "expected"),
    [
        ([1, 2, 3], [], 2),  # 2/3, 1/3
        ([1, 2, 3, 4], [], 2),  # 3/4, exactly 1/2
        ([2, 2, 2, 5], [], 2),  # ties: 1/4 at once
        ([], [3, 9], None),  # nothing ended
        ([], [], None),
        ([1], [5, 5, 5], None),  # 3/4 and no further
        ([1, 3], [2], 3),  # 2/3; one leaves; one of one ends: 0
        ([1, 4], [1, 9], 4),  # at 1 the open one is still at risk: 3/4; at 4 one of two ends: 3/8
        ([2, 4], [4], 4),  # 2/3; at 4 one of two ends: 1/3
        # Kleinbaum & Klein, the treated group of the leukaemia trial: median 23 weeks.
        ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], 23),
    ],
)
def test_worked_by_hand(done, still_open, expected):
    times = [*((time, True) for time in done), *((time, False) for time in still_open)]
    assert kaplan_meier_median(times) == expected


@given(st.lists(st.integers(0, 40), min_size=1).filter(lambda times: len(times) % 2 == 1))
def test_without_open_cases_it_is_the_median(times):
    assert kaplan_meier_median((time, True) for time in times) == median(times)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1))
def test_an_open_case_takes_at_least_as_long_as_one_that_ended(times):
    closed = kaplan_meier_median((time, True) for time, _ in times)
    found = kaplan_meier_median(times)
    assert found is None or found >= closed
