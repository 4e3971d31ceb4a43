"""Only those who may change the draft import into it, and nobody sees another's upload."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.disclosures.importers import jobs
from cms.disclosures.models import BudgetPage
from cms.disclosures.models.imports import JobStatus
from portal.accounts.models import Membership, Role
from tests.cms.factories import make_budget, make_contacts
from tests.cms.imports.making import BACKEND, REPORT, Owner
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> BudgetPage:
    return make_budget(make_organisation(), form="q1")


def pages_of(page: BudgetPage) -> list[str]:
    return [
        reverse(name, args=[page.pk]) for name in ("disclosure_import_start", "disclosure_import_template")
    ]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_editors_and_heads_of_the_body_import(client: Client, page: BudgetPage, role: str) -> None:
    client.force_login(make_user(role, page.organisation), backend=BACKEND)
    assert [client.get(url).status_code for url in pages_of(page)] == [200, 200]


@pytest.mark.parametrize("role", [Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_other_roles_do_not(client: Client, page: BudgetPage, role: str) -> None:
    client.force_login(make_user(role, page.organisation), backend=BACKEND)
    for url in pages_of(page):
        assert client.get(url).status_code != 200
    assert client.post(pages_of(page)[0], {}).status_code != 200


def test_editors_of_other_bodies_and_superusers_do_not(client: Client, page: BudgetPage) -> None:
    for user in (make_user(Role.EDITOR, make_organisation()), make_user(is_superuser=True, is_staff=True)):
        client.force_login(user, backend=BACKEND)
        assert all(client.get(url).status_code in {302, 403} for url in pages_of(page))


def test_strangers_are_sent_to_the_login(client: Client, page: BudgetPage) -> None:
    assert all(client.get(url).status_code == 302 for url in pages_of(page))


def test_a_colleague_does_not_find_the_upload(
    client: Client, page: BudgetPage, django_capture_on_commit_callbacks
) -> None:
    owner = Owner(client, page, django_capture_on_commit_callbacks)
    owner.upload_rows(REPORT)
    client.force_login(make_user(Role.HEAD, page.organisation), backend=BACKEND)
    job = owner.job
    assert client.get(reverse("disclosure_import", args=[job.key])).status_code == 404
    for act in ("cot", "sua", "nhap", "chay-lai", "huy"):
        assert client.post(reverse("disclosure_import_act", args=[job.key, act])).status_code == 404
    assert owner.job.status == JobStatus.WAITING


def test_who_lost_the_role_in_between_imports_nothing(
    client: Client, page: BudgetPage, django_capture_on_commit_callbacks
) -> None:
    owner = Owner(client, page, django_capture_on_commit_callbacks)
    owner.upload_rows(REPORT)
    owner.map_report()
    Membership.objects.filter(user=owner.user).delete()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.confirm(job=owner.job, at=owner.job.touched_at)
    assert owner.job.status == JobStatus.FAILED
    assert "không còn quyền sửa" in owner.job.errors[0]
    assert owner.draft().lines.count() == 2


def test_a_page_in_front_of_the_head_takes_no_import_from_the_editor(
    client: Client, page: BudgetPage
) -> None:
    page.locked = True
    page.save(clean=False)
    client.force_login(make_user(Role.EDITOR, page.organisation), backend=BACKEND)
    assert client.get(pages_of(page)[0]).status_code in {302, 403}


def test_pages_without_an_importer_have_none(client: Client) -> None:
    contacts = make_contacts(make_organisation())
    client.force_login(make_user(Role.EDITOR, contacts.organisation), backend=BACKEND)
    assert client.get(reverse("disclosure_import_start", args=[contacts.pk])).status_code == 404


def test_acts_need_a_post(client: Client, page: BudgetPage, django_capture_on_commit_callbacks) -> None:
    owner = Owner(client, page, django_capture_on_commit_callbacks)
    owner.upload_rows(REPORT)
    assert client.get(reverse("disclosure_import_act", args=[owner.job.key, "huy"])).status_code == 405
    assert client.post(reverse("disclosure_import_act", args=[owner.job.key, "la"])).status_code == 404
