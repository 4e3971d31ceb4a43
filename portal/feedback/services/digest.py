"""The morning letter to those who handle petitions: what is due, overdue and waiting in their bodies.

One a person and working day; whoever has nothing to do gets nothing. The letter names codes and dates, never what
anybody wrote.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from portal.accounts.models import Membership, Role, User
from portal.feedback.models import Petition, PetitionQuerySet
from portal.feedback.workflow import Status
from portal.notifications.models import Message
from portal.notifications.services import enqueue
from portal.organisations.models import Organisation
from portal.statutes.services import working_calendar

# Codes named in one group; the desk has the rest.
LONGEST_GROUP = 20
_BOTH = frozenset({Role.HANDLER, Role.HEAD})


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of work: whom it concerns, which cases it holds on a day, and the desk's tab that shows it."""

    label: str
    tab: str
    cases: Callable[[PetitionQuerySet, date], PetitionQuerySet]
    roles: frozenset[Role] = _BOTH


GROUPS = (
    Group("Quá hạn", "qua-han", lambda cases, on: cases.overdue(on=on)),
    Group("Đến hạn hôm nay", "hom-nay", lambda cases, on: cases.due(on=on)),
    Group("Mới, chờ tiếp nhận", "cho-tiep-nhan", lambda cases, on: cases.waiting_for_acknowledgement()),
    Group(
        "Chờ duyệt trả lời",
        "cho-duyet",
        lambda cases, on: cases.waiting_for_approval(),
        frozenset({Role.HEAD}),
    ),
    Group(
        "Chờ xem xét lại",
        "xem-xet-lai",
        lambda cases, on: cases.filter(status=Status.DISPUTED, excluded=""),
    ),
    Group(
        "Chờ người gửi bổ sung",
        "tat-ca&trang-thai=waiting_information",
        lambda cases, on: cases.filter(status=Status.WAITING_INFORMATION, excluded=""),
    ),
)


def send_digests(*, on: date, at: datetime) -> int:
    """Queue the letters of the day and return how many. Idempotent; nothing on a day off."""
    calendar = working_calendar()
    if not calendar.covers(on) or not calendar.is_working_day(on):
        return 0
    told = set(
        Message.objects.filter(key__startswith=f"digest:{on:%Y-%m-%d}:").values_list("to_user_id", flat=True)
    )
    people = _people(told)
    counts = _counts(on, {member.organisation_id for members in people.values() for member in members})
    details: dict[tuple[int, str], list[dict[str, str]]] = {}
    letters = 0
    for user, members in people.items():
        bodies = [body for body in (_body(member, counts, details, on) for member in _once(members)) if body]
        if bodies:
            _write(user, bodies, on, at)
            letters += 1
    return letters


def _people(told: Iterable[int | None]) -> dict[User, list[Membership]]:
    """Handlers and heads who can be written to and were not yet today, with what they are where."""
    found: dict[User, list[Membership]] = defaultdict(list)
    members = (
        Membership.objects.filter(role__in=_BOTH, user__is_active=True)
        .exclude(user__email="")
        .exclude(user__in=[pk for pk in told if pk])
        .select_related("user", "organisation")
        .order_by("organisation__name", "pk")
    )
    for member in members:
        found[member.user].append(member)
    return found


def _once(members: list[Membership]) -> list[tuple[Organisation, frozenset[str]]]:
    """Each body once, with all the roles that the person has there."""
    roles: dict[Organisation, set[str]] = defaultdict(set)
    for member in members:
        roles[member.organisation].add(member.role)
    return [(body, frozenset(held)) for body, held in roles.items()]


def _counts(on: date, bodies: set[int]) -> dict[tuple[int, str], int]:
    """How many cases each group holds in each body: one query a group."""
    found: dict[tuple[int, str], int] = {}
    for group in GROUPS:
        cases = group.cases(Petition.objects.filter(organisation__in=bodies), on)
        rows = cases.order_by().values_list("organisation").annotate(Count("pk"))
        found.update({(body, group.tab): number for body, number in rows})
    return found


def _body(
    held: tuple[Organisation, frozenset[str]],
    counts: dict[tuple[int, str], int],
    details: dict[tuple[int, str], list[dict[str, str]]],
    on: date,
) -> dict[str, Any] | None:
    """What one body's part of the letter says; None when nothing waits there. `details` keeps what was read."""
    organisation, roles = held
    groups = []
    for group in GROUPS:
        key = (organisation.pk, group.tab)
        if not counts.get(key) or not group.roles & roles:
            continue
        if key not in details:
            details[key] = _cases(group, organisation, on)
        groups.append(
            {
                "label": group.label,
                "count": counts[key],
                "cases": details[key],
                "more": counts[key] - len(details[key]),
                "address": f"{settings.SITE_URL}/quan-tri/phan-anh/?muc={group.tab}",
            }
        )
    return {"organisation": organisation.name, "groups": groups} if groups else None


def _cases(group: Group, organisation: Organisation, on: date) -> list[dict[str, str]]:
    cases = group.cases(Petition.objects.for_organisation(organisation), on)
    return [_line(case) for case in cases.with_list_data().order_by("received_at", "pk")[:LONGEST_GROUP]]


def _line(case: Petition) -> dict[str, str]:
    deadline = case.next_deadline
    due = f"{deadline.due_on:%d/%m/%Y}" if deadline and deadline.due_on else ""
    return {"code": case.code, "kind": case.get_kind_display(), "due": due}


def _write(user: User, bodies: list[dict[str, Any]], on: date, at: datetime) -> None:
    enqueue(
        key=f"digest:{on:%Y-%m-%d}:user-{user.pk}",
        template="petition_digest",
        context={"day": f"{on:%d/%m/%Y}", "bodies": bodies},
        to_user=user,
        at=at,
    )
