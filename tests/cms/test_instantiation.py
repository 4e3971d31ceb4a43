"""What a year brings by itself, for whom, by when, and how anybody knows."""

from datetime import date

import pytest

from cms.disclosures.models import Obligation
from cms.disclosures.services import instantiate_duties, years_owed
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
MORNING = at("2026-01-05 08:00")
Owed = dict[tuple[str, str], Obligation]


def owed_by(organisation: Organisation) -> Owed:
    rows = Obligation.objects.filter(organisation=organisation).select_related("duty")
    return {(row.duty_key, row.period): row for row in rows}


@pytest.fixture
def commune() -> Owed:
    commune = make_organisation()
    for year in (2025, 2026):
        instantiate_duties(year=year, at=MORNING)
    return owed_by(commune)


@pytest.mark.parametrize(
    ("key", "period", "due"),
    [
        ("budget_execution_quarter", "2026-Q1", date(2026, 4, 10)),
        ("budget_execution_quarter", "2026-9M", date(2026, 10, 12)),
        ("quarterly_disclosure_list", "2026-Q2", date(2026, 7, 7)),
        ("reception_schedule", "2026-03", date(2026, 3, 2)),
        ("implementation_plan", "2026", date(2026, 2, 10)),
        ("half_year_report", "2026-6M", date(2026, 7, 9)),
        ("annual_report", "2026", date(2027, 1, 8)),
    ],
)
def test_duties_with_a_date_of_their_own(commune: Owed, key: str, period: str, due: date) -> None:
    row = commune[key, period]
    assert (row.due_on, row.is_assumed) == (due, False)
    assert row.trace["trace"][0]["kind"] == "trigger"
    assert row.trace["version"] == "2026-01-01"


@pytest.mark.parametrize(
    ("key", "period", "triggered"),
    [
        ("head_contacts", "standing", date(2026, 1, 20)),
        ("officials_duties", "standing", date(2026, 1, 20)),
        ("budget_draft", "2026", date(2025, 12, 31)),
        ("budget_approved", "2026", date(2025, 12, 31)),
        ("budget_execution_year", "2025", date(2026, 3, 31)),
        ("budget_settlement", "2025", date(2026, 7, 31)),
        ("land_use_plan", "2026", date(2025, 12, 31)),
        ("poor_households_final", "2026", date(2026, 12, 15)),
    ],
)
def test_an_act_that_nobody_recorded_is_assumed_and_says_why(
    commune: Owed, key: str, period: str, triggered: date
) -> None:
    row = commune[key, period]
    assert (row.triggered_on, row.is_assumed) == (triggered, True)
    first = row.trace["trace"][0]
    assert first["kind"] == "assumed"
    assert row.duty.assumption in first["text_vi"]


def test_what_arises_on_an_event_without_assumption_waits_for_the_event(commune: Owed) -> None:
    waiting = {
        "social_policy",
        "land_use_draft",
        "investment_projects",
        "contributions",
        "consultation_uptake",
        "recruitment",
    }
    assert not waiting & {key for key, _ in commune}
    held = set(DisclosureDuty.objects.for_organisation_kind("commune").values_list("key", flat=True))
    assert {key for key, _ in commune} == held - waiting


def test_each_kind_of_body_owes_its_own() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    department = make_organisation(kind=OrganisationKind.DEPARTMENT)
    instantiate_duties(year=2026, at=MORNING)
    everybodys = {
        "head_contacts", "petition_addresses", "reception_schedule", "implementation_plan", "half_year_report",
        "annual_report",
    }  # fmt: skip
    assert {key for key, _ in owed_by(department)} == everybodys
    assert {key for key, _ in owed_by(province)} == everybodys | {"anticorruption_report", "land_price_table"}
    assert owed_by(province)["anticorruption_report", "2026"].due_on == date(2026, 3, 31)


def test_a_second_time_makes_nothing() -> None:
    make_organisation()
    assert len(instantiate_duties(year=2026, at=MORNING)) == Obligation.objects.count()
    assert Event.objects.filter(kind="duty_due").count() == Obligation.objects.count()
    before = set(Obligation.objects.values_list("pk", "due_on"))
    assert instantiate_duties(year=2026, at=MORNING) == []
    assert set(Obligation.objects.values_list("pk", "due_on")) == before


def test_the_past_before_the_record_is_not_made_up() -> None:
    make_organisation()
    for year in (2024, 2025):
        instantiate_duties(year=year, at=MORNING)
    assert not Obligation.objects.filter(due_on__lt=date(2026, 1, 1)).exists()


def test_editing_the_assumption_changes_what_is_made_next() -> None:
    DisclosureDuty.objects.filter(key="budget_settlement").update(
        assumed_day=None, assumed_month=None, assumption=""
    )
    DisclosureDuty.objects.filter(key="investment_projects").update(
        assumed_day=30, assumed_month=6, assumption="danh mục dự án được duyệt giữa năm"
    )
    commune = make_organisation()
    instantiate_duties(year=2026, at=MORNING)
    owed = owed_by(commune)
    assert ("budget_settlement", "2026") not in owed
    assert owed["investment_projects", "2026"].due_on == date(2026, 7, 7)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 1, 1), [2025, 2026]),
        (date(2026, 11, 30), [2025, 2026]),
        (date(2026, 12, 1), [2025, 2026, 2027]),
    ],
)
def test_the_next_year_comes_with_december(day: date, years: list[int]) -> None:
    assert years_owed(day) == years
