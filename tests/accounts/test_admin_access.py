import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Role, User
from tests.factories import make_organisation, make_user


def opens_admin(user: User) -> bool:
    client = Client()
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_admin_and_loses_it_with_the_membership(role: Role) -> None:
    user = make_user(role)
    assert opens_admin(user)
    Membership.objects.filter(user=user).first().delete()
    assert not opens_admin(User.objects.get(pk=user.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_give_roles(role: Role) -> None:
    client = Client()
    client.force_login(make_user(role))
    assert client.get(reverse("vai-tro:add")).status_code in (302, 403)


@pytest.mark.django_db
def test_an_administrator_gives_a_role() -> None:
    client, commune, newcomer = Client(), make_organisation(), make_user()
    client.force_login(make_user(Role.ADMINISTRATOR))
    answer = client.post(
        reverse("vai-tro:add"), {"user": newcomer.pk, "organisation": commune.pk, "role": Role.EDITOR}
    )
    assert answer.status_code == 302
    assert newcomer.memberships.get().role == Role.EDITOR
