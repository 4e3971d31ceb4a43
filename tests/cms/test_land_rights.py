"""Land prices, projects and contributions belong to their body's staff, as every disclosure does."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cms.disclosures.models import DisclosurePage
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.factories import make_land_plan, section_of
from tests.cms.land_factories import make_contribution, make_price_table, make_project
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
MAKE = [make_project, make_contribution, make_land_plan, make_price_table]
Make = Callable[[Organisation], DisclosurePage]


@pytest.mark.parametrize("make", MAKE)
def test_the_bodys_editor_drafts_and_its_head_publishes(make: Make) -> None:
    body = make_organisation(kind="province")
    page = make(body)
    editor, head = (make_user(role, body) for role in (Role.EDITOR, Role.HEAD))
    assert page.permissions_for_user(editor).can_edit()
    assert not page.permissions_for_user(editor).can_publish()
    assert page.permissions_for_user(head).can_publish()


@pytest.mark.parametrize("make", MAKE)
@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD, Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_others_neither_edit_nor_add(client: Client, make: Make, role: Role) -> None:
    body = make_organisation(kind="province")
    page = make(body)
    client.force_login(make_user(role))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code in (302, 403)
    add = reverse("wagtailadmin_pages:add", args=["disclosures", page._meta.model_name, section_of(body).pk])
    assert client.get(add).status_code in (302, 403)


def test_a_commune_cannot_add_a_price_table(client: Client) -> None:
    commune = make_organisation()
    client.force_login(make_user(Role.HEAD, commune))
    section = section_of(commune).pk
    for name, status in (("landpricetablepage", (302, 403)), ("investmentprojectpage", (200,))):
        address = reverse("wagtailadmin_pages:add", args=["disclosures", name, section])
        assert client.get(address).status_code in status
