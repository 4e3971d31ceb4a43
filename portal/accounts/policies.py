"""Who may do what, as one table.

A role acts for its own organisation only, inspectors and administrators for all, the province's head
also for the bodies below it, and the head of a coordinating body for those beside it, where the table
says so. Being a superuser gives no right over petitions or contact details: whoever runs the machine
does not thereby read the letters.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.accounts.models import Membership, Role, User
from portal.organisations.models import Organisation, OrganisationKind, OrganisationQuerySet


class Action(models.TextChoices):
    DISCLOSURE_DRAFT = "disclosure_draft"
    DISCLOSURE_PUBLISH = "disclosure_publish"
    DISCLOSURE_READ_ALL = "disclosure_read_all"
    DISCLOSURE_ERASE = "disclosure_erase"
    DUTY_ANNOUNCE = "duty_announce"
    DUTY_OVERSEE = "duty_oversee"
    PERSONAL_DATA_SIGN_OFF = "personal_data_sign_off"
    PETITION_HANDLE = "petition_handle"
    PETITION_ENTER = "petition_enter"
    PETITION_ENTER_LATE = "petition_enter_late"
    PETITION_APPROVE = "petition_approve"
    PETITION_EXTEND = "petition_extend"
    PETITION_READ_ALL = "petition_read_all"
    ANSWER_TEMPLATE_EDIT = "answer_template_edit"
    CONTACT_OPEN = "contact_open"
    CONTACT_AUDIT = "contact_audit"
    CASE_KEEP = "case_keep"
    SCORE_APPEAL = "score_appeal"
    SCORE_FREEZE = "score_freeze"
    STRUCTURE_EDIT = "structure_edit"
    AUDIT_CONDUCT = "audit_conduct"
    AUDIT_ANSWER = "audit_answer"
    PLAN_WRITE = "plan_write"
    PLAN_APPROVE = "plan_approve"
    PLAN_OVERSEE = "plan_oversee"
    TIP_HANDLE = "tip_handle"
    MAIL_OVERSEE = "mail_oversee"


_OWN_BODY: dict[str, frozenset[str]] = {
    Role.EDITOR: frozenset({Action.DISCLOSURE_DRAFT, Action.DUTY_ANNOUNCE, Action.PLAN_WRITE}),
    Role.HANDLER: frozenset({Action.PETITION_HANDLE, Action.PETITION_ENTER, Action.CONTACT_OPEN}),
    Role.HEAD: frozenset(
        {
            Action.DISCLOSURE_DRAFT,
            Action.DISCLOSURE_PUBLISH,
            Action.DUTY_ANNOUNCE,
            Action.PERSONAL_DATA_SIGN_OFF,
            Action.PETITION_HANDLE,
            Action.PETITION_ENTER,
            Action.PETITION_ENTER_LATE,
            Action.PETITION_APPROVE,
            Action.PETITION_EXTEND,
            Action.ANSWER_TEMPLATE_EDIT,
            Action.CONTACT_OPEN,
            Action.CASE_KEEP,
            Action.SCORE_APPEAL,
            Action.AUDIT_ANSWER,
            Action.PLAN_WRITE,
            Action.PLAN_APPROVE,
        }
    ),
}
_EVERYWHERE: dict[str, frozenset[str]] = {
    Role.INSPECTOR: frozenset(
        {
            Action.DISCLOSURE_READ_ALL,
            Action.DUTY_ANNOUNCE,
            Action.DUTY_OVERSEE,
            Action.PERSONAL_DATA_SIGN_OFF,
            Action.PETITION_READ_ALL,
            Action.CONTACT_AUDIT,
            Action.CASE_KEEP,
            Action.SCORE_FREEZE,
            Action.AUDIT_CONDUCT,
            Action.PLAN_OVERSEE,
            Action.TIP_HANDLE,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Action.STRUCTURE_EDIT, Action.ANSWER_TEMPLATE_EDIT, Action.MAIL_OVERSEE}),
}


_NOTHING: frozenset[str] = frozenset()
_COLUMNS = ("role", "organisation", "organisation__kind", "organisation__code", "organisation__parent")
# Where a loaded user keeps the roles that were read for it.
HELD = "_held_roles"

# What a role held at a province gives over the bodies below it, and not over the province itself.
_BELOW: dict[str, frozenset[str]] = {
    Role.HEAD: frozenset(
        {
            Action.DISCLOSURE_READ_ALL,
            Action.DISCLOSURE_ERASE,
            Action.DUTY_ANNOUNCE,
            Action.DUTY_OVERSEE,
            Action.PLAN_OVERSEE,
        }
    ),
}
# What a role held at a coordinating body gives over the bodies beside it, and not over that body itself. Which
# bodies coordinate is data of a room above, which says here how to find their codes.
_BESIDE: dict[str, frozenset[str]] = {Role.HEAD: frozenset({Action.PLAN_OVERSEE})}
_coordinators: dict[str, Callable[[], Collection[str]]] = {}


def coordinated_by(action: str, codes: Callable[[], Collection[str]]) -> None:
    """Let a room name the bodies that coordinate an action for all bodies beside them."""
    _coordinators[action] = codes


@dataclass(frozen=True, slots=True)
class _Held:
    """One role that a user holds."""

    role: str
    organisation_id: int
    kind: str
    code: str
    parent_id: int | None

    def coordinates(self, action: str) -> bool:
        """Whether the role is held at a body that coordinates the action; asks the database only when it could be."""
        if self.parent_id is None or action not in _BESIDE.get(self.role, _NOTHING):
            return False
        return action in _coordinators and self.code in _coordinators[action]()


def _held(user: User) -> list[_Held]:
    """The user's roles, read once for each loaded user: an admin page asks for a dozen rights.

    A request loads its user anew, so a changed role counts from the next request on.
    """
    found: list[_Held] | None = user.__dict__.get(HELD)
    if found is None:
        rows = Membership.objects.filter(user=user).order_by("pk")
        found = [_Held(*row) for row in rows.values_list(*_COLUMNS)]
        user.__dict__[HELD] = found
    return found


def can(user: User | AnonymousUser, action: str, organisation: Organisation | None = None) -> bool:
    """Return whether the user may do this, for this organisation (None: for all of them)."""
    return bool(_roles_for(user, action, organisation))


def _roles_for(user: User | AnonymousUser, action: str, organisation: Organisation | None) -> list[str]:
    """The roles in which the user may do this, in the order in which they were given."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return [
        held.role
        for held in _held(user)
        if action in _EVERYWHERE.get(held.role, _NOTHING)
        or (organisation is not None and _allows(held, action, organisation))
    ]


