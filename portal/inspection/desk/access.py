"""Who may enter the inspectors' pages."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.policies import Action, can


def may_inspect(user: User | AnonymousUser) -> bool:
    return can(user, Action.AUDIT_CONDUCT)


def inspector(request: HttpRequest) -> User:
    """Return the signed-in inspector. Raises PermissionDenied for everybody else."""
    if not isinstance(request.user, User) or not may_inspect(request.user):
        raise PermissionDenied
    return request.user
