"""Who may do what, as one table.

A role acts for its own organisation only, inspectors and administrators for all, and the province's head
also for the bodies below it where the table says so. Being a superuser gives
no right over petitions or contact details: whoever runs the machine does not thereby read the letters.
"""

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
    TIP_HANDLE = "tip_handle"
    MAIL_OVERSEE = "mail_oversee"


_OWN_BODY: dict[str, frozenset[str]] = {
    Role.EDITOR: frozenset({Action.DISCLOSURE_DRAFT, Action.DUTY_ANNOUNCE}),
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
            Action.TIP_HANDLE,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Action.STRUCTURE_EDIT, Action.ANSWER_TEMPLATE_EDIT, Action.MAIL_OVERSEE}),
}


# What a role held at a province gives over the bodies below it, and not over the province itself.
_BELOW: dict[str, frozenset[str]] = {
    Role.HEAD: frozenset(
        {
            Action.DISCLOSURE_READ_ALL,
            Action.DISCLOSURE_ERASE,
            Action.DUTY_ANNOUNCE,
            Action.DUTY_OVERSEE,
        }
    ),
}


def _roles(table: dict[str, frozenset[str]], action: str) -> list[str]:
    return [role for role, actions in table.items() if action in actions]


def can(user: User | AnonymousUser, action: str, organisation: Organisation | None = None) -> bool:
    """Return whether the user may do this, for this organisation (None: for all of them)."""
    if not isinstance(user, User) or not user.is_active:
        return False
    held = Membership.objects.filter(user=user)
    if held.filter(role__in=_roles(_EVERYWHERE, action)).exists():
        return True
    return organisation is not None and held.filter(_for_one(action, organisation)).exists()


def _for_one(action: str, organisation: Organisation) -> models.Q:
    """The memberships that allow the action for one organisation without allowing it for all."""
    own = models.Q(role__in=_roles(_OWN_BODY, action), organisation=organisation)
    if organisation.parent_id is None:
        return own
    above = models.Q(organisation=organisation.parent_id, organisation__kind=OrganisationKind.PROVINCE)
    return own | (above & models.Q(role__in=_roles(_BELOW, action)))


def organisations_for(user: User | AnonymousUser, action: str) -> OrganisationQuerySet:
    """Return the organisations for which the user may do this."""
    everyone = Organisation.objects.all()
    if not isinstance(user, User) or not user.is_active:
        return everyone.none()
    held = Membership.objects.filter(user=user)
    if held.filter(role__in=_roles(_EVERYWHERE, action)).exists():
        return everyone
    own = held.filter(role__in=_roles(_OWN_BODY, action)).values("organisation")
    provinces = held.filter(
        role__in=_roles(_BELOW, action), organisation__kind=OrganisationKind.PROVINCE
    ).values("organisation")
    return everyone.filter(models.Q(pk__in=own) | models.Q(parent__in=provinces))


def role_for(user: User | AnonymousUser, action: str, organisation: Organisation) -> str:
    """Return the role in which the user does this, as the ledger names it; "" when they may not."""
    if not isinstance(user, User) or not user.is_active:
        return ""
    allowed = models.Q(role__in=_roles(_EVERYWHERE, action)) | _for_one(action, organisation)
    return Membership.objects.filter(allowed, user=user).values_list("role", flat=True).first() or ""
