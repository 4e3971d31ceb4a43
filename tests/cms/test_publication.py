"""A publication, its obligation and its ledger event are one act."""

import json
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from cms.disclosures.models import BudgetPage, DisclosurePage, Obligation
from cms.disclosures.services import publish_many, withdraw
from cms.disclosures.services.bulk import DisclosureDraft
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role
from portal.core.signals import content_changed
from portal.ledger.models import Event
from tests.cms.factories import (
    DECISION,
    at,
    attachment,
    make_budget,
    make_contacts,
    make_household_list,
    make_land_plan,
    make_report,
    publish,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def kinds(page: DisclosurePage) -> list[str]:
    return [event.kind for event in Event.objects.about(page.subject)]


def test_a_page_takes_organisation_duty_period_and_address_from_its_place_and_choices() -> None:
    commune = make_organisation()
    page = make_budget(commune, form="h1")
    assert page.organisation == commune
    assert (page.duty.key, page.period) == ("budget_execution_quarter", "2026-6M")
    assert (page.period_start, page.period_end) == (date(2026, 1, 1), date(2026, 6, 30))
    assert page.public_path == f"/cong-khai/{commune.slug}/ngan-sach-thuc-hien-6-thang-2026/"


@pytest.mark.parametrize(
    ("make", "duty"),
    [
        (make_budget, "budget_approved"),
        (make_contacts, "head_contacts"),
        (make_household_list, "poor_households_final"),
        (make_land_plan, "land_use_plan"),
        (make_report, "anticorruption_commune"),
    ],
)
def test_each_kind_publishes_fulfils_its_duty_and_enters_the_ledger(make: object, duty: str) -> None:
    page = publish(make(make_organisation()))
    obligation = Obligation.objects.get(organisation=page.organisation)
    assert (obligation.duty.key, obligation.fulfilled_by_id) == (duty, page.pk)
    assert obligation.disclosed_on == timezone.localdate()
    assert kinds(page)[:2] == ["duty_due", "disclosed"]
    assert page.first_disclosed_at is not None


def test_the_event_names_page_decision_and_documents_and_nothing_personal() -> None:
    page = publish(make_household_list(make_organisation()))
    event = Event.objects.about(page.subject).get(kind="disclosed")
    payload = json.loads(event.payload)
    assert payload["page"] == page.public_path
    assert payload["decision"] == {"number": "12/QĐ-UBND", "date": "2026-01-05"}
    assert payload["documents"] == [page.attachments.get().sha256]
    assert not Event.objects.filter(payload__contains="Mẫu").exists()


def test_a_second_publication_is_a_correction_and_keeps_the_first_date() -> None:
    page = publish(make_budget(make_organisation()))
    first = page.first_disclosed_at
    page.title = "Dự toán đã sửa"
    page.save_revision()
    page = publish(page)
    assert page.first_disclosed_at == first
    assert kinds(page) == ["duty_due", "disclosed", "corrected"]


def test_nothing_is_published_when_the_ledger_cannot_be_written() -> None:
    page = make_budget(make_organisation())
    with (
        patch("cms.disclosures.services.publication.record_many", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        publish(page)
    page.refresh_from_db()
    assert not page.live
    assert page.first_disclosed_at is None
    assert kinds(page) == []


def test_nothing_is_taken_down_when_the_ledger_cannot_be_written() -> None:
    page = publish(make_budget(make_organisation()))
    BudgetPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    with (
        patch("cms.disclosures.services.publication.record_many", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live


def test_a_head_who_publishes_is_recorded_as_head() -> None:
    commune = make_organisation()
    page = publish(make_budget(commune), user=make_user(Role.HEAD, commune))
    assert Event.objects.about(page.subject).get(kind="disclosed").actor_role == "head"


def test_others_are_told_of_a_change() -> None:
    told: list[object] = []
    receiver = lambda sender, instance, **_: told.append((sender, instance.pk))  # noqa: E731
    content_changed.connect(receiver)
    try:
        page = publish(make_budget(make_organisation()))
    finally:
        content_changed.disconnect(receiver)
    assert (BudgetPage, page.pk) in told


def test_a_withdrawal_opens_the_obligation_again_and_states_its_reason() -> None:
    commune = make_organisation()
    head = make_user(Role.HEAD, commune)
    page = publish(make_budget(commune))
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=head)
    event = Event.objects.about(page.subject).get(kind="withdrawn")
    assert (event.actor_role, json.loads(event.payload)) == ("head", {"reason": "personal_data"})
    assert Obligation.objects.get(organisation=commune).disclosed_on is None


def test_a_page_disclosed_again_after_a_withdrawal_is_a_new_disclosure() -> None:
    page = publish(make_budget(make_organisation()))
    withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    page = publish(page)
    assert kinds(page) == ["duty_due", "disclosed", "withdrawn", "disclosed"]
    assert Obligation.objects.get(fulfilled_by=page).disclosed_on == timezone.localdate()


def test_the_schedule_publishes_and_takes_down() -> None:
    page = make_budget(make_organisation())
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish(skip_permission_checks=True)
    assert kinds(page) == []
    later = timezone.now() + timedelta(hours=2)
    with patch("django.utils.timezone.now", return_value=later):
        call_command("publish_scheduled")
    page = BudgetPage.objects.get(pk=page.pk)
    assert page.live
    assert Event.objects.about(page.subject).get(kind="disclosed").actor_role == "system"

    BudgetPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not BudgetPage.objects.get(pk=page.pk).live
    assert json.loads(Event.objects.about(page.subject).get(kind="withdrawn").payload) == {
        "reason": "expired"
    }
    assert Obligation.objects.get(fulfilled_by=page).disclosed_on is not None


def test_the_address_of_what_was_disclosed_stays() -> None:
    page = publish(make_budget(make_organisation()))
    address = page.public_path
    page.slug = "cho-khac"
    page.save_revision()
    assert publish(page).public_path == address
    assert not page.can_move_to(page.get_parent())


def test_an_old_revision_cannot_move_a_page_to_another_organisation() -> None:
    page = make_budget(make_organisation())
    revision = page.get_latest_revision()
    revision.content["organisation"] = make_organisation().pk
    revision.save()
    assert publish(page).organisation == page.organisation


def test_a_decision_from_the_future_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_budget(make_organisation(), decision_date=timezone.localdate() + timedelta(days=1))


def test_rich_text_is_cleaned_in_the_revision_and_on_the_page() -> None:
    page = make_budget(
        make_organisation(), summary="<p>Rõ</p><script>alert(1)</script><p onclick='x'>ràng</p>"
    )
    assert "script>" not in page.get_latest_revision().content["summary"]
    assert publish(page).summary == "<p>Rõ</p>alert(1)<p>ràng</p>"


def test_many_pages_published_at_once_have_what_single_ones_have() -> None:
    communes = [make_organisation() for _ in range(6)]
    pages = []
    for commune in communes:
        page = BudgetPage(
            title="Dự toán", organisation=commune, form="approved", year=2026,
            revenue_estimate=0, expenditure_estimate=0, **DECISION,
        )  # fmt: skip
        page.attachments = [attachment("du-toan.pdf")]
        page.attachments.get().describe()
        pages.append(page)
    drafts = [DisclosureDraft(page=page, at=at("2026-01-20 09:00")) for page in pages]
    batch = publish_many(drafts)
    page = BudgetPage.objects.get(organisation=communes[0])
    assert len(batch.pages) == BudgetPage.objects.live().count() == 6
    assert page.live_revision == page.latest_revision is not None
    assert page.attachments.get().sha256
    assert kinds(page) == ["duty_due", "disclosed"]
    assert page.get_parent().specific.organisation == communes[0]
    assert BudgetPage.find_problems() == ([], [], [], [], [])
    page.title = "Dự toán đã sửa"
    page.save_revision()
    assert publish(page).title == "Dự toán đã sửa"
