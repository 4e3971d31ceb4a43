from datetime import date

import pytest

from portal.accountability.periods import BadPeriod, choices, current_period, until_today


@pytest.mark.parametrize(
    ("today", "start", "end"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 1, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_current_period_is_the_report_period_that_runs(today, start, end):
    assert current_period(today) == (start, end)


def test_choices_are_newest_first_and_end_today():
    found = choices(date(2025, 9, 1), date(2026, 3, 5))
    assert [(p.code, p.end) for p in found] == [
        ("2026-H1", date(2026, 3, 5)),
        ("2025", date(2025, 12, 31)),
        ("2025-H1", date(2025, 6, 30)),
    ]
    assert found[0].label == "6 tháng đầu năm 2026"


def test_a_period_ends_today_at_the_latest():
    assert until_today(date(2026, 1, 1), date(2026, 12, 31), date(2026, 5, 1))[1] == date(2026, 5, 1)
    assert until_today(date(2026, 1, 1), date(2026, 3, 31), date(2026, 5, 1))[1] == date(2026, 3, 31)


def test_reversed_and_future_periods_are_refused_in_vietnamese():
    with pytest.raises(BadPeriod, match="sau ngày kết thúc"):
        until_today(date(2026, 2, 1), date(2026, 1, 1), date(2026, 5, 1))
    with pytest.raises(BadPeriod, match="chưa đến"):
        until_today(date(2026, 6, 1), date(2026, 7, 1), date(2026, 5, 1))
