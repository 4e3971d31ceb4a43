"""One page to read, compare, check and decide: for the head in one step, for everybody else as far as they may."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.disclosures.models import BudgetPage, DisclosurePage, LandUsePlanPage
from cms.disclosures.services import approve_draft, send_back, submit_draft
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.desk_making import make_province, sign_in
from tests.cms.factories import make_budget, make_land_plan, publish
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    return make_province()[1][0]


def url(page: DisclosurePage) -> str:
    return reverse("disclosure_review", args=[page.pk])


def decide(client: Client, page: DisclosurePage, act: str, **fields: object) -> object:
    stored = DisclosurePage.objects.get(pk=page.pk)
    data = {"act": act, "revision": stored.latest_revision_id, "comment": "", **fields}
    return client.post(url(page), data)


def state_of(page: DisclosurePage) -> str | None:
    state = WorkflowState.objects.filter(object_id=str(page.pk)).last()
    return state.status if state else None


def live(page: DisclosurePage) -> bool:
    return DisclosurePage.objects.get(pk=page.pk).live


def test_the_head_approves_and_publishes_in_one_step(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    sign_in(client, Role.HEAD, commune)
    text = client.get(url(page)).content.decode()
    for shown in ("Kiểm tra", "Những gì thay đổi", "Duyệt và công khai", "Trả lại để sửa", "<iframe"):
        assert shown in text
    response = decide(client, page, "approve", comment="Tốt")
    assert response.url == reverse("disclosure_calendar")
    assert live(page)
    assert state_of(page) == WorkflowState.STATUS_APPROVED
    assert Event.objects.get(kind="disclosed").actor_role == "head"


def test_the_head_needs_nobody_to_submit_first(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    sign_in(client, Role.HEAD, commune)
    assert "Trả lại để sửa" not in client.get(url(page)).content.decode()
    decide(client, page, "approve")
    assert live(page)


def test_the_head_sends_back_and_says_why(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    sign_in(client, Role.HEAD, commune)
    text = decide(client, page, "send_back").content.decode()
    assert "Ghi rõ cần sửa gì" in text
    assert state_of(page) == WorkflowState.STATUS_IN_PROGRESS
    decide(client, page, "send_back", comment="Thiếu phần chi")
    assert state_of(page) == WorkflowState.STATUS_NEEDS_CHANGES
    assert not live(page)


def test_an_editor_submits_and_again_after_it_came_back(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    editor = sign_in(client, Role.EDITOR, commune)
    text = client.get(url(page)).content.decode()
    assert "Trình người đứng đầu duyệt" in text
    assert "Duyệt và công khai" not in text
    decide(client, page, "submit")
    assert state_of(page) == WorkflowState.STATUS_IN_PROGRESS
    assert "đang chờ duyệt" in decide(client, page, "submit").content.decode()
    head = make_user(Role.HEAD, commune)
    send_back(page=page, revision=page.latest_revision_id, by=head, comment="Sửa")
    submit_draft(page=page, revision=page.latest_revision_id, by=editor)
    assert state_of(page) == WorkflowState.STATUS_IN_PROGRESS
    assert WorkflowState.objects.count() == 1


def test_an_incomplete_draft_is_neither_approved_nor_submitted_and_keeps_the_comment(
    client: Client, commune: Organisation
) -> None:
    page = make_budget(commune, summary="")
    for role, act in ((Role.EDITOR, "submit"), (Role.HEAD, "approve")):
        sign_in(client, role, commune)
        assert "disabled" in client.get(url(page)).content.decode()
        text = decide(client, page, act, comment="Ý KIẾN ĐÃ GÕ").content.decode()
        assert "Tóm tắt cho người dân" in text
        assert act == "submit" or "Ý KIẾN ĐÃ GÕ" in text
    assert (live(page), state_of(page)) == (False, None)


def test_what_changed_since_it_was_read_is_read_again_first(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    seen = page.latest_revision_id
    page.title = "Đổi tên"
    page.save_revision()
    sign_in(client, Role.HEAD, commune)
    text = decide(client, page, "approve", revision=seen).content.decode()
    assert "Hãy xem lại bản mới" in text
    assert not live(page)


def test_there_is_nothing_to_approve_twice(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    sign_in(client, Role.HEAD, commune)
    assert "Duyệt và công khai" not in client.get(url(page)).content.decode()
    assert "Không có gì mới" in decide(client, page, "approve").content.decode()


def test_an_approval_for_later_waits_for_its_hour(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    page.go_live_at = timezone.now() + timezone.timedelta(days=1)
    page.save_revision()
    sign_in(client, Role.HEAD, commune)
    response = client.post(
        url(page), {"act": "approve", "revision": page.latest_revision_id, "comment": ""}, follow=True
    )
    assert "sẽ công khai lúc" in response.content.decode()
    assert not live(page)


@pytest.mark.parametrize("data", [{}, {"act": "xoa", "revision": "1"}, {"act": "approve", "revision": "x"}])
def test_a_broken_decision_decides_nothing(client: Client, commune: Organisation, data: dict) -> None:
    page = make_budget(commune)
    sign_in(client, Role.HEAD, commune)
    assert client.post(url(page), data).status_code == 200
    assert not live(page)


# ---- who


def test_nobody_but_the_bodys_head_approves(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    others = [
        (Role.EDITOR, commune), (Role.HANDLER, commune), (Role.HEAD, None), (Role.HEAD, commune.parent),
        (Role.INSPECTOR, None), (Role.ADMINISTRATOR, None),
    ]  # fmt: skip
    for role, organisation in others:
        sign_in(client, role, organisation)
        for act in ("approve", "send_back"):
            assert decide(client, page, act, comment="x").status_code in (302, 403), role
    sign_in(client, "", is_superuser=True)
    decide(client, page, "approve")
    assert not live(page)
    assert state_of(page) == WorkflowState.STATUS_IN_PROGRESS


def test_those_who_may_read_compare_without_the_right_to_edit(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    page.title = "Dự toán điều chỉnh"
    page.save_revision()
    for role, organisation in ((Role.INSPECTOR, None), (Role.HEAD, commune.parent)):
        sign_in(client, role, organisation)
        text = client.get(url(page)).content.decode()
        assert "Dự toán điều chỉnh" in text
        assert "<del>" in text
        assert 'name="act"' not in text
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in text
    for role, organisation in ((Role.EDITOR, None), (Role.HANDLER, commune), (Role.ADMINISTRATOR, None)):
        sign_in(client, role, organisation)
        assert client.get(url(page)).status_code in (302, 403)


def test_a_drafts_document_opens_for_its_readers_only(client: Client, commune: Organisation) -> None:
    page = make_land_plan(commune)
    publish(page)
    page = LandUsePlanPage.objects.get(pk=page.pk)
    address = reverse("disclosure_draft_document", args=[page.pk, page.attachments.get().sha256])
    sign_in(client, Role.EDITOR, commune)
    response = client.get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("disclosure_draft_document", args=[page.pk, "0" * 64])).status_code == 404
    sign_in(client, Role.EDITOR)
    assert client.get(address).status_code in (302, 403)


def test_the_preview_may_stand_in_a_frame_of_the_admin_and_nowhere_else(
    client: Client, commune: Organisation
) -> None:
    page = make_budget(commune)
    sign_in(client, Role.HEAD, commune)
    response = client.get(reverse("disclosure_read", args=[page.pk]))
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_public_page_may_stand_in_no_frame(client: Client, commune: Organisation) -> None:
    response = client.get(publish(make_budget(commune)).public_path)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_page_costs_no_more_for_a_long_budget(
    client: Client, commune: Organisation, django_assert_max_num_queries: object
) -> None:
    page = publish(make_budget(commune))
    page.title = "Sửa"
    page.save_revision()
    sign_in(client, Role.HEAD, commune)
    client.get(url(page))
    with django_assert_max_num_queries(70):
        assert client.get(url(page)).status_code == 200
    assert BudgetPage.objects.get(pk=page.pk).live


def test_services_refuse_what_the_page_would(commune: Organisation) -> None:
    from django.core.exceptions import PermissionDenied, ValidationError

    page, editor = make_budget(commune), make_user(Role.EDITOR, commune)
    with pytest.raises(PermissionDenied):
        approve_draft(page=page, revision=page.latest_revision_id, by=editor)
    with pytest.raises(ValidationError):
        send_back(
            page=page, revision=page.latest_revision_id, by=make_user(Role.HEAD, commune), comment="Sửa"
        )
