"""Every cell of the table of rights, for the role that has it and for each that lacks it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Role, User
from portal.accounts.policies import (
    Action,
    can,
    can_for_others,
    organisations_for,
    own_kinds,
    role_for,
    somewhere,
)
from portal.organisations.models import OrganisationKind
from tests.factories import make_organisation, make_user

OWN = {
    Action.DISCLOSURE_DRAFT: {Role.EDITOR, Role.HEAD},
    Action.DISCLOSURE_PUBLISH: {Role.HEAD},
    Action.DUTY_ANNOUNCE: {Role.EDITOR, Role.HEAD},
    Action.PERSONAL_DATA_SIGN_OFF: {Role.HEAD},
    Action.PETITION_HANDLE: {Role.HANDLER, Role.HEAD},
    Action.PETITION_ENTER: {Role.HANDLER, Role.HEAD},
    Action.PETITION_ENTER_LATE: {Role.HEAD},
    Action.PETITION_APPROVE: {Role.HEAD},
    Action.PETITION_EXTEND: {Role.HEAD},
    Action.ANSWER_TEMPLATE_EDIT: {Role.HEAD},
    Action.CONTACT_OPEN: {Role.HANDLER, Role.HEAD},
    Action.CASE_KEEP: {Role.HEAD},
    Action.SCORE_APPEAL: {Role.HEAD},
    Action.AUDIT_ANSWER: {Role.HEAD},
    Action.PLAN_WRITE: {Role.EDITOR, Role.HEAD},
    Action.PLAN_APPROVE: {Role.HEAD},
}
EVERYWHERE = {
    Action.DISCLOSURE_READ_ALL: {Role.INSPECTOR},
    Action.DUTY_ANNOUNCE: {Role.INSPECTOR},
    Action.DUTY_OVERSEE: {Role.INSPECTOR},
    Action.PERSONAL_DATA_SIGN_OFF: {Role.INSPECTOR},
    Action.PETITION_READ_ALL: {Role.INSPECTOR},
    Action.CONTACT_AUDIT: {Role.INSPECTOR},
    Action.CASE_KEEP: {Role.INSPECTOR},
    Action.SCORE_FREEZE: {Role.INSPECTOR},
    Action.AUDIT_CONDUCT: {Role.INSPECTOR},
    Action.PLAN_OVERSEE: {Role.INSPECTOR},
    Action.TIP_HANDLE: {Role.INSPECTOR},
    Action.ANSWER_TEMPLATE_EDIT: {Role.ADMINISTRATOR},
    Action.STRUCTURE_EDIT: {Role.ADMINISTRATOR},
    Action.MAIL_OVERSEE: {Role.ADMINISTRATOR},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_matrix(role: Role, action: Action) -> None:
    own, other = make_organisation(), make_organisation()
    user = make_user(role, own)
    everywhere = role in EVERYWHERE.get(action, set())
    assert can(user, action, own) is (everywhere or role in OWN.get(action, set()))
    assert can(user, action, other) is everywhere
    assert can(user, action) is everywhere
    assert (other in organisations_for(user, action)) is everywhere
    assert role_for(user, action, other) == (role if everywhere else "")


@pytest.mark.django_db
@pytest.mark.parametrize("action", list(Action))
def test_nobody_without_a_membership_may_anything(action: Action) -> None:
    organisation = make_organisation()
    superuser = make_user(is_superuser=True)
    dismissed = make_user(Role.HEAD, organisation, is_active=False)
    for user in (AnonymousUser(), superuser, dismissed):
        assert not can(user, action, organisation)
        assert not organisations_for(user, action).exists()
        assert role_for(user, action, organisation) == ""


BELOW = {
    Action.DISCLOSURE_READ_ALL: {Role.HEAD},
    Action.DISCLOSURE_ERASE: {Role.HEAD},
    Action.DUTY_ANNOUNCE: {Role.HEAD},
    Action.DUTY_OVERSEE: {Role.HEAD},
    Action.PLAN_OVERSEE: {Role.HEAD},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.INSPECTOR, Role.ADMINISTRATOR)])
@pytest.mark.parametrize("action", list(Action))
def test_a_role_at_the_province_reaches_the_bodies_below_it_only_where_the_table_says(
    role: Role, action: Action
) -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    below = make_organisation(parent=province)
    user = make_user(role, province)
    allowed = role in BELOW.get(action, set())
    assert can(user, action, below) is allowed
    assert (below in organisations_for(user, action)) is allowed
    assert role_for(user, action, below) == (role if allowed else "")
    assert not can(user, action, make_organisation())


@pytest.mark.django_db
def test_a_department_oversees_nobody_and_a_province_not_itself() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    department = make_organisation(kind=OrganisationKind.DEPARTMENT, parent=province)
    assert not can(
        make_user(Role.HEAD, department), Action.DUTY_OVERSEE, make_organisation(parent=department)
    )
    assert not can(make_user(Role.HEAD, province), Action.DUTY_OVERSEE, province)


@pytest.mark.django_db
def test_many_rights_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    organisation = make_organisation()
    user = User.objects.get(pk=make_user(Role.HEAD, organisation).pk)
    with django_assert_num_queries(1):
        assert can(user, Action.PETITION_APPROVE, organisation)
        assert not can(user, Action.SCORE_FREEZE)
        assert role_for(user, Action.PETITION_EXTEND, organisation) == Role.HEAD


@pytest.mark.django_db
def test_a_role_that_is_taken_counts_no_more_for_whoever_is_loaded_anew() -> None:
    organisation = make_organisation()
    user = make_user(Role.HEAD, organisation)
    assert can(user, Action.PETITION_APPROVE, organisation)
    user.memberships.all().delete()
    assert not can(User.objects.get(pk=user.pk), Action.PETITION_APPROVE, organisation)


@pytest.mark.django_db
def test_the_head_of_the_coordinating_body_oversees_the_bodies_beside_it() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    desk = make_organisation(kind=OrganisationKind.DEPARTMENT, parent=province, code="HY-SNV")
    other = make_organisation(kind=OrganisationKind.DEPARTMENT, parent=province, code="HY-X")
    commune, elsewhere = make_organisation(parent=province), make_organisation()
    head = make_user(Role.HEAD, desk)
    assert can(head, Action.PLAN_OVERSEE, commune)
    assert can(head, Action.PLAN_OVERSEE, other)
    assert set(organisations_for(head, Action.PLAN_OVERSEE)) == {commune, other}
    assert role_for(head, Action.PLAN_OVERSEE, commune) == Role.HEAD
    # Not over itself, nor over another province's bodies, nor anything else of its neighbours.
    assert not any(can(head, Action.PLAN_OVERSEE, body) for body in (desk, province, elsewhere))
    assert not can(head, Action.PLAN_WRITE, commune)
    assert not can(head, Action.DUTY_OVERSEE, commune)
    assert can_for_others(head, Action.PLAN_OVERSEE)
    assert own_kinds(head, Action.PLAN_WRITE) == {OrganisationKind.DEPARTMENT}
    # The editor there and the head of any other department have no such right.
    for user in (make_user(Role.EDITOR, desk), make_user(Role.HEAD, other)):
        assert not can(user, Action.PLAN_OVERSEE, commune)
        assert not organisations_for(user, Action.PLAN_OVERSEE)
        assert not can_for_others(user, Action.PLAN_OVERSEE)


@pytest.mark.django_db
def test_what_a_menu_asks_without_naming_a_body() -> None:
    assert can_for_others(make_user(Role.INSPECTOR), Action.PLAN_OVERSEE)
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    assert can_for_others(make_user(Role.HEAD, province), Action.PLAN_OVERSEE)
    for user in (AnonymousUser(), make_user(Role.EDITOR), make_user(Role.HEAD, is_active=False)):
        assert not can_for_others(user, Action.PLAN_OVERSEE)
    assert own_kinds(make_user(Role.HANDLER), Action.PLAN_WRITE) == set()
    assert own_kinds(make_user(Role.EDITOR, is_active=False), Action.PLAN_WRITE) == set()
    assert own_kinds(AnonymousUser(), Action.PLAN_WRITE) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", [OrganisationKind.PROVINCE, OrganisationKind.COMMUNE])
def test_somewhere_says_whether_there_is_any_body(role: Role, kind: str) -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    make_organisation(parent=province)
    user = make_user(
        role, province if kind == OrganisationKind.PROVINCE else make_organisation(parent=province)
    )
    for action in Action:
        assert somewhere(user, action) is organisations_for(user, action).exists(), action
