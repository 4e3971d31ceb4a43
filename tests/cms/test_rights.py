"""Who may see, write and publish a disclosure in the admin, role by role, through its real addresses."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.disclosures.models import BudgetPage, DisclosurePage
from cms.disclosures.services import ensure_structure
from portal.accounts.models import Membership, Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.editing import budget_form
from tests.cms.factories import make_budget, make_household_list, publish, section_of
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = "Dự toán còn bí mật"


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


@pytest.fixture
def draft(commune: Organisation) -> BudgetPage:
    return make_budget(commune, title=SECRET)


def sign_in(
    client: Client, role: Role | str, organisation: Organisation | None = None, **fields: object
) -> User:
    user = make_user(role, organisation, **fields)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def addresses(page: DisclosurePage) -> dict[str, str]:
    """Every address of the admin that opens or changes one disclosure."""
    names = [
        "edit",
        "view_draft",
        "preview_on_edit",
        "delete",
        "copy",
        "move",
        "unpublish",
        "history",
        "lock",
        "usage",
    ]
    one = {name: reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names}
    revision = page.latest_revision_id
    return {
        **one,
        "revision": reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision]),
        "revert": reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision]),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        "privacy": reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
        "read": reverse("disclosure_read", args=[page.pk]),
    }


def opened(client: Client, urls: dict[str, str]) -> list[str]:
    """Return the addresses that showed something instead of refusing or sending away."""
    return [name for name, url in urls.items() if client.get(url).status_code not in (302, 403, 404, 405)]


# ---- strangers


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD, Role.HANDLER])
def test_staff_of_another_commune_open_nothing(client: Client, draft: BudgetPage, role: Role) -> None:
    sign_in(client, role)
    assert opened(client, addresses(draft)) == []


def test_a_handler_of_the_same_commune_opens_nothing(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.HANDLER, draft.organisation)
    assert opened(client, addresses(draft)) == []


def test_an_administrator_keeps_the_structure_and_not_the_content(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    assert opened(client, addresses(draft)) == []
    home = Page.objects.get(depth=2)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 200


def test_a_superuser_without_a_role_opens_nothing(client: Client, draft: BudgetPage) -> None:
    sign_in(client, "", is_superuser=True)
    left = [name for name in opened(client, addresses(draft)) if name != "move"]
    assert left == []
    client.post(
        reverse("wagtailadmin_pages:move_confirm", args=[draft.pk, section_of(make_organisation()).pk])
    )
    assert BudgetPage.objects.get(pk=draft.pk).path == draft.path


def test_nobody_is_let_in_without_signing_in(client: Client, draft: BudgetPage) -> None:
    assert opened(client, addresses(draft)) == []


def test_drafts_of_another_commune_are_not_even_listed(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.EDITOR)
    section = draft.get_parent()
    listings = {
        "explorer": reverse("wagtailadmin_explore", args=[section.pk]),
        "root": reverse("wagtailadmin_explore_root"),
        "search": reverse("wagtailadmin_pages:search") + "?q=bí+mật",
        "dashboard": reverse("wagtailadmin_home"),
        "history report": reverse("wagtailadmin_reports:site_history"),
        "workflow report": reverse("wagtailadmin_reports:workflow"),
        "types report": reverse("wagtailadmin_reports:page_types_usage"),
        "locked report": reverse("wagtailadmin_reports:locked_pages"),
        "calendar": reverse("disclosure_calendar"),
        "chooser": reverse("wagtailadmin_choose_page_child", args=[section.pk]),
        "chooser search": reverse("wagtailadmin_choose_page_search") + "?q=bí+mật",
    }
    shown = [
        name for name, url in listings.items() if SECRET in client.get(url, follow=True).content.decode()
    ]
    assert shown == []


def test_another_communes_page_cannot_be_written(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.HEAD)
    before = draft.latest_revision_id
    for name in ("edit", "delete", "unpublish", "copy", "lock"):
        response = client.post(
            reverse(f"wagtailadmin_pages:{name}", args=[draft.pk]), {"action-publish": "1"}
        )
        assert response.status_code in (302, 403), name
    section = draft.get_parent()
    add = reverse("wagtailadmin_pages:add", args=["disclosures", "budgetpage", section.pk])
    assert client.post(add, {"title": "Chen vào"}).status_code in (302, 403)
    page = BudgetPage.objects.get(pk=draft.pk)
    assert (page.latest_revision_id, page.live, page.locked) == (before, False, False)
    assert section.get_children().count() == 1


def test_bulk_actions_cannot_reach_another_communes_page(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.HEAD)
    for action in ("publish", "delete", "unpublish", "move"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{url}?id={draft.pk}&next=/quan-tri/", {"next": "/quan-tri/", "chooser": draft.pk})
    page = BudgetPage.objects.get(pk=draft.pk)
    assert (page.live, page.path) == (False, draft.path)


# ---- the commune's own staff


def test_an_editor_writes_and_cannot_publish(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.EDITOR, draft.organisation)
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    body = client.get(url).content.decode()
    assert "action-submit" in body
    assert "action-publish" not in body
    client.post(url, {**budget_form(draft), "action-publish": "1"})
    page = BudgetPage.objects.get(pk=draft.pk)
    assert page.has_unpublished_changes
    assert not page.live
    assert not Event.objects.filter(kind="disclosed").exists()


def test_a_head_publishes(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.HEAD, draft.organisation)
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert "action-publish" in client.get(url).content.decode()
    client.post(url, {**budget_form(draft), "action-publish": "1"})
    assert BudgetPage.objects.get(pk=draft.pk).live
    assert Event.objects.get(kind="disclosed").actor_role == "head"


def test_an_editor_submits_and_only_the_head_of_the_commune_approves(
    client: Client, draft: BudgetPage
) -> None:
    sign_in(client, Role.EDITOR, draft.organisation)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[draft.pk]), {**budget_form(draft), "action-submit": "1"}
    )
    state = BudgetPage.objects.get(pk=draft.pk).current_workflow_state
    task_state = state.current_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task_state.pk])

    client.post(approve, {})
    for role, organisation in ((Role.HEAD, None), (Role.ADMINISTRATOR, None), (Role.INSPECTOR, None)):
        sign_in(client, role, organisation)
        client.post(approve, {})
    sign_in(client, "", is_superuser=True)
    client.post(approve, {})
    assert not BudgetPage.objects.get(pk=draft.pk).live

    sign_in(client, Role.HEAD, draft.organisation)
    assert SECRET in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(approve, {})
    page = BudgetPage.objects.get(pk=draft.pk)
    assert page.live
    assert page.current_workflow_state is None


def test_a_head_sends_back_with_a_comment(client: Client, draft: BudgetPage) -> None:
    editor = make_user(Role.EDITOR, draft.organisation)
    state = draft.get_workflow().start(draft, editor)
    sign_in(client, Role.HEAD, draft.organisation)
    reject = reverse(
        "wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.current_task_state.pk]
    )
    client.post(reject, {"comment": "Thiếu phần chi"})
    state.refresh_from_db()
    assert state.status == "needs_changes"


def test_while_it_waits_for_approval_the_editor_cannot_change_it(client: Client, draft: BudgetPage) -> None:
    editor = sign_in(client, Role.EDITOR, draft.organisation)
    draft.get_workflow().start(draft, editor)
    before = BudgetPage.objects.get(pk=draft.pk).latest_revision_id
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), budget_form(draft))
    assert BudgetPage.objects.get(pk=draft.pk).latest_revision_id == before


def test_staff_create_pages_in_their_own_section(client: Client, commune: Organisation) -> None:
    sign_in(client, Role.EDITOR, commune)
    section = section_of(commune)
    url = reverse("wagtailadmin_pages:add", args=["disclosures", "budgetpage", section.pk])
    assert client.get(url).status_code == 200
    response = client.post(url, budget_form(None))
    page = BudgetPage.objects.get()
    assert response.status_code == 302
    assert (page.organisation, page.live, page.duty.key) == (commune, False, "budget_approved")


def test_staff_cannot_change_or_take_down_their_section(client: Client, commune: Organisation) -> None:
    sign_in(client, Role.HEAD, commune)
    section = section_of(commune)
    for name in ("edit", "delete", "unpublish", "move"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[section.pk])).status_code in (
            302,
            403,
        ), name


def test_what_was_public_cannot_be_deleted(client: Client, draft: BudgetPage) -> None:
    page = publish(draft)
    sign_in(client, Role.HEAD, page.organisation)
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code in (302, 403)
    assert BudgetPage.objects.filter(pk=page.pk).exists()


def test_a_head_withdraws_only_with_a_reason(client: Client, draft: BudgetPage) -> None:
    page = publish(draft)
    sign_in(client, Role.HEAD, page.organisation)
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    assert "Lý do gỡ" in client.get(url).content.decode()
    client.post(url, {})
    assert BudgetPage.objects.get(pk=page.pk).live
    client.post(url, {"reason": "expired"})
    assert BudgetPage.objects.get(pk=page.pk).live
    client.post(url, {"reason": "mistake"})
    assert not BudgetPage.objects.get(pk=page.pk).live
    assert Event.objects.get(kind="withdrawn").actor_role == "head"


# ---- inspectors


def test_an_inspector_reads_everything_and_writes_nothing(client: Client, draft: BudgetPage) -> None:
    sign_in(client, Role.INSPECTOR)
    assert opened(client, addresses(draft)) == ["read"]
    assert SECRET in client.get(reverse("disclosure_read", args=[draft.pk])).content.decode()
    assert SECRET in client.get(reverse("disclosure_calendar")).content.decode()


def test_a_membership_that_ends_takes_the_rights_with_it(client: Client, draft: BudgetPage) -> None:
    user = sign_in(client, Role.EDITOR, draft.organisation)
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=user).delete()
    assert client.get(url).status_code in (302, 403)
    assert not user.groups.filter(name__startswith="Công khai ").exists()


def test_a_membership_older_than_its_section_gets_its_rights_when_the_section_comes(client: Client) -> None:
    commune = make_organisation()
    sign_in(client, Role.EDITOR, commune)
    section = section_of(commune)
    assert client.get(reverse("wagtailadmin_explore", args=[section.pk])).status_code == 200


# ---- households


@pytest.mark.parametrize(
    ("role", "own", "live", "status"),
    [
        (Role.EDITOR, True, False, 200),
        (Role.EDITOR, True, True, 302),
        (Role.HEAD, True, True, 200),
        (Role.EDITOR, False, False, 302),
        (Role.HANDLER, True, False, 302),
        (Role.INSPECTOR, False, False, 302),
        (Role.ADMINISTRATOR, True, False, 302),
    ],
)
def test_who_may_replace_the_households(
    client: Client, commune: Organisation, role: Role, own: bool, live: bool, status: int
) -> None:
    page = make_household_list(commune)
    if live:
        page = publish(page)
    sign_in(client, role, commune if own else None)
    url = reverse("disclosure_households", args=[page.pk])
    assert client.get(url).status_code == status
