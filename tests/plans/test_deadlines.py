"""The two duties of the plan, counted by hand."""

from datetime import date

import pytest

from portal.plans.deadlines import plan_due, report_due
from portal.statutes.services import working_calendar

ISSUED = date(2026, 1, 20)


@pytest.mark.django_db
def test_fifteen_working_days_after_the_provincial_plan_over_tet() -> None:
    """21, 22, 23 January are days 1–3; 26–30 days 4–8; 2–6 February days 9–13; 9 and 10 February days 14 and 15."""
    owed = plan_due(ISSUED, 15, "working_day", "mục III.1.1", working_calendar())
    assert owed.due_on == date(2026, 2, 10)
    assert owed.trace["due"] == "2026-02-10"
    assert "mục III.1.1" in str(owed.trace)


@pytest.mark.django_db
def test_twenty_working_days_skip_the_whole_of_tet() -> None:
    """Five more: 11, 12, 13 February are days 16–18; 14–22 February are off; the 23rd and 24th are days 19 and 20."""
    owed = plan_due(ISSUED, 20, "working_day", "", working_calendar())
    assert owed.due_on == date(2026, 2, 24)
    assert "Tết Nguyên Đán" in str(owed.trace)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "last"),
    [
        (date(2026, 7, 10), date(2026, 7, 9)),  # Thursday
        (date(2027, 1, 10), date(2027, 1, 8)),  # the 9th is a Saturday: Friday
    ],
)
def test_before_a_day_means_the_working_day_ahead_of_it(before: date, last: date) -> None:
    owed = report_due(before, "mục III.1.2", working_calendar())
    assert owed.due_on == last
    assert owed.trace["trace"][0]["text_vi"].startswith("Phải gửi trước ")