def _allows(held: _Held, action: str, organisation: Organisation) -> bool:
    """Whether one role allows the action for one organisation without allowing it for all."""
    if held.organisation_id == organisation.pk:
        return action in _OWN_BODY.get(held.role, _NOTHING)
    above = held.organisation_id == organisation.parent_id and held.kind == OrganisationKind.PROVINCE
    if above:
        return action in _BELOW.get(held.role, _NOTHING)
    return held.parent_id == organisation.parent_id and held.coordinates(action)


def organisations_for(user: User | AnonymousUser, action: str) -> OrganisationQuerySet:
    """Return the organisations for which the user may do this."""
    everyone = Organisation.objects.all()
    if not isinstance(user, User) or not user.is_active:
        return everyone.none()
    held = _held(user)
    if any(action in _EVERYWHERE.get(each.role, _NOTHING) for each in held):
        return everyone
    own = [each.organisation_id for each in held if action in _OWN_BODY.get(each.role, _NOTHING)]
    provinces = [
        each.organisation_id
        for each in held
        if each.kind == OrganisationKind.PROVINCE and action in _BELOW.get(each.role, _NOTHING)
    ]
    found = models.Q(pk__in=own) | models.Q(parent__in=provinces)
    for each in held:
        if each.coordinates(action):
            found |= models.Q(parent=each.parent_id) & ~models.Q(pk=each.organisation_id)
    return everyone.filter(found)


def own_kinds(user: User | AnonymousUser, action: str) -> set[str]:
    """Return the kinds of the bodies for which the user's own role there allows the action, as a menu needs it."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    return {held.kind for held in _held(user) if action in _OWN_BODY.get(held.role, _NOTHING)}


def can_for_others(user: User | AnonymousUser, action: str) -> bool:
    """Whether a role reaches beyond its own body: everywhere, below a province, or beside a coordinating body."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(
        action in _EVERYWHERE.get(held.role, _NOTHING)
        or (held.kind == OrganisationKind.PROVINCE and action in _BELOW.get(held.role, _NOTHING))
        or held.coordinates(action)
        for held in _held(user)
    )


def somewhere(user: User | AnonymousUser, action: str) -> bool:
    """Return whether the user may do this for any organisation at all, as a menu needs it: without asking which."""
    return bool(own_kinds(user, action)) or can_for_others(user, action)


def role_for(user: User | AnonymousUser, action: str, organisation: Organisation) -> str:
    """Return the role in which the user does this, as the ledger names it; "" when they may not."""
    return next(iter(_roles_for(user, action, organisation)), "")
