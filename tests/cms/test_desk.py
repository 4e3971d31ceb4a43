"""The publishing desk: what is owed by urgency, what is begun and waits, and beginning a draft."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.desk.board import Board, Tab
from cms.disclosures.models import BudgetPage, DisclosurePage, Obligation, RefusedSchedule
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.rights import rights_of
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.desk_making import make_province, owe, sign_in
from tests.cms.factories import make_budget, make_land_plan, publish
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
DESK = reverse("disclosure_calendar")
# A Wednesday; the week ends on 29 November.
TODAY = date(2026, 11, 25)


@pytest.fixture
def commune() -> Organisation:
    return make_province()[1][0]


def board(organisation: Organisation, role: Role = Role.HEAD, **query: str) -> Board:
    return Board(rights_of(make_user(role, organisation)), RegisterQuery(**query), TODAY)


def body(client: Client, **query: str) -> str:
    response = client.get(DESK, query)
    assert response.status_code == 200
    return response.content.decode()


# ---- the lists


@pytest.mark.parametrize(
    ("due", "tab"),
    [
        (date(2026, 11, 24), Tab.LATE),
        (date(2026, 11, 25), Tab.WEEK),
        (date(2026, 11, 29), Tab.WEEK),
        (date(2026, 11, 30), Tab.SOON),
        (date(2026, 12, 25), Tab.SOON),
        (date(2026, 12, 26), None),
    ],
)
def test_what_is_owed_stands_by_its_urgency(commune: Organisation, due: date, tab: str | None) -> None:
    obligation = owe(commune, due=due)
    desk = board(commune)
    found = [name for name in (Tab.LATE, Tab.WEEK, Tab.SOON) if obligation in desk.listed(name)]
    assert found == ([tab] if tab else [])
    counts = desk.counts()
    assert {name for name in (Tab.LATE, Tab.WEEK, Tab.SOON) if counts[name]} == set(found)
    assert obligation in desk.listed(Tab.ALL)


def test_what_is_disclosed_or_excused_is_owed_no_more(commune: Organisation) -> None:
    done, excused = (
        owe(commune, due=date(2026, 11, 2)),
        owe(commune, "budget_settlement", due=date(2026, 11, 2)),
    )
    Obligation.objects.filter(pk=done.pk).update(disclosed_on=date(2026, 11, 5))
    Obligation.objects.filter(pk=excused.pk).update(exempted_on=date(2026, 11, 5))
    desk = board(commune)
    assert list(desk.listed(Tab.LATE)) == []
    assert list(desk.listed(Tab.PUBLISHED)) == [done]
    assert (desk.counts()[Tab.LATE], desk.counts()[Tab.PUBLISHED]) == (0, 1)


def test_a_draft_stands_under_drafts_until_it_waits_for_the_head(commune: Organisation) -> None:
    page = make_budget(commune)
    desk = board(commune)
    assert [one.pk for one in desk.listed(Tab.DRAFTS)] == [page.pk]
    page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    desk = board(commune)
    assert [one.pk for one in desk.listed(Tab.AWAITING)] == [page.pk]
    assert not desk.listed(Tab.DRAFTS)
    publish(page)
    assert not board(commune).listed(Tab.AWAITING)


def test_a_row_knows_its_page_and_what_may_be_done(commune: Organisation) -> None:
    obligation = owe(commune, due=date(2026, 11, 20))
    other = owe(commune, "budget_settlement", "2025", due=date(2026, 11, 20))
    page = make_budget(commune)
    desk = board(commune, Role.EDITOR)
    rows = {row.obligation.pk: row for row in desk.rows(list(desk.listed(Tab.LATE))) if row.obligation}
    assert rows[obligation.pk].page == DisclosurePage.objects.get(pk=page.pk)
    assert (rows[obligation.pk].may_begin, rows[obligation.pk].is_draft) == (False, True)
    assert (rows[other.pk].page, rows[other.pk].may_begin) == (None, True)
    (row,) = desk.rows(list(desk.listed(Tab.DRAFTS)))
    assert (row.obligation, row.may_publish) == (obligation, False)


def test_a_draft_that_came_back_shows_what_the_head_wrote(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    state = page.get_workflow().start(page, make_user(Role.EDITOR, commune))
    state.current_task_state.task.specific.on_action(
        state.current_task_state.specific, make_user(Role.HEAD, commune), "reject", comment="Thiếu phần chi"
    )
    sign_in(client, Role.EDITOR, commune)
    text = body(client, xem=Tab.DRAFTS)
    assert "Bị trả lại" in text
    assert "Thiếu phần chi" in text


def test_a_stopped_schedule_is_flagged_on_the_desk(client: Client, commune: Organisation) -> None:
    page = make_budget(commune)
    RefusedSchedule.objects.create(page=page, refused_at=timezone.now(), missing=["Tóm tắt cho người dân"])
    sign_in(client, Role.EDITOR, commune)
    text = body(client, xem=Tab.DRAFTS)
    assert "1 bản nháp đã hẹn giờ nhưng không được công khai" in text
    assert "Hẹn giờ bị dừng" in text
    assert "tóm tắt cho người dân" in text


def test_the_desk_opens_on_what_is_most_urgent(client: Client, commune: Organisation) -> None:
    head = make_user(Role.HEAD, commune)
    rights, query = rights_of(head), RegisterQuery()
    assert Board(rights, query, TODAY).opens_on(Board(rights, query, TODAY).counts()) == Tab.ALL
    owe(commune, due=date(2026, 11, 27))
    assert Board(rights, query, TODAY).opens_on(Board(rights, query, TODAY).counts()) == Tab.WEEK
    owe(commune, "budget_settlement", due=date(2026, 11, 2))
    assert Board(rights, query, TODAY).opens_on(Board(rights, query, TODAY).counts()) == Tab.LATE
    page = make_land_plan(commune)
    page.get_workflow().start(page, head)
    assert Board(rights, query, TODAY).opens_on(Board(rights, query, TODAY).counts()) == Tab.AWAITING


def test_filters_narrow_every_list(client: Client, commune: Organisation) -> None:
    owe(commune, due=date(2020, 1, 2))
    owe(commune, "budget_settlement", "2025", due=date(2020, 1, 2))
    make_budget(commune, title="Bản nháp dự toán")
    sign_in(client, Role.EDITOR, commune)
    titles = ("Dự toán ngân sách xã đã được quyết định", "Quyết toán ngân sách xã")
    rows = body(client, xem=Tab.LATE, muc="budget_settlement").partition("<tbody>")[2]
    assert titles[1] in rows
    assert titles[0] not in rows
    assert "Bản nháp dự toán" not in body(client, xem=Tab.DRAFTS, muc="budget_settlement")
    assert "Không có nội dung nào" in body(client, xem=Tab.DRAFTS, ky="2019")
    assert body(client, xem="lung-tung", trang="x")


# ---- beginning


def test_an_editor_begins_what_is_owed_with_one_button(client: Client, commune: Organisation) -> None:
    obligation = owe(commune, due=date(2020, 1, 2))
    editor = sign_in(client, Role.EDITOR, commune)
    url = reverse("disclosure_start", args=[obligation.pk])
    assert f'action="{url}"' in body(client)
    response = client.post(url)
    page = BudgetPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.owner, page.live) == (editor, False)
    assert client.post(url).url == response.url
    text = body(client, xem=Tab.LATE)
    assert f'action="{url}"' not in text
    assert reverse("disclosure_review", args=[page.pk]) in text


def test_beginning_is_a_post_and_for_the_bodys_own_staff(client: Client, commune: Organisation) -> None:
    url = reverse("disclosure_start", args=[owe(commune, due=TODAY).pk])
    sign_in(client, Role.EDITOR, commune)
    assert client.get(url).status_code == 405
    for role, body_of in ((Role.EDITOR, None), (Role.INSPECTOR, None), (Role.HANDLER, commune)):
        sign_in(client, role, body_of)
        assert client.post(url).status_code in (302, 403)
    sign_in(client, "", is_superuser=True)
    client.post(url)
    assert not BudgetPage.objects.exists()


# ---- who sees what


def test_each_role_sees_its_own_desk(client: Client, commune: Organisation) -> None:
    province = commune.parent
    owe(commune, due=date(2020, 1, 2))
    make_budget(commune, title="NHÁP CỦA XÃ")
    sees = {
        (Role.EDITOR, commune): True, (Role.HEAD, commune): True, (Role.INSPECTOR, None): True,
        (Role.HEAD, province): True, (Role.EDITOR, None): False, (Role.EDITOR, province): False,
    }  # fmt: skip
    for (role, organisation), expected in sees.items():
        sign_in(client, role, organisation)
        assert ("NHÁP CỦA XÃ" in body(client, xem=Tab.DRAFTS)) is expected, role
    for role, fields in ((Role.HANDLER, {}), (Role.ADMINISTRATOR, {}), ("", {"is_superuser": True})):
        sign_in(client, role, commune if role == Role.HANDLER else None, **fields)
        assert client.get(DESK).status_code in (302, 403), role


def test_an_inspector_reads_and_begins_nothing(client: Client, commune: Organisation) -> None:
    owe(commune, due=date(2020, 1, 2))
    sign_in(client, Role.INSPECTOR)
    text = body(client, xem=Tab.LATE)
    assert "Xã Số 1" in text
    assert "/cong-khai/soan/" not in text


def test_the_first_page_of_the_admin_shows_what_comes_next(client: Client, commune: Organisation) -> None:
    obligation = owe(commune, due=timezone.localdate() + timedelta(days=3))
    sign_in(client, Role.EDITOR, commune)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("disclosure_start", args=[obligation.pk]) in text


# ---- cost


def queries(client: Client, tab: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(DESK, {"xem": tab}).status_code == 200
    return len(found)


@pytest.mark.parametrize("tab", list(Tab))
def test_the_desk_costs_the_same_for_one_commune_and_for_many(client: Client, tab: str) -> None:
    province, communes = make_province(6)
    sign_in(client, Role.INSPECTOR)

    def fill(bodies: list[Organisation]) -> None:
        for body_ in bodies:
            owe(body_, due=timezone.localdate() - timedelta(days=3))
            owe(body_, "budget_settlement", "2025", due=timezone.localdate())
            done = owe(body_, "land_use_plan", due=timezone.localdate())
            Obligation.objects.filter(pk=done.pk).update(disclosed_on=timezone.localdate())
            page = make_budget(body_)
            page.get_workflow().start(page, make_user(Role.EDITOR, body_))
            make_budget(body_, form="draft")

    fill(communes[:1])
    queries(client, tab)
    few = queries(client, tab)
    fill([*communes[1:], make_organisation(parent=province)][:5])
    assert queries(client, tab) == few <= 45


def test_the_quarters_list_is_begun_where_it_is_made(client: Client, commune: Organisation) -> None:
    obligation = owe(commune, "quarterly_disclosure_list", "2026-Q1", due=date(2026, 4, 8))
    sign_in(client, Role.EDITOR, commune)
    response = client.post(reverse("disclosure_start", args=[obligation.pk]))
    assert response.url == f"{reverse('disclosure_quarter')}?don-vi={commune.slug}&ky=2026-Q1"
