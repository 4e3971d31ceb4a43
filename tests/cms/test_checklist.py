"""A disclosure that lacks something stays a draft, whichever way somebody tries to publish it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.disclosures.checklist import (
    ChecklistItem,
    PublicationRefused,
    checklist,
    open_items,
    period_error,
    posting_item,
)
from cms.disclosures.models import BudgetPage, DisclosurePage, RefusedSchedule
from cms.disclosures.services import ensure_structure, plan_posting, publish_many, withdraw
from cms.disclosures.services.bulk import DisclosureDraft
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation, PostingPlace
from portal.statutes.models import DisclosureDuty
from tests.cms.editing import budget_form
from tests.cms.factories import (
    at,
    make_budget,
    make_contacts,
    make_document,
    make_household_list,
    make_land_plan,
    make_report,
    publish,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


def missing(page: DisclosurePage) -> list[str]:
    return [item.key for item in open_items(page)]


def sign_in(client: Client, role: Role, organisation: Organisation) -> None:
    client.force_login(make_user(role, organisation), backend="django.contrib.auth.backends.ModelBackend")


def live(page: DisclosurePage) -> bool:
    return DisclosurePage.objects.get(pk=page.pk).live


# ---- the items


@pytest.mark.parametrize(
    "make", [make_budget, make_contacts, make_household_list, make_land_plan, make_report]
)
def test_a_complete_page_of_each_kind_has_nothing_open(make: Callable[..., DisclosurePage]) -> None:
    page = make(make_organisation())
    assert missing(page) == []
    assert {"decision", "summary", "content", "period"} <= {item.key for item in checklist(page)}


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"decision_number": " "}, "decision"),
        ({"decision_date": None}, "decision"),
        ({"summary": "<p>&nbsp;</p>"}, "summary"),
        ({"revenue_estimate": Decimal(7)}, "sums"),
    ],
)
def test_what_a_budget_lacks_is_named(fields: dict[str, object], key: str) -> None:
    page = make_budget(make_organisation())
    for name, value in fields.items():
        setattr(page, name, value)
    assert missing(page) == [key]


def test_a_page_without_document_and_content_says_so() -> None:
    plan = make_land_plan(make_organisation())
    plan.attachments = []
    assert missing(plan) == ["content"]


def test_a_list_that_must_be_posted_needs_its_dates() -> None:
    page = make_household_list(make_organisation())
    page.posting_until = None
    assert missing(page) == ["posting"]


def board_of(organisation: Organisation) -> PostingPlace:
    return PostingPlace.objects.create(organisation=organisation, name="Trụ sở", slug="tru-so")


@pytest.mark.parametrize("make", [make_budget, make_land_plan, make_household_list, make_document])
def test_what_must_be_posted_needs_its_boards_before_it_is_public(
    make: Callable[..., DisclosurePage],
) -> None:
    page = make(make_organisation())
    board = board_of(page.organisation)
    assert missing(page) == ["boards"]
    assert open_items(page, publishing=False) == []
    with pytest.raises(PublicationRefused):
        publish(page)
    plan_posting(page=page, places=[board])
    assert publish(page).live


def test_a_body_without_boards_is_told_and_not_held_back() -> None:
    page = make_budget(make_organisation())
    item = next(item for item in checklist(page) if item.key == "boards")
    assert (item.ok, item.blocking) == (False, False)
    assert item.address == reverse("disclosure_postings", args=[page.pk])
    assert publish(page).live


def test_what_is_public_is_asked_since_when_it_hangs_and_not_held_back() -> None:
    page = make_budget(make_organisation())
    plan_posting(page=page, places=[board_of(page.organisation)])
    page = publish(page)
    found = {item.key: item for item in checklist(page)}
    assert (found["hung"].ok, found["hung"].blocking) == (False, False)
    assert found["hung"].address == reverse("disclosure_postings", args=[page.pk])
    page.postings.update(posted_from=date(2026, 1, 6), closed_at=at("2026-02-10 08:00"), kept=True)
    found = {item.key: item for item in checklist(page)}
    assert found["boards"].ok
    assert found["hung"].ok


def test_what_was_taken_down_and_is_published_again_needs_a_board_again() -> None:
    page = make_budget(make_organisation())
    plan_posting(page=page, places=[board_of(page.organisation)])
    page = publish(page)
    page.postings.update(posted_from=date(2026, 1, 6))
    page = withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    assert "boards" in missing(type(page).objects.get(pk=page.pk))


def test_a_page_that_needs_no_posting_is_asked_nothing_of_it() -> None:
    assert not {"boards", "hung", "posting"} & {
        item.key for item in checklist(make_contacts(make_organisation()))
    }


@pytest.mark.parametrize(
    ("first", "last", "ok"),
    [
        (date(2026, 1, 1), date(2026, 1, 30), True),
        (date(2026, 1, 30), date(2026, 1, 1), False),
        (None, None, False),
    ],
)
def test_a_posting_has_a_beginning_and_a_later_end(first: date | None, last: date | None, ok: bool) -> None:
    assert posting_item(first, last).ok is ok


@pytest.mark.parametrize(
    ("duty", "period", "error"),
    [
        ("budget_execution_quarter", "2026-Q1", ""),
        ("budget_execution_quarter", "2026-9M", ""),
        ("budget_execution_quarter", "2026-Q3", "không phải là kỳ"),
        ("budget_execution_quarter", "2027-Q1", "chưa kết thúc"),
        ("budget_approved", "2027", ""),
        ("budget_approved", "standing", "theo kỳ"),
        ("head_contacts", "standing", ""),
        ("half_year_report", "2025-6M", "không phải là kỳ"),
        ("land_use_plan", "2031", ""),
        ("budget_approved", "lung tung", "không hợp lệ"),
    ],
)
def test_the_period_is_one_of_the_dutys_and_over_when_it_must_be(duty: str, period: str, error: str) -> None:
    found = period_error(DisclosureDuty.objects.get(key=duty), period, on=TODAY)
    assert error in found if error else found == ""


def test_an_item_that_does_not_block_keeps_nothing_back() -> None:
    page = make_budget(make_organisation())
    hint = ChecklistItem("hint", "Nên có ảnh", ok=False, blocking=False)
    with patch.object(BudgetPage, "checklist_items", return_value=[hint]):
        assert publish(page).live


# ---- every way to publish


def test_code_that_publishes_is_refused_and_nothing_has_happened(commune: Organisation) -> None:
    page = make_budget(commune, summary="")
    with pytest.raises(PublicationRefused) as refused:
        publish(page)
    assert refused.value.messages == [
        "Tóm tắt cho người dân: Viết vài câu dễ hiểu: nội dung gì, ai cần biết, con số chính."
    ]
    assert not live(page)
    assert not Event.objects.about(page.subject).exists()


def test_the_editor_shows_what_is_missing_beside_its_field(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    sign_in(client, Role.HEAD, commune)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, {**budget_form(page, summary=""), "action-publish": "1"})
    assert response.status_code == 200
    assert "Viết vài câu dễ hiểu" in str(response.context["form"].errors["summary"])
    assert "Mục 0" in response.content.decode()
    assert not live(page)


def test_the_editor_checks_the_lines_that_were_typed_and_not_the_old_ones(
    client: Client, commune: Organisation
) -> None:
    page = make_budget(commune)
    sign_in(client, Role.HEAD, commune)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    wrong = {**budget_form(page), "lines-0-estimate": "55", "action-publish": "1"}
    assert "các mục cộng lại 55" in str(client.post(url, wrong).context["form"].errors)
    right = {**wrong, "revenue_estimate": "55"}
    assert client.post(url, right).status_code == 302
    assert BudgetPage.objects.get(pk=page.pk).lines.first().estimate == 55
    assert BudgetPage.objects.get(pk=page.pk).lines.count() == 2


def test_a_draft_may_lack_everything(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    sign_in(client, Role.EDITOR, commune)
    empty = {**budget_form(page, summary=""), "decision_number": "", "revenue_estimate": "7"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), empty)
    assert response.status_code == 302
    draft = BudgetPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert {"decision", "summary", "sums"} <= set(missing(draft))


def test_the_editor_lists_what_the_draft_has_and_lacks(client: Client, commune: Organisation) -> None:
    page = make_budget(commune, summary="")
    sign_in(client, Role.EDITOR, commune)
    body = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Kiểm tra trước khi công khai" in body
    # The summary, and the boards that this body has not entered yet.
    assert body.count("desk-checks__item--open") == 2


def test_submitting_an_incomplete_draft_is_refused(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    sign_in(client, Role.EDITOR, commune)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, {**budget_form(page, summary=""), "action-submit": "1"})
    assert response.status_code == 200
    assert not WorkflowState.objects.exists()
    draft, editor = make_land_plan(commune, summary=""), make_user(Role.EDITOR, commune)
    with pytest.raises(PublicationRefused):
        draft.get_workflow().start(draft, editor)
    assert not WorkflowState.objects.exists()


def test_approving_what_became_incomplete_is_refused_with_a_message(
    client: Client, commune: Organisation
) -> None:
    page = make_budget(commune)
    state = page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    page.summary = ""
    page.save_revision()
    sign_in(client, Role.HEAD, commune)
    task = state.current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    body = client.post(url, {}, follow=True).content.decode()
    assert "Chưa thể công khai" in body
    assert "Tóm tắt cho người dân" in body
    in_dialogue = client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert in_dialogue.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert not live(page)


def test_what_became_incomplete_can_still_be_sent_back(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    state = page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    sign_in(client, Role.HEAD, commune)
    sent_back = {
        **budget_form(page, summary=""), "action-workflow-action": "1", "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Thiếu tóm tắt"}',
    }  # fmt: skip
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent_back)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES


def test_submitting_again_is_refused_whole(commune: Organisation) -> None:
    page = make_budget(commune)
    editor = make_user(Role.EDITOR, commune)
    state = page.get_workflow().start(page, editor)
    state.current_task_state.reject(user=editor)
    page.summary = ""
    page.save_revision()
    state.refresh_from_db()
    with pytest.raises(PublicationRefused):
        state.resume(editor)
    stored = WorkflowState.objects.get(pk=state.pk)
    assert stored.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert stored.current_task_state_id


def test_the_message_shows_a_title_as_text(client: Client, commune: Organisation) -> None:
    page = make_budget(commune, title="<script>alert(1)</script>")
    state = page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    page.summary = ""
    page.save_revision()
    sign_in(client, Role.HEAD, commune)
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]
    )
    assert "<script>alert(1)" not in client.post(url, {}, follow=True).content.decode()


# ---- the schedule


def schedule(page: BudgetPage) -> None:
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish(skip_permission_checks=True)


def run_schedule() -> None:
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")


def test_an_incomplete_page_cannot_be_scheduled(commune: Organisation) -> None:
    with pytest.raises(PublicationRefused):
        schedule(make_budget(commune, summary=""))


def test_a_schedule_that_is_refused_leaves_the_page_unpublished_flags_it_and_keeps_nobody_back(
    commune: Organisation,
) -> None:
    stopped, other = make_budget(commune), make_budget(commune, form="draft")
    schedule(stopped)
    schedule(other)
    revision = stopped.get_latest_revision()
    revision.content["summary"] = ""
    revision.save()
    run_schedule()
    assert (live(stopped), live(other)) == (False, True)
    refused = RefusedSchedule.objects.get()
    assert (refused.page_id, refused.missing) == (stopped.pk, ["Tóm tắt cho người dân"])
    assert not stopped.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert not Event.objects.about(stopped.subject).exists()
    run_schedule()
    assert RefusedSchedule.objects.count() == 1


def test_the_flag_ends_with_the_publication(commune: Organisation) -> None:
    page = make_budget(commune)
    RefusedSchedule.objects.create(page=page, refused_at=timezone.now(), missing=["Tóm tắt"])
    publish(page)
    assert not RefusedSchedule.objects.exists()


def test_imports_in_bulk_are_the_importers_own_business() -> None:
    page = BudgetPage(
        title="Dự toán", organisation=make_organisation(), form="approved", year=2026,
        revenue_estimate=0, expenditure_estimate=0,
    )  # fmt: skip
    assert publish_many([DisclosureDraft(page=page, at=at("2026-01-20 09:00"))]).pages[0].live
