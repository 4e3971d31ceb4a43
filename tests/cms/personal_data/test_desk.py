"""The page in the admin that shows findings: who sees it, who sees values, and its buttons."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms.disclosures.models import PassedFinding
from cms.disclosures.services import ensure_structure
from cms.disclosures.services.personal_data_acts import waiting_for
from portal.accounts.models import Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from tests.cms.personal_data.making import (
    CLEAN,
    DOCX,
    NUMBER,
    groups,
    keys,
    letter,
    make_draft,
    newest,
    propose,
    save_as,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Một", kind=OrganisationKind.PROVINCE)


@pytest.fixture
def commune(province: Organisation) -> Organisation:
    commune = make_organisation("Xã Một", parent=province)
    ensure_structure()
    return commune


def enter(client: Client, user: User) -> User:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def address(page: object, act: str = "") -> str:
    return reverse(f"disclosure_personal_data{'_' + act if act else ''}", args=[page.pk])


@pytest.mark.parametrize(
    ("role", "where", "seen", "values"),
    [
        (Role.EDITOR, "own", True, True),
        (Role.HEAD, "own", True, True),
        (Role.HEAD, "above", True, False),
        (Role.INSPECTOR, "other", True, False),
        (Role.EDITOR, "other", False, False),
        (Role.HEAD, "other", False, False),
        (Role.HANDLER, "own", False, False),
        (Role.ADMINISTRATOR, "own", False, False),
    ],
)
def test_who_sees_findings_and_who_sees_values(
    client: Client,
    commune: Organisation,
    province: Organisation,
    role: Role,
    where: str,
    seen: bool,
    values: bool,
) -> None:
    page = make_draft(commune)
    body = {"own": commune, "above": province, "other": make_organisation()}[where]
    enter(client, make_user(role, body))
    answer = client.get(address(page))
    assert (answer.status_code == 200) is seen
    assert NUMBER not in answer.content.decode()
    shown = client.get(address(page), {"hien": "1"})
    assert (NUMBER in shown.content.decode()) is values
    if seen:
        assert "Số căn cước công dân" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_showing_values_is_on_record(client: Client, commune: Organisation) -> None:
    page = make_draft(commune, files=[("a.docx", letter("ĐT 0912345678"), DOCX)])
    user = enter(client, make_user(Role.EDITOR, commune))
    body = client.get(address(page), {"hien": "1"}).content.decode()
    assert "0912345678" in body
    entry = PageLogEntry.objects.get(action="disclosures.personal_data_shown")
    assert (entry.user, entry.page_id, entry.data) == (user, page.pk, {})


def test_an_editor_proposes_and_the_head_confirms_on_the_page(client: Client, commune: Organisation) -> None:
    editor, head = make_user(Role.EDITOR, commune), make_user(Role.HEAD, commune)
    page = make_draft(commune, by=editor)
    enter(client, editor)
    client.post(address(page, "mark"), {"keys": keys(page), "reason": "consent", "note": "Có giấy đồng ý"})
    body = client.get(address(page)).content.decode()
    assert "Chờ xác nhận" in body
    assert "Xác nhận (người thứ hai)" not in body
    client.post(address(page, "sign"), {"keys": keys(page)})
    assert not PassedFinding.objects.get().signed

    enter(client, head)
    assert "Xác nhận (người thứ hai)" in client.get(address(page)).content.decode()
    client.post(address(page, "sign"), {"keys": keys(page)})
    assert PassedFinding.objects.get().signed_by == head
    assert Event.objects.filter(kind="personal_data_signed_off").count() == 1
    assert "Đã xác nhận" in client.get(address(page)).content.decode()


def test_a_head_who_typed_it_reads_why_they_cannot_confirm(client: Client, commune: Organisation) -> None:
    head = enter(client, make_user(Role.HEAD, commune))
    page = make_draft(commune, by=head)
    propose(page, make_user(Role.EDITOR, commune))
    body = client.get(address(page)).content.decode()
    assert "Bạn không thể là người thứ hai" in body
    assert "Xác nhận (người thứ hai)" not in body


def test_a_proposal_without_reason_or_choice_is_refused_with_words(
    client: Client, commune: Organisation
) -> None:
    page = make_draft(commune)
    enter(client, make_user(Role.EDITOR, commune))
    wrong = client.post(address(page, "mark"), {"keys": keys(page), "reason": "vì thích"}, follow=True)
    assert "Hãy chọn lý do" in wrong.content.decode()
    empty = client.post(address(page, "mark"), {"reason": "consent"}, follow=True)
    assert "Chưa chọn phát hiện nào" in empty.content.decode()
    assert not PassedFinding.objects.exists()


def test_many_findings_of_a_kind_are_dealt_with_at_once(client: Client, commune: Organisation) -> None:
    numbers = ", ".join(f"09123{number:05}" for number in range(60))
    page = make_draft(commune, summary=f"<p>Điện thoại {numbers}</p>")
    enter(client, make_user(Role.EDITOR, commune))
    body = client.get(address(page)).content.decode()
    assert "Áp dụng cho cả 60 phát hiện" in body
    client.post(address(page, "mark"), {"keys": [groups(page)[0].kind_key], "reason": "official"})
    assert PassedFinding.objects.count() == 60


def test_the_files_properties_go_at_a_click(client: Client, commune: Organisation) -> None:
    page = make_draft(commune, summary=CLEAN, files=[("a.docx", letter(author="Nguyễn Văn An"), DOCX)])
    enter(client, make_user(Role.EDITOR, commune))
    body = client.get(address(page)).content.decode()
    assert "Xóa thuộc tính tài liệu" in body
    sha256 = newest(page).attachments.get().sha256
    client.post(reverse("disclosure_personal_data_clean", args=[page.pk, sha256]))
    body = client.get(address(page)).content.decode()
    assert "Không còn phát hiện nào giữ bản này lại" in body


def test_the_editor_links_to_it(client: Client, commune: Organisation) -> None:
    page = make_draft(commune)
    enter(client, make_user(Role.EDITOR, commune))
    body = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address(page) in body
    assert "Không lộ dữ liệu cá nhân" in body


@pytest.mark.parametrize("act", ["mark", "unmark", "sign", "scan"])
def test_acts_are_posted_and_refused_to_strangers(client: Client, commune: Organisation, act: str) -> None:
    page = make_draft(commune)
    enter(client, make_user(Role.EDITOR, commune))
    assert client.get(address(page, act)).status_code == 405
    enter(client, make_user(Role.EDITOR))
    assert client.post(address(page, act), {"keys": keys(page)}).status_code in (302, 403)
    assert not PassedFinding.objects.exists()


def test_a_page_that_never_existed_is_no_page(client: Client, commune: Organisation) -> None:
    enter(client, make_user(Role.EDITOR, commune))
    assert client.get(reverse("disclosure_personal_data", args=[10_000_000])).status_code == 404


def test_a_page_asks_a_bounded_number_of_questions(
    client: Client, commune: Organisation, django_assert_max_num_queries: object
) -> None:
    files = [(f"{number}.docx", letter(f"CCCD 03319901234{number}"), DOCX) for number in range(9)]
    page = make_draft(commune, files=files)
    enter(client, make_user(Role.HEAD, commune))
    client.get(address(page))
    with django_assert_max_num_queries(60):
        client.get(address(page))


@pytest.mark.parametrize(
    ("role", "where", "told"),
    [
        (Role.HEAD, "own", True),
        (Role.HEAD, "above", True),
        (Role.INSPECTOR, "other", True),
        (Role.EDITOR, "own", False),
        (Role.HEAD, "other", False),
        (Role.ADMINISTRATOR, "own", False),
    ],
)
def test_whom_the_first_page_tells_what_waits(
    client: Client, commune: Organisation, province: Organisation, role: Role, where: str, told: bool
) -> None:
    editor = make_user(Role.EDITOR, commune)
    page = make_draft(commune, by=editor)
    propose(page, editor)
    body = {"own": commune, "above": province, "other": make_organisation()}[where]
    assert (page.pk in {one.pk for one in waiting_for(make_user(role, body))}) is told
    assert not waiting_for(editor)


def test_proposals_about_what_is_gone_wait_for_nobody(commune: Organisation) -> None:
    editor, head = make_user(Role.EDITOR, commune), make_user(Role.HEAD, commune)
    page = make_draft(commune, by=editor)
    propose(page, editor)
    page = save_as(editor, page, summary="<p>ĐT 0912345678</p>")
    propose(page, editor)
    assert [one.proposals for one in waiting_for(head)] == [1]
