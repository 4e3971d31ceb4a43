"""A rule changed on a date does not rewrite the past."""

from datetime import date

import pytest

from cms.disclosures.models import Obligation
from cms.disclosures.services import DisclosureDraft, instantiate_duties, oblige, publish_many
from portal.accountability.services import province_scores
from portal.organisations.models import Organisation
from portal.statutes.duty_versions import open_version
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at, make_budget, publish
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
MORNING = at("2026-01-05 08:00")
CHANGE = date(2026, 7, 1)


def succeed(key: str, *, on: date = CHANGE, **changes: object) -> DisclosureDuty:
    """Open a version of the duty that differs in the changes."""
    new = DisclosureDuty.objects.versions_of(key).last()
    new.pk, new._state.adding = None, True
    new.effective_from, new.basis = on, "Nghị định mới, Điều 1"
    for name, value in changes.items():
        setattr(new, name, value)
    new.full_clean()
    return open_version(duty=new)


def quarter(organisation: Organisation, period: str = "2026-Q1") -> Obligation:
    return Obligation.objects.get(
        organisation=organisation, duty_key="budget_execution_quarter", period=period
    )


def facts(organisation: Organisation) -> list[tuple[object, ...]]:
    rows = Obligation.objects.filter(organisation=organisation).order_by("pk")
    return list(rows.values_list("pk", "duty", "due_on", "trace", "triggered_on"))


def test_a_new_version_leaves_what_was_owed_before_as_it_was() -> None:
    commune = make_organisation()
    instantiate_duties(year=2026, at=MORNING)
    publish(make_budget(commune))
    before, old = facts(commune), quarter(commune).duty
    scores = province_scores(date(2026, 1, 1), date(2026, 6, 30))
    succeed("budget_execution_quarter", publish_within=3)
    assert facts(commune) == before
    assert (quarter(commune).duty, quarter(commune).duty.basis) == (old, old.basis)
    assert province_scores(date(2026, 1, 1), date(2026, 6, 30)) == scores


def test_what_starts_after_the_change_is_owed_under_the_new_version() -> None:
    new = succeed("budget_execution_quarter", publish_within=3)
    commune = make_organisation()
    instantiate_duties(year=2026, at=MORNING)
    assert quarter(commune, "2026-6M").duty != new
    assert quarter(commune, "2026-6M").due_on == date(2026, 7, 10)
    assert quarter(commune, "2026-9M").duty == new
    assert quarter(commune, "2026-9M").due_on == date(2026, 10, 5)
    assert "Nghị định mới" in str(quarter(commune, "2026-9M").trace)


def test_a_period_is_owed_once_whatever_version_asks() -> None:
    commune = make_organisation()
    instantiate_duties(year=2026, at=MORNING)
    new = succeed("budget_approved", publish_within=5)
    assert instantiate_duties(year=2026, at=MORNING) == []
    again = oblige(organisation=commune, duty=new, period="2026", triggered_on=date(2026, 8, 3), at=MORNING)
    assert again.duty != new


def test_a_page_has_the_version_of_its_trigger() -> None:
    old = DisclosureDuty.objects.get(key="budget_approved")
    new = succeed("budget_approved", publish_within=5)
    early = publish(make_budget(make_organisation(), decision_date=date(2026, 6, 30)))
    late = publish(make_budget(make_organisation(), decision_date=CHANGE))
    assert (early.duty, late.duty) == (old, new)
    assert {row.duty for row in Obligation.objects.all()} == {old, new}


def test_a_draft_begun_before_the_change_is_published_under_its_obligation() -> None:
    commune = make_organisation()
    page = make_budget(commune, decision_date=date(2026, 7, 6))
    new = succeed("budget_approved", publish_within=5)
    owed = oblige(organisation=commune, duty=new, period="2026", triggered_on=date(2026, 7, 6), at=MORNING)
    assert page.duty != new
    published = publish(page)
    assert published.duty == new
    owed.refresh_from_db()
    assert owed.fulfilled_by_id == published.pk


def test_many_pages_at_once_have_their_versions_too() -> None:
    new = succeed("budget_approved", publish_within=5)
    commune = make_organisation()
    pages = [make_unsaved(commune, day, year) for day, year in ((date(2026, 6, 30), 2026), (CHANGE, 2027))]
    publish_many([DisclosureDraft(page, at("2026-07-02 09:00")) for page in pages])
    assert [page.duty == new for page in pages] == [False, True]


def make_unsaved(commune: Organisation, decided: date, year: int) -> object:
    from cms.disclosures.models import BudgetPage

    return BudgetPage(
        title="Dự toán", form="approved", year=year, organisation=commune, decision_number="1/NQ-HĐND",
        decision_date=decided,
    )  # fmt: skip


def test_a_duty_that_was_closed_brings_nothing_after_its_end() -> None:
    DisclosureDuty.objects.filter(key="quarterly_disclosure_list").update(effective_to=date(2026, 6, 30))
    commune = make_organisation()
    instantiate_duties(year=2026, at=MORNING)
    found = commune.obligations.filter(duty_key="quarterly_disclosure_list").values_list("period", flat=True)
    assert sorted(found) == ["2026-Q1", "2026-Q2"]
