"""What a year asks of every unit, made once."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from portal.ledger.models import Event
from portal.organisations.models import OrganisationKind
from portal.plans.models import PeriodicReport, Plan, ProvincialPlan, ReportPeriod, ReportTemplate
from portal.plans.services.opening import open_due
from portal.statutes.models import CalendarException
from tests.factories import make_organisation
from tests.plans.helpers import OPENED

pytestmark = pytest.mark.django_db


def test_the_provincial_plan_came_with_its_items_and_forms() -> None:
    plan = ProvincialPlan.objects.get()
    assert (plan.year, plan.issued_on, plan.desk_code) == (2026, date(2026, 1, 20), "HY-SNV")
    assert plan.items.count() == 29
    assert plan.items.get(code="II.1.2.a").group == "Công khai, minh bạch"


def test_a_year_asks_a_plan_and_reports_of_each_unit_once() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    commune = make_organisation(parent=province)
    department = make_organisation(kind=OrganisationKind.DEPARTMENT, parent=province)
    opened = open_due(at=OPENED)
    assert (opened.plans, opened.periods, opened.reports) == (2, 2, 6)
    assert {plan.organisation for plan in Plan.objects.all()} == {commune, department}
    assert set(ReportPeriod.objects.values_list("code", "due_on")) == {
        ("2026-H1", date(2026, 7, 9)),
        ("2026", date(2027, 1, 8)),
    }
    asked = PeriodicReport.objects.filter(period__code="2026-H1")
    assert set(asked.filter(organisation=department).values_list("template_key", flat=True)) == {"chung"}
    assert asked.filter(organisation=commune).count() == 2
    kinds = list(
        Event.objects.filter(organisation=commune).order_by("sequence").values_list("kind", flat=True)
    )
    assert kinds == ["plan_due", *["report_due"] * 4]
    again = open_due(at=OPENED)
    assert (again.plans, again.periods, again.reports, again.moved) == (0, 0, 0, 0)


def test_nothing_before_the_province_has_issued_its_plan() -> None:
    make_organisation()
    assert open_due(at=datetime(2026, 1, 19, 3, tzinfo=UTC)).plans == 0


def test_a_new_unit_is_asked_later_and_a_moved_holiday_moves_what_is_still_owed() -> None:
    make_organisation()
    open_due(at=OPENED)
    late = make_organisation()
    assert open_due(at=OPENED).plans == 1
    CalendarException.objects.create(date=date(2026, 2, 9), kind="day_off", note="Ngày thử", source="thử")
    assert open_due(at=OPENED).moved == 2
    assert Plan.objects.get(organisation=late).due_on == date(2026, 2, 11)
    last = Event.objects.filter(organisation=late).order_by("sequence").last()
    assert last is not None
    assert '"was":"2026-02-10"' in last.payload


def test_a_moved_holiday_moves_reports_that_nobody_has_sent() -> None:
    make_organisation()
    sent = make_organisation()
    open_due(at=OPENED)
    PeriodicReport.objects.filter(organisation=sent).update(first_sent_on=date(2026, 7, 9))
    CalendarException.objects.create(date=date(2026, 7, 9), kind="day_off", note="Ngày thử", source="thử")
    assert open_due(at=OPENED).moved == 2
    half = PeriodicReport.objects.filter(period__code="2026-H1")
    assert set(half.values_list("first_sent_on", "due_on")) == {
        (None, date(2026, 7, 8)),
        (date(2026, 7, 9), date(2026, 7, 9)),
    }
    assert ReportPeriod.objects.get(code="2026-H1").due_on == date(2026, 7, 8)
    assert open_due(at=OPENED).moved == 0


def test_a_sector_form_is_asked_of_its_units_alone() -> None:
    health = make_organisation(kind=OrganisationKind.DEPARTMENT, code="HY-SYT")
    make_organisation(kind=OrganisationKind.DEPARTMENT)
    form = ReportTemplate(
        key="y-te", title="Y tế", sector="Y tế", codes="HY-SYT, ", effective_from=date(2026, 1, 1)
    )
    form.full_clean(exclude=["version"])
    form.save()
    open_due(at=OPENED)
    asked = PeriodicReport.objects.filter(template_key="y-te")
    assert {report.organisation for report in asked} == {health}
    form.codes = "HY-SYT, KHONG-CO"
    with pytest.raises(ValidationError, match="KHONG-CO"):
        form.full_clean()


def test_the_worker_s_command_says_what_it_made(capsys: pytest.CaptureFixture[str]) -> None:
    make_organisation()
    call_command("run_plans")
    assert capsys.readouterr().out.startswith("1 plans, 2 periods, 4 reports made")
