"""One act on one stored case: lock, check who and when, apply, store, tell the others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.accounts import policies
from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.core import page_cache
from portal.core.signals import content_changed
from portal.core.text import plain_text
from portal.feedback import workflow
from portal.feedback.about_page import is_own_work
from portal.feedback.audited import is_examined
from portal.feedback.models import Act, Petition
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import Clockwork
from portal.feedback.services.reviews import REVIEW_ACTS, reviewing_bodies
from portal.feedback.services.rules import apply
from portal.feedback.services.store import store_new_acts
from portal.feedback.services.telling import tell
from portal.feedback.workflow import ROLE_HEAD

# How long an inspector who has begun to examine a case may open its contact.
AUDIT_LASTS = timedelta(days=30)


class Conflict(Exception):
    """Somebody else acted on the case since the caller read it. `last_act` is what they did."""

    def __init__(self, last_act: Act | None) -> None:
        super().__init__("Hồ sơ vừa được người khác cập nhật.")
        self.last_act = last_act


# Acts that need a right of their own; for the others the table's roles say which.
_RIGHTS: dict[str, Action] = {
    "open_contact": Action.CONTACT_OPEN,
    "extend": Action.PETITION_EXTEND,
    "declare_complex": Action.PETITION_EXTEND,
    "audit": Action.CONTACT_AUDIT,
    "pass_finding": Action.PERSONAL_DATA_SIGN_OFF,
    "keep": Action.CASE_KEEP,
    "release": Action.CASE_KEEP,
}


def action_of(name: str) -> Action:
    """The right that an act of staff needs."""
    if name in _RIGHTS:
        return _RIGHTS[name]
    staff = workflow.TRANSITIONS[name].roles
    return (
        Action.PETITION_APPROVE if staff & {ROLE_HEAD} and len(_staff(staff)) == 1 else Action.PETITION_HANDLE
    )


def _staff(roles: frozenset[str]) -> frozenset[str]:
    return roles & {workflow.ROLE_HANDLER, workflow.ROLE_HEAD}


def staff_role(user: User, name: str, petition: Petition) -> str:
    """The role in which the user may do this act on this case; "" when they may not.

    Who wrote the list that is objected to does nothing in the case: a colleague or the head reviews it.
    A dispute may also be decided by the head of the body above, and the second one only there.
    """
    action = action_of(name)
    if is_own_work(user, petition.about_page):
        return ""
    if name == "assign":
        # Only the body above decides between those below it; the province decides about itself.
        bodies = [petition.organisation.parent or petition.organisation]
    else:
        bodies = reviewing_bodies(petition) if name in REVIEW_ACTS else [petition.organisation]
    role = next(filter(None, (policies.role_for(user, action, body) for body in bodies)), "")
    if not role and name == "open_contact" and is_audited(petition, by=user):
        role = policies.role_for(user, Action.CONTACT_AUDIT, petition.organisation)
    return role if role in workflow.TRANSITIONS[name].roles else ""


def is_audited(petition: Petition, *, by: User) -> bool:
    """Whether this inspector examines the case in an audit, and began within the last AUDIT_LASTS before now."""
    since = timezone.now() - AUDIT_LASTS
    if not is_examined(by, petition.subject):
        return False
    return petition.acts.filter(name="audit", actor=by, at__gt=since).exists()


def act_as_staff(
    name: str, *, petition: Petition, by: User, at: datetime, version: int | None = None, **args: Any
) -> Petition:
    """Raises PermissionDenied, Conflict or TransitionNotAllowed; in each case nothing has changed."""

    def move(locked: Petition) -> Move:
        role = staff_role(by, name, locked)
        if not role:
            raise PermissionDenied
        return Move(name, at, role, by, _cleaned(args))

    return _perform(petition, move, version)


def act_as(
    role: str, name: str, *, petition: Petition, at: datetime, version: int | None = None, **args: Any
) -> Petition:
    """An act of the sender or of the system, which prove themselves otherwise than by an account."""
    if role not in workflow.TRANSITIONS[name].roles:
        raise PermissionDenied
    return _perform(petition, lambda locked: Move(name, at, role, None, _cleaned(args)), version)


@transaction.atomic
def _perform(petition: Petition, make_move: Callable[[Petition], Move], version: int | None) -> Petition:
    locked = (
        Petition.objects.select_for_update(of=("self",))
        .select_related("organisation__parent", "village", "about_page", "merged_into__organisation")
        .get(pk=petition.pk)
    )
    if version is not None and locked.version != version:
        raise Conflict(locked.acts.select_related("actor").order_by("at", "pk").last())
    move = make_move(locked)
    case = Case.load(locked, Clockwork())
    apply(case, move)
    locked.version += 1
    locked.save()
    store_new_acts(case)
    tell(case)
    announce(locked)
    return locked


def announce(petition: Petition) -> None:
    """Let cached pages and the search index know; both act when the transaction commits."""
    page_cache.bump()
    content_changed.send(sender=Petition, instance=petition)


def _cleaned(args: dict[str, Any]) -> dict[str, Any]:
    return {key: plain_text(value) if type(value) is str else value for key, value in args.items()}
