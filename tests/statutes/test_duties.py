from datetime import date

import pytest

from portal.statutes.duties import duty_due, periods_of, posted_until, trigger_date
from portal.statutes.models import DisclosureDuty
from tests.statutes.calendars import CALENDAR

pytestmark = pytest.mark.django_db


def duty(key: str) -> DisclosureDuty:
    return DisclosureDuty.objects.get(key=key)


@pytest.mark.parametrize(
    ("key", "period", "start", "due"),
    [
        ("budget_execution_quarter", "2026-Q1", date(2026, 3, 31), date(2026, 4, 10)),
        ("budget_execution_quarter", "2026-9M", date(2026, 9, 30), date(2026, 10, 12)),
        ("quarterly_disclosure_list", "2026-Q4", date(2026, 12, 31), date(2027, 1, 8)),
        ("anticorruption_report", "2026", date(2026, 3, 31), date(2026, 3, 31)),
        ("anticorruption_report", "2029", date(2029, 3, 30), date(2029, 3, 30)),
        ("reception_schedule", "2026-03", date(2026, 3, 1), date(2026, 3, 2)),
        ("implementation_plan", "2026", date(2026, 1, 20), date(2026, 2, 10)),
        ("half_year_report", "2026-6M", date(2026, 7, 9), date(2026, 7, 9)),
        ("annual_report", "2026", date(2027, 1, 8), date(2027, 1, 8)),
    ],
)
def test_duties_with_a_date_of_their_own(key: str, period: str, start: date, due: date) -> None:
    triggered = trigger_date(duty(key), period, CALENDAR)
    assert triggered == start
    deadline = duty_due(duty(key), start, CALENDAR)
    assert deadline.due == due
    assert any(duty(key).basis in step.text_vi for step in deadline.trace)


def test_duties_that_only_an_act_starts() -> None:
    assert trigger_date(duty("budget_approved"), "2026", CALENDAR) is None
    assert trigger_date(duty("head_contacts"), "standing", CALENDAR) is None
    assert duty_due(duty("budget_approved"), date(2026, 3, 2), CALENDAR).due == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("key", "periods"),
    [
        ("head_contacts", ("standing",)),
        ("budget_approved", ("2026",)),
        ("budget_execution_quarter", ("2026-Q1", "2026-6M", "2026-9M")),
        ("quarterly_disclosure_list", ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")),
        ("half_year_report", ("2026-6M",)),
        ("land_use_plan", ("2026",)),
        ("investment_projects", ()),
    ],
)
def test_how_often_duties_recur(key: str, periods: tuple[str, ...]) -> None:
    assert periods_of(duty(key), 2026) == periods


def test_monthly_and_single_duties() -> None:
    assert periods_of(duty("reception_schedule"), 2026)[::11] == ("2026-01", "2026-12")
    assert periods_of(duty("half_year_report"), 2027) == ()


def test_posting_ends_without_moving_off_a_day_off() -> None:
    assert posted_until(duty("poor_households_final"), date(2026, 3, 5), CALENDAR) == date(2026, 4, 4)
    assert posted_until(duty("poor_households_draft"), date(2026, 3, 5), CALENDAR) == date(2026, 3, 10)
    assert posted_until(duty("head_contacts"), date(2026, 3, 5), CALENDAR) is None
