"""Which cases a member of staff reads at the desk, and what they may do to one of them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from portal.accounts.models import Role, User
from portal.accounts.policies import Action, can, organisations_for
from portal.feedback import workflow
from portal.feedback.models import Act, Petition, PetitionQuerySet
from portal.feedback.services import staff_role
from portal.feedback.services.clockwork import Clockwork
from portal.feedback.services.timing import at_hand_rule
from portal.feedback.workflow import (
    ROLE_HANDLER,
    ROLE_HEAD,
    ROLE_INSPECTOR,
    ROLE_RESIDENT,
    ROLE_SYSTEM,
    Kind,
    Status,
    Transition,
)

STAFF_ROLES = frozenset({ROLE_HANDLER, ROLE_HEAD, ROLE_INSPECTOR})
ROLE_LABELS: dict[str, str] = {
    **{str(value): str(label) for value, label in Role.choices},
    ROLE_RESIDENT: "Người gửi",
    ROLE_SYSTEM: "Hệ thống",
}


def staff(request: HttpRequest) -> User:
    """The account that asks: Wagtail has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def has_desk(user: User) -> bool:
    return can(user, Action.PETITION_READ_ALL) or organisations_for(user, Action.PETITION_HANDLE).exists()


def readable(user: User) -> PetitionQuerySet:
    """The cases that the user may read in full.

    The head of the body above reads a case while it is in dispute, or while it is asked who is competent, because
    they may have to decide it.
    """
    if can(user, Action.PETITION_READ_ALL):
        return Petition.objects.all()
    own = organisations_for(user, Action.PETITION_HANDLE)
    below = Q(
        status=Status.DISPUTED, organisation__parent__in=organisations_for(user, Action.PETITION_APPROVE)
    )
    above = organisations_for(user, Action.PETITION_APPROVE)
    undecided = Q(assignment_asked_at__isnull=False) & (
        Q(organisation__parent__in=above) | Q(organisation__parent=None, organisation__in=above)
    )
    return Petition.objects.filter(Q(organisation__in=own) | below | undecided)


def own_cases(user: User) -> PetitionQuerySet:
    """The cases that the user is there to handle."""
    return Petition.objects.for_organisations(organisations_for(user, Action.PETITION_HANDLE))


def undecided(user: User) -> int:
    """How many cases wait for a decision in which the user has a part; inspectors only look."""
    if can(user, Action.PETITION_READ_ALL):
        return own_cases(user).undecided().count()
    return readable(user).undecided().count()


def acts_for(user: User, petition: Petition, *, besides: frozenset[str] = frozenset()) -> list[Transition]:
    """What this user can do to this case now, in the order of the workflow table; not asked for `besides`."""
    names = workflow.possible(
        status=petition.status, kind=petition.kind, roles=STAFF_ROLES, excluded=petition.excluded
    )
    unasked = _unasked(petition)
    return [
        workflow.TRANSITIONS[name]
        for name in names
        if name not in unasked | besides and staff_role(user, name, petition)
    ]


def _unasked(petition: Petition) -> set[str]:
    """Decisions that nobody has asked for, and a shorter term that the law of the day of receipt does not know."""
    unasked = _spent(petition)
    if petition.kind == Kind.INFORMATION_REQUEST and at_hand_rule(petition, Clockwork()) is None:
        unasked.add("state_at_hand")
    if petition.assignment_asked_at is None:
        unasked.add("assign")
    else:
        unasked.add("ask_assignment")
    if petition.merge_objected_at is None:
        unasked.add("keep_merge")
    return unasked


def _spent(petition: Petition) -> set[str]:
    """Acts on the answer clock that its rule no longer grants, or that need it to run.

    Who is too late to extend still finds the act, and is told why it is refused.
    """
    clock = petition.answer_deadline
    if clock is None or not clock.is_running:
        return {"pause", "extend", "declare_complex", "state_at_hand"}
    if clock.rule is None:
        return {"extend", "declare_complex"}
    spent = {"state_at_hand"} if clock.rule.condition else set()
    return spent | ({"extend", "declare_complex"} if clock.extensions >= clock.rule.max_extensions else set())


def handed_over(user: User, code: str) -> Act | None:
    """The act that took a case away from the user's organisation, if one did."""
    left = Act.objects.filter(
        petition__code=code,
        to_organisation__isnull=False,
        organisation__in=organisations_for(user, Action.PETITION_HANDLE),
    )
    return left.select_related("actor", "to_organisation").order_by("at", "pk").last()
