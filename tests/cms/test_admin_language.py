"""The admin speaks Vietnamese where staff work every day."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Role
from tests.cms.factories import make_land_plan
from tests.factories import make_organisation, make_user


@pytest.mark.django_db
def test_editing_a_page_shows_no_english_button(client: Client) -> None:
    commune = make_organisation()
    page = make_land_plan(commune)
    client.force_login(make_user(Role.HEAD, commune), backend="django.contrib.auth.backends.ModelBackend")
    body = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    scripts = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "Lưu nháp" in body
    for english in ("Save draft", "Publish page", ">Content<", "Unpublish"):
        assert english not in body, english
    assert "Search all pages" not in home
    assert "Thu g\\u1ecdn" in scripts
