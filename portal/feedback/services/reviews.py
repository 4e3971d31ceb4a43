"""Who may review a disputed answer."""

from django.db.models import Q, QuerySet

from portal.accounts.models import Role, User
from portal.feedback.models import Correction, Dispute, Petition
from portal.organisations.models import Organisation

REVIEW_ACTS = frozenset({"assign_review", "decide_dispute"})


def reviewing_bodies(petition: Petition) -> list[Organisation]:
    """The bodies whose heads may review the open dispute, the nearest first.

    A second dispute goes to the body above alone. The first may go there too, because the only head of a small
    commune has usually approved the answer in dispute.
    """
    own, above = petition.organisation, petition.organisation.parent
    if above is None:
        return [own]
    last = Dispute.objects.filter(answer__petition=petition).order_by("pk").last()
    return [above] if last is not None and last.level > 1 else [own, above]


def eligible_reviewers(petition: Petition) -> QuerySet[User]:
    """The heads who may review the open dispute, those of the body itself before those above."""
    bodies = reviewing_bodies(petition)
    heads = User.objects.filter(
        is_active=True, memberships__role=Role.HEAD, memberships__organisation__in=bodies
    ).exclude(pk__in=_bound(petition))
    nearest = Q(memberships__organisation=bodies[0])
    return heads.annotate(is_near=nearest).order_by("-is_near", "pk").distinct()


def _bound(petition: Petition) -> set[int]:
    """The people who wrote, approved or corrected the disputed answer, or reviewed the case before."""
    last = Dispute.objects.filter(answer__petition=petition).order_by("pk").last()
    if last is None:
        return set()
    corrections = Correction.objects.filter(answer=last.answer_id)
    found = {last.answer.drafted_by_id, last.answer.approved_by_id}
    for pair in corrections.values_list("drafted_by", "approved_by"):
        found.update(pair)
    found.update(Dispute.objects.filter(answer__petition=petition).values_list("decided_by", flat=True))
    return {pk for pk in found if pk is not None}
