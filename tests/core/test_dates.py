"""Dates as text: the day first, four digits for the year, nothing guessed."""

from datetime import date

import pytest

from portal.core.dates import parse_vi_date


@pytest.mark.parametrize(
    "text",
    [
        "5/3/2026",
        "05/03/2026",
        "05-03-2026",
        "5.3.2026",
        "2026-03-05",
        "ngày 5 tháng 3 năm 2026",
        "5 Tháng 3 Năm 2026",
    ],
)
def test_the_usual_ways_to_write_a_date(text: str) -> None:
    assert parse_vi_date(text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "5/3/26", "3/2026", "2026", "hôm nay", "13/13/2026", "5/3/2026 x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_vi_date(text)
