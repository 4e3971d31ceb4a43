"""A draft begins as what is owed, with the last period's values and without what belongs to that period alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from cms.disclosures.checklist import open_items
from cms.disclosures.last_period import carried_title
from cms.disclosures.models import (
    AntiCorruptionReportPage,
    BudgetPage,
    ContributionPage,
    DisclosurePage,
    DocumentPage,
    HeadContactsPage,
    InvestmentProjectPage,
    KeyFigure,
    LandPriceTablePage,
    LandUsePlanPage,
    Obligation,
    PoorHouseholdListPage,
    ProceduresPage,
    ReceptionSchedulePage,
)
from cms.disclosures.services import announce, instantiate_duties, oblige, publish_many, start_draft, withdraw
from cms.disclosures.services.bulk import DisclosureDraft
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import (
    at,
    attachment,
    make_budget,
    make_contacts,
    make_land_plan,
    publish,
    section_of,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
NOW = at("2026-11-24 09:00")


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    section_of(commune)
    return commune


@pytest.fixture
def editor(commune: Organisation) -> User:
    return make_user(Role.EDITOR, commune)


def owed(commune: Organisation, key: str, period: str, **fields: object) -> Obligation:
    duty = DisclosureDuty.objects.filter(key=key).first()
    return oblige(
        organisation=commune, duty=duty, period=period, triggered_on=date(2026, 1, 5), at=NOW, **fields
    )


@pytest.mark.parametrize(
    ("key", "period", "model", "choices"),
    [
        ("budget_draft", "2026", BudgetPage, {"form": "draft"}),
        ("budget_approved", "2026", BudgetPage, {"form": "approved"}),
        ("budget_execution_quarter", "2026-Q1", BudgetPage, {"form": "q1"}),
        ("budget_execution_quarter", "2026-6M", BudgetPage, {"form": "h1"}),
        ("budget_execution_quarter", "2026-9M", BudgetPage, {"form": "9m"}),
        ("budget_execution_year", "2026", BudgetPage, {"form": "year"}),
        ("budget_settlement", "2025", BudgetPage, {"form": "settlement", "year": 2025}),
        ("head_contacts", "standing", HeadContactsPage, {}),
        ("poor_households_draft", "2026", PoorHouseholdListPage, {"stage": "draft"}),
        ("poor_households_final", "2026", PoorHouseholdListPage, {"stage": "final"}),
        ("land_use_plan", "2026", LandUsePlanPage, {"stage": "approved"}),
        ("land_use_draft", "2026", LandUsePlanPage, {"stage": "draft"}),
        ("anticorruption_commune", "2026", AntiCorruptionReportPage, {"scope": "year"}),
        ("socioeconomic_plan", "2026", DocumentPage, {"item": "socioeconomic_plan"}),
        ("quarterly_disclosure_list", "2026-Q2", DocumentPage, {"part": "Q2"}),
        ("reception_schedule", "2026-07", ReceptionSchedulePage, {"month": 7}),
        ("half_year_report", "2026-6M", DocumentPage, {"part": "6M"}),
        ("administrative_procedures", "standing", ProceduresPage, {}),
    ],
)
def test_each_duty_begins_as_its_page_type_for_its_period(
    commune: Organisation, editor: User, key: str, period: str, model: type[DisclosurePage], choices: dict
) -> None:
    page = start_draft(obligation=owed(commune, key, period), by=editor, at=NOW)
    stored = DisclosurePage.objects.get(pk=page.pk).specific
    assert type(stored) is model
    assert (stored.duty.key, stored.period, stored.organisation) == (key, period, commune)
    assert {name: getattr(stored, name) for name in choices} == choices
    assert (stored.live, stored.owner, stored.latest_revision.user) == (False, editor, editor)


def test_every_obligation_of_a_year_can_be_begun(commune: Organisation) -> None:
    province = make_organisation("Tỉnh", kind=OrganisationKind.PROVINCE)
    section_of(province)
    instantiate_duties(year=2026, at=NOW)
    editors = {body.pk: make_user(Role.EDITOR, body) for body in (commune, province)}
    begun = 0
    for obligation in Obligation.objects.filter(organisation__in=editors).select_related("duty"):
        page = start_draft(obligation=obligation, by=editors[obligation.organisation_id], at=NOW)
        assert (page.duty.key, page.period) == (obligation.duty_key, obligation.period), obligation
        begun += 1
    assert begun > 40
    assert LandPriceTablePage.objects.filter(organisation=province).exists()


def test_what_arises_on_an_event_begins_with_the_document_that_brought_it(
    commune: Organisation, editor: User
) -> None:
    for key, model in (("investment_projects", InvestmentProjectPage), ("contributions", ContributionPage)):
        duty = DisclosureDuty.objects.filter(key=key).first()
        obligation = announce(
            organisation=commune, duty=duty, happened_on=date(2026, 11, 20), document="77/QĐ-UBND",
            by=editor, at=NOW,
        )  # fmt: skip
        page = start_draft(obligation=obligation, by=editor, at=NOW)
        assert type(page) is model
        assert (page.decision_number, page.decision_date) == ("77/QĐ-UBND", date(2026, 11, 20))
        assert page.occurrence == obligation.occurrence


def test_the_last_periods_lines_texts_and_figures_are_the_start(commune: Organisation, editor: User) -> None:
    last = make_budget(commune, form="approved", year=2025, title="Dự toán ngân sách năm 2025")
    last.attachments = [attachment("cu.pdf")]
    last.save_revision()
    publish(last)
    page = start_draft(obligation=owed(commune, "budget_approved", "2026"), by=editor, at=NOW)
    assert page.title == "Dự toán ngân sách năm 2026"
    assert page.summary == last.summary
    assert (page.revenue_estimate, page.unit, page.form) == (Decimal(100), "million", "approved")
    assert [line.name for line in page.lines.all()] == ["Thu được hưởng", "Chi thường xuyên"]
    assert [line.estimate for line in page.lines.all()] == [Decimal(100), Decimal(90)]
    assert BudgetPage.objects.get(pk=last.pk).lines.count() == 2
    draft = BudgetPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.lines.count() == 2


def test_what_belongs_to_the_last_period_alone_is_not_taken_over(commune: Organisation, editor: User) -> None:
    last = make_land_plan(commune, year=2025, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    last.figures = [KeyFigure(label="Đất ở", value=3, unit="ha")]
    last.save_revision()
    publish(last)
    page = start_draft(obligation=owed(commune, "land_use_plan", "2026"), by=editor, at=NOW)
    assert (page.decision_number, page.decision_date) == ("", None)
    assert (page.valid_from, page.valid_until) == (None, None)
    assert page.attachments.count() == page.maps.count() == 0
    assert [figure.label for figure in page.figures.all()] == ["Đất ở"]
    assert {"decision", "content"} & {item.key for item in open_items(page)} == {"decision"}


def test_a_name_is_never_taken_over(commune: Organisation, editor: User) -> None:
    contacts = make_contacts(commune, full_name="Người Đứng Đầu")
    assert "full_name" in contacts.not_in_template
    page = publish(contacts)
    obligation = Obligation.objects.get(fulfilled_by=page)
    assert start_draft(obligation=obligation, by=editor, at=NOW).pk == page.pk


def test_another_bodys_or_another_items_page_is_no_template(commune: Organisation, editor: User) -> None:
    publish(make_budget(make_organisation(), year=2025))
    publish(make_budget(commune, form="settlement", year=2025))
    page = start_draft(obligation=owed(commune, "budget_approved", "2026"), by=editor, at=NOW)
    assert page.lines.count() == 0
    assert page.title == "Dự toán ngân sách xã đã được quyết định, năm 2026"


def test_a_page_published_in_bulk_serves_as_template(commune: Organisation, editor: User) -> None:
    last = make_budget(commune, form="q1", year=2026)
    publish_many([])
    assert DisclosureDraft(page=last, at=NOW).page is last
    publish(last)
    page = start_draft(obligation=owed(commune, "budget_execution_quarter", "2026-6M"), by=editor, at=NOW)
    assert (page.form, page.lines.count()) == ("h1", 2)


def test_starting_twice_makes_one_draft(commune: Organisation, editor: User) -> None:
    obligation = owed(commune, "budget_approved", "2026")
    first = start_draft(obligation=obligation, by=editor, at=NOW)
    assert start_draft(obligation=obligation, by=editor, at=NOW).pk == first.pk
    assert BudgetPage.objects.count() == 1


def test_a_withdrawn_page_is_taken_up_again(commune: Organisation, editor: User) -> None:
    page = publish(make_budget(commune))
    withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    obligation = Obligation.objects.get(organisation=commune)
    assert start_draft(obligation=obligation, by=editor, at=NOW).pk == page.pk


@pytest.mark.parametrize("role", [Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_does_not_draft_for_the_body_begins_nothing(commune: Organisation, role: Role) -> None:
    obligation = owed(commune, "budget_approved", "2026")
    for user in (make_user(role, commune), make_user(Role.EDITOR), make_user(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            start_draft(obligation=obligation, by=user, at=NOW)
    assert not DisclosurePage.objects.exists()


@pytest.mark.parametrize(
    ("title", "before", "now", "expected"),
    [
        ("Dự toán năm 2025", "2025", "2026", "Dự toán năm 2026"),
        ("Thực hiện Quý I/2026", "2026-Q1", "2026-6M", "Thực hiện 6 tháng đầu năm 2026"),
        ("Báo cáo thường niên", "2025", "2026", "Báo cáo thường niên"),
        ("Danh bạ", "standing", "standing", "Danh bạ"),
    ],
)
def test_a_title_moves_on_to_the_new_period(title: str, before: str, now: str, expected: str) -> None:
    assert carried_title(title, before=before, now=now) == expected
