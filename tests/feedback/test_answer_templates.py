"""Who keeps prepared answers, and that a template names only what we can fill in."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Role, User
from portal.feedback import answer_text
from portal.feedback.models import AnswerTemplate
from portal.organisations.models import Organisation
from tests.factories import make_organisation, make_user

LIST = "/quan-tri/mau-tra-loi/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def values(organisation: Organisation | None, text: str = "Về {{mã}}: «nội dung».") -> dict[str, object]:
    body = organisation.pk if organisation else ""
    return {
        "title": "Chung",
        "organisation": body,
        "kind": "",
        "category": "",
        "text": text,
        "is_active": "on",
    }


@pytest.mark.django_db
def test_a_head_keeps_the_templates_of_their_own_body_only() -> None:
    body, other = make_organisation(), make_organisation()
    client = client_of(make_user(Role.HEAD, body))
    assert client.post(f"{LIST}new/", values(body)).status_code == 302
    assert client.post(f"{LIST}new/", values(other)).status_code == 200
    assert client.post(f"{LIST}new/", values(None)).status_code == 200
    assert [item.organisation for item in AnswerTemplate.objects.all()] == [body]
    foreign = AnswerTemplate.objects.create(title="Mẫu nơi khác", text="x", organisation=other)
    everybodys = AnswerTemplate.objects.create(title="Mẫu chung", text="x")
    page = client.get(LIST).content.decode()
    assert "Mẫu nơi khác" not in page
    assert "Mẫu chung" not in page
    for template in (foreign, everybodys):
        assert client.post(f"{LIST}edit/{template.pk}/", values(body)).status_code == 302
        assert client.post(f"{LIST}delete/{template.pk}/").status_code == 302
        template.refresh_from_db()
        assert template.text == "x"


@pytest.mark.django_db
def test_an_administrator_keeps_those_of_everybody() -> None:
    client = client_of(make_user(Role.ADMINISTRATOR))
    assert client.post(f"{LIST}new/", values(None)).status_code == 302
    assert AnswerTemplate.objects.get().organisation is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.HANDLER, Role.EDITOR, Role.INSPECTOR])
def test_others_keep_none(role: Role) -> None:
    body = make_organisation()
    client = client_of(make_user(role, body))
    assert client.get(LIST).status_code == 302
    client.post(f"{LIST}new/", values(body))
    assert not AnswerTemplate.objects.exists()


@pytest.mark.django_db
def test_a_field_that_we_have_not_is_refused() -> None:
    body = make_organisation()
    page = client_of(make_user(Role.HEAD, body)).post(f"{LIST}new/", values(body, "Kính gửi {{họ tên}}"))
    assert "Không có trường {{họ tên}}" in page.content.decode()
    assert not AnswerTemplate.objects.exists()


@given(st.text(), st.text(max_size=60))
def test_a_value_never_makes_a_field_or_a_blank(template: str, value: str) -> None:
    """What stands in a resident's title cannot ask the drafter, or us, for anything."""
    filled = answer_text.fill("{{mã}}", {"mã": value})
    if value:
        assert answer_text.blanks(filled) == []
    else:
        assert filled == "«mã»"
    assert len(answer_text.blanks(answer_text.fill(template, {}))) <= len(template)


@given(st.text())
def test_unfilled_says_nothing_exactly_when_nothing_is_left(text: str) -> None:
    assert bool(answer_text.unfilled(text)) == bool(answer_text.blanks(text))
