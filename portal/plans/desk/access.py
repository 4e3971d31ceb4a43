"""Who may enter which page of plans and reports."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from portal.accounts.models import User
from portal.accounts.policies import Action, can, can_for_others, organisations_for, own_kinds
from portal.organisations.models import Organisation, OrganisationKind, OrganisationQuerySet
from portal.plans.models import PeriodicReport, Plan


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do with one body's plans and reports."""

    writes: bool
    approves: bool
    oversees: bool


def rights(user: User, body: Organisation) -> Rights:
    return Rights(
        writes=can(user, Action.PLAN_WRITE, body),
        approves=can(user, Action.PLAN_APPROVE, body),
        # Whoever belongs to the body decides about nothing that it sent.
        oversees=can(user, Action.PLAN_OVERSEE, body)
        and not user.memberships.filter(organisation=body).exists(),
    )


def own_bodies(user: User) -> OrganisationQuerySet:
    """The bodies whose plans and reports the user writes; the province itself owes none."""
    return organisations_for(user, Action.PLAN_WRITE).exclude(kind=OrganisationKind.PROVINCE)


def overseen(user: User) -> OrganisationQuerySet:
    return organisations_for(user, Action.PLAN_OVERSEE)


def writes_somewhere(user: User | AnonymousUser) -> bool:
    return bool(own_kinds(user, Action.PLAN_WRITE) - {OrganisationKind.PROVINCE})


def oversees_somewhere(user: User | AnonymousUser) -> bool:
    return can_for_others(user, Action.PLAN_OVERSEE)


def may_enter(user: User | AnonymousUser) -> bool:
    return writes_somewhere(user) or oversees_somewhere(user)


def entering(request: HttpRequest) -> User:
    """The signed-in user with a part in plans. Raises PermissionDenied for everybody else."""
    if not isinstance(request.user, User) or not may_enter(request.user):
        raise PermissionDenied
    return request.user


def overseeing(request: HttpRequest) -> User:
    """The signed-in user who looks after other bodies' plans. Raises PermissionDenied for everybody else."""
    if not isinstance(request.user, User) or not oversees_somewhere(request.user):
        raise PermissionDenied
    return request.user


def plan_for(request: HttpRequest, pk: int) -> tuple[Plan, User, Rights]:
    """The plan with what the user may do. 404 for a plan that the user has no part in."""
    user = entering(request)
    found = Plan.objects.select_related("organisation", "provincial", "current").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, user, _some(rights(user, found.organisation))


def report_for(request: HttpRequest, pk: int) -> tuple[PeriodicReport, User, Rights]:
    """The report with what the user may do. 404 for a report that the user has no part in."""
    user = entering(request)
    found = PeriodicReport.objects.select_related("organisation", "period", "template").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, user, _some(rights(user, found.organisation))


def _some(found: Rights) -> Rights:
    if not (found.writes or found.oversees):
        raise Http404
    return found
