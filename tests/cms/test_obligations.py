"""What is owed, by when, and where it stands."""

from datetime import date, datetime

import pytest

from cms.disclosures.models import Obligation
from cms.disclosures.services import instantiate_duties, oblige
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import CalendarException, DisclosureDuty
from tests.cms.factories import at, make_budget, publish
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
MORNING = at("2026-01-05 08:00")


def duty(key: str) -> DisclosureDuty:
    return DisclosureDuty.objects.get(key=key)


def owe(
    organisation: Organisation, key: str, period: str, triggered_on: date, at: datetime = MORNING
) -> Obligation:
    return oblige(organisation=organisation, duty=duty(key), period=period, triggered_on=triggered_on, at=at)


@pytest.mark.parametrize(
    ("disclosed", "today", "status"),
    [
        (date(2026, 4, 10), date(2026, 4, 20), "published"),
        (date(2026, 4, 13), date(2026, 4, 20), "late"),
        (None, date(2026, 4, 10), "due_soon"),
        (None, date(2026, 4, 3), "due_soon"),
        (None, date(2026, 4, 2), "not_due"),
        (None, date(2026, 4, 11), "missing"),
        (date(2026, 4, 13), date(2026, 4, 12), "missing"),
        (date(2026, 4, 9), date(2026, 4, 1), "not_due"),
    ],
)
def test_the_status_follows_from_the_dates(disclosed: date | None, today: date, status: str) -> None:
    obligation = owe(make_organisation(), "budget_execution_quarter", "2026-Q1", date(2026, 3, 31))
    assert obligation.due_on == date(2026, 4, 10)
    Obligation.objects.update(disclosed_on=disclosed)
    assert Obligation.objects.with_status(on=today).get().status == status
    assert Obligation.objects.with_status(on=today).get().status == status


def test_what_does_not_apply_is_neither_missing_nor_open() -> None:
    owe(make_organisation(), "budget_execution_quarter", "2026-Q1", date(2026, 3, 31))
    Obligation.objects.update(exempted_on=date(2026, 4, 15))
    before, after = date(2026, 4, 14), date(2026, 4, 15)
    assert Obligation.objects.with_status(on=before).get().status == "missing"
    assert Obligation.objects.with_status(on=after).get().status == "not_applicable"
    assert Obligation.objects.open(on=before).exists()
    assert not Obligation.objects.open(on=after).exists()


@pytest.mark.parametrize(
    ("broken", "proven", "today", "status"),
    [
        (None, None, date(2026, 4, 9), ""),
        (None, None, date(2026, 4, 10), "in_progress"),
        (None, None, date(2026, 5, 10), "in_progress"),
        (None, None, date(2026, 5, 11), "unproven"),
        (None, date(2026, 5, 11), date(2026, 5, 11), "kept"),
        (None, date(2026, 5, 12), date(2026, 5, 11), "unproven"),
        (date(2026, 4, 20), None, date(2026, 4, 19), "in_progress"),
        (date(2026, 4, 20), date(2026, 5, 11), date(2026, 6, 1), "broken"),
    ],
)
def test_the_posting_follows_from_its_dates(
    broken: date | None, proven: date | None, today: date, status: str
) -> None:
    owe(make_organisation(), "budget_execution_quarter", "2026-Q1", date(2026, 3, 31))
    Obligation.objects.update(
        posting_from=date(2026, 4, 10),
        posting_until=date(2026, 5, 10),
        posting_broken_on=broken,
        posting_proven_on=proven,
    )
    assert Obligation.objects.with_status(on=today).get().posting_status == status


def test_a_year_without_a_calendar_still_has_statuses() -> None:
    owe(make_organisation(), "budget_execution_quarter", "2026-Q1", date(2026, 3, 31))
    assert Obligation.objects.with_status(on=date(2051, 1, 2)).get().status == "missing"


def test_an_obligation_is_made_once_and_says_why_it_is_due_then() -> None:
    commune = make_organisation()
    first = owe(commune, "budget_execution_quarter", "2026-Q1", date(2026, 3, 31))
    again = owe(commune, "budget_execution_quarter", "2026-Q1", date(2026, 4, 1))
    assert again == first
    assert first.trace["trace"]
    assert (first.duty_key, first.triggered_on) == ("budget_execution_quarter", date(2026, 3, 31))
    assert Event.objects.about(first.subject).get().kind == "duty_due"


def test_a_publication_fulfils_the_obligation_that_was_waiting() -> None:
    commune = make_organisation()
    waiting = owe(commune, "budget_approved", "2026", date(2025, 12, 31))
    page = publish(make_budget(commune))
    waiting.refresh_from_db()
    assert waiting.fulfilled_by_id == page.pk
    assert Obligation.objects.count() == 1


def test_a_trigger_that_the_calendar_decides_moves_with_it() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    instantiate_duties(year=2027, at=MORNING)
    report = province.obligations.get(duty_key="anticorruption_report")
    assert report.due_on == date(2027, 3, 31)
    CalendarException.objects.create(date=report.due_on, kind="day_off", source="Thử", note="nghỉ thử")
    report.refresh_from_db()
    assert report.due_on == date(2027, 3, 30)


def test_a_change_of_the_calendar_moves_what_is_open_and_leaves_a_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commune = make_organisation()
    open_one = owe(commune, "budget_execution_quarter", "2027-Q1", date(2027, 3, 31))
    day = open_one.due_on
    CalendarException.objects.create(date=day, kind="day_off", source="Thử", note="nghỉ thử")
    open_one.refresh_from_db()
    assert open_one.due_on > day
    last = Event.objects.about(open_one.subject).last()
    assert f'"previous":"{day.isoformat()}"' in last.payload
