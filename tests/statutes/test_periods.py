from datetime import date

import pytest

from portal.statutes.periods import period_bounds, period_label


@pytest.mark.parametrize(
    ("period", "first", "last", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "Năm 2026"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "Quý I/2026"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "Quý IV/2026"),
        ("2026-6M", date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        ("2026-9M", date(2026, 1, 1), date(2026, 9, 30), "9 tháng năm 2026"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026"),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31), "Tháng 03/2026"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "Tháng 02/2028"),
        ("standing", None, None, "Thường xuyên"),
    ],
)
def test_bounds_and_label(period: str, first: date | None, last: date | None, label: str) -> None:
    assert period_bounds(period) == (first, last)
    assert period_label(period) == label


@pytest.mark.parametrize(
    "period", ["", "26", "2026-Q5", "2026-13", "2026-3", "2026-3M", "0999", "2026-Q1 ", "²026"]
)
def test_refuses_other_keys(period: str) -> None:
    with pytest.raises(ValueError, match="unknown period"):
        period_bounds(period)
