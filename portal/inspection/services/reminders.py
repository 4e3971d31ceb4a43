"""Remind and escalate: by rule once a step, by hand once a working day. Who was reminded when is on record.

One letter a person and day holds all their matters. Whoever handles or heads gets the morning letter of cases anyway
(petition_digest); this one comes when a step is reached, and goes on to those above.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from cms.disclosures.models import Obligation
from portal.accounts.models import Membership, Role, User
from portal.accounts.policies import Action, can, role_for
from portal.core.owed import Owed, owed
from portal.feedback.models import Petition
from portal.feedback.reminded import Reminded
from portal.feedback.workflow import Status
from portal.inspection.escalation import Step, step_reached
from portal.inspection.models import EscalationRule, Matter, Reminder
from portal.inspection.services.audits import AuditRefused, words
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft, record, record_many
from portal.notifications.models import Message
from portal.notifications.services import enqueue
from portal.organisations.models import Organisation
from portal.statutes.services import working_calendar

# What was late long before the rules began is in the queues; no letter begins with years of it.
LONGEST_AGO = timedelta(days=90)
_AHEAD = timedelta(days=31)
LINES_IN_LETTER = 60
_AT_ONCE = 500
# Remindings on the page of a case; the register has all.
SHOWN = 3


def escalate(*, on: date, at: datetime) -> int:
    """Take every matter to the step it has reached; return how many letters that took. Nothing on a day off.

    One transaction for letters, record and ledger: whoever is killed in between has told nobody anything. Whoever has
    the day's letter already hears of what came later with the next day's.
    """
    calendar = working_calendar()
    if not calendar.covers(on) or not calendar.is_working_day(on):
        return 0
    reached = []
    for matter in Matter.values:
        steps = EscalationRule.objects.steps(matter, on=on)
        for item in _open_matters(matter, on) if steps else ():
            if (step := step_reached(item.due_on, steps, on, calendar)) is not None:
                reached.append((item, step))
    return _remind(reached, on, at)


def _open_matters(matter: str, on: date) -> Iterable[Owed]:
    """What is overdue for at most LONGEST_AGO or due within a month: no rule looks farther ahead."""
    if matter == Matter.CASE:
        return _cases(on)
    if matter == Matter.DUTY:
        return _duties(on)
    return owed(matter, on - LONGEST_AGO, on + _AHEAD)


def _cases(on: date) -> Iterator[Owed]:
    # The clock of a suspended case does not run: nobody is late with it, and nobody is told so.
    running = Petition.objects.open().exclude(status=Status.PAUSED)
    found = running.filter(next_due_on__gte=on - LONGEST_AGO, next_due_on__lte=on + _AHEAD)
    for case in found.select_related("organisation__parent").order_by("pk").iterator(chunk_size=_AT_ONCE):
        if case.next_due_on is not None:
            label = f"{case.get_kind_display()} {case.code}"
            yield Owed(Matter.CASE, case.subject, label, case.organisation, case.next_due_on)


def _duties(on: date) -> Iterator[Owed]:
    found = Obligation.objects.open(on=on).filter(due_on__gte=on - LONGEST_AGO, due_on__lte=on + _AHEAD)
    rows = found.select_related("organisation__parent", "duty").order_by("pk")
    for item in rows.iterator(chunk_size=_AT_ONCE):
        yield Owed(Matter.DUTY, item.subject, f"Công khai: {item.duty.title}", item.organisation, item.due_on)


@transaction.atomic
def _remind(reached: list[tuple[Owed, Step]], on: date, at: datetime) -> int:
    """Record and write what has not been told yet; return how many letters that took."""
    told = _told([item.subject for item, _ in reached])
    people = _People({item.organisation for item, _ in reached}, without=_written(on))
    lines: dict[User, list[dict[str, Any]]] = defaultdict(list)
    rows: list[Reminder] = []
    events: list[EventDraft] = []
    for item, step in reached:
        fresh = [
            (user, role)
            for user, role in people.of(item, step)
            if (item.subject, item.due_on, step.days, user.pk) not in told
        ]
        for user, role in fresh:
            lines[user].append(_line(item, on))
            rows.append(_row(item, step, user, role, _key(user, on), at))
        if fresh:
            events.append(_event(item, step, sorted({role for _, role in fresh}), at))
    for user, mine in lines.items():
        _write(user, mine, on, at)
    Reminder.objects.bulk_create(rows, batch_size=_AT_ONCE)
    if events:
        record_many(events)
    return len(lines)


def _told(subjects: Sequence[str]) -> set[tuple[str, date | None, int | None, int]]:
    found: set[tuple[str, date | None, int | None, int]] = set()
    for start in range(0, len(subjects), _AT_ONCE):
        rows = Reminder.objects.filter(subject__in=subjects[start : start + _AT_ONCE], sent_by=None)
        found.update(rows.values_list("subject", "due_on", "days", "to_user_id"))
    return found


def _written(on: date) -> set[int]:
    """Who has the day's letter already."""
    keys = Message.objects.filter(key__startswith=f"escalation:{on:%Y-%m-%d}:", to_user__isnull=False)
    return {pk for pk in keys.values_list("to_user_id", flat=True) if pk is not None}


def _key(user: User, on: date) -> str:
    return f"escalation:{on:%Y-%m-%d}:user-{user.pk}"


def _row(item: Owed, step: Step, user: User, role: str, letter: str, at: datetime) -> Reminder:
    return Reminder(
        subject=item.subject,
        organisation=item.organisation,
        due_on=item.due_on,
        days=step.days,
        role=role,
        to_user=user,
        at=at,
        letter=letter,
    )


def _event(item: Owed, step: Step, roles: list[str], at: datetime) -> EventDraft:
    return EventDraft(
        kind=EventKind.REMINDED,
        organisation=item.organisation,
        subject=item.subject,
        actor_role=ActorRole.SYSTEM,
        at=at,
        payload={"due": item.due_on.isoformat(), "days": step.days, "roles": roles},
    )


def _line(item: Owed, on: date) -> dict[str, Any]:
    late = (on - item.due_on).days
    return {
        "label": item.label,
        "organisation": item.organisation.name,
        "due": f"{item.due_on:%d/%m/%Y}",
        "late": max(0, late),
    }


def _write(user: User, lines: list[dict[str, Any]], on: date, at: datetime) -> None:
    """One letter a person and day, of at most LINES_IN_LETTER lines; all of them are in the register."""
    enqueue(
        key=_key(user, on),
        template="escalation",
        context={
            "day": f"{on:%d/%m/%Y}",
            "lines": lines[:LINES_IN_LETTER],
            "more": max(0, len(lines) - LINES_IN_LETTER),
            "text": "",
            "address": settings.SITE_URL + reverse("wagtailadmin_home"),
        },
        to_user=user,
        at=at,
    )


class _People:
    """Who holds which role in these bodies and above them, read once."""

    def __init__(self, bodies: Iterable[Organisation], *, without: Collection[int] = ()) -> None:
        self.without = without
        self.by_role: dict[tuple[int, str], list[User]] = defaultdict(list)
        self.inspectors: list[User] = []
        wanted = {body.pk for body in bodies} | {body.parent_id for body in bodies if body.parent_id}
        rows = Membership.objects.filter(user__is_active=True).select_related("user").order_by("pk")
        for member in rows.filter(organisation__in=wanted):
            self.by_role[member.organisation_id, member.role].append(member.user)
        for member in rows.filter(role=Role.INSPECTOR):
            if member.user not in self.inspectors:
                self.inspectors.append(member.user)

    def of(self, item: Owed, step: Step) -> Iterator[tuple[User, str]]:
        """Everybody whom the step reaches, each once, with the role in which they are written to."""
        body, found = item.organisation, set()
        handles = Role.HANDLER if item.matter == Matter.CASE else Role.EDITOR
        groups: list[tuple[bool, list[User], str]] = [
            (step.to_handler, self.by_role[body.pk, handles], handles),
            (step.to_head, self.by_role[body.pk, Role.HEAD], Role.HEAD),
            (step.to_province, self.by_role[body.parent_id or 0, Role.HEAD], "province"),
            (step.to_inspector, self.inspectors, Role.INSPECTOR),
        ]
        for is_reached, users, role in groups:
            for user in users if is_reached else ():
                if user.pk not in found and user.pk not in self.without:
                    found.add(user.pk)
                    yield user, role


@transaction.atomic
def remind(*, subject: str, by: User, at: datetime, text: str) -> list[Reminder]:
    """Remind a body of one matter by hand: those who handle it, and the head. Once a working day for a matter.

    Raises PermissionDenied, or AuditRefused where the matter is unknown, settled, or was reminded of today.
    """
    item = _owed(subject)
    if item is None:
        raise AuditRefused("Không có việc đang chờ như vậy.", "subject")
    # Two who remind at once: the second one waits, and is then told that it was done.
    Organisation.objects.select_for_update().get(pk=item.organisation.pk)
    if not can(by, Action.DUTY_OVERSEE, item.organisation):
        raise PermissionDenied
    clean, today = words("text", text, at), localdate(at)
    since = working_calendar().on_or_before(today)
    if Reminder.objects.by_hand().filter(subject=subject, at__date__gte=since).exists():
        raise AuditRefused("Hôm nay đã có người nhắc việc này.", "subject")
    step = Step(0, to_handler=True, to_head=True)
    key = f"reminder:{subject}:{today:%Y-%m-%d}"
    made = []
    for user, role in _People({item.organisation}).of(item, step):
        letter = f"{key}:user-{user.pk}"
        enqueue(
            key=letter,
            template="escalation",
            context={
                "day": f"{today:%d/%m/%Y}",
                "lines": [_line(item, today)],
                "more": 0,
                "text": clean,
                "address": settings.SITE_URL + reverse("wagtailadmin_home"),
            },
            to_user=user,
            at=at,
        )
        row = _row(item, step, user, role, letter, at)
        row.days, row.text, row.sent_by = None, clean, by
        made.append(row)
    if not made:
        raise AuditRefused("Đơn vị chưa có ai phụ trách để nhắc.", "subject")
    Reminder.objects.bulk_create(made)
    record(
        EventKind.REMINDED,
        organisation=item.organisation,
        subject=subject,
        actor_role=role_for(by, Action.DUTY_OVERSEE, item.organisation),
        at=at,
        payload={
            "due": item.due_on.isoformat(),
            "by_hand": True,
            "roles": sorted({row.role for row in made}),
        },
    )
    return made


def _owed(subject: str) -> Owed | None:
    """The open matter that the ledger names so."""
    if subject.startswith("petition:"):
        case = (
            Petition.objects.open()
            .filter(code=subject.removeprefix("petition:"), next_due_on__isnull=False)
            .select_related("organisation__parent")
            .first()
        )
        if case is None or case.next_due_on is None:
            return None
        label = f"{case.get_kind_display()} {case.code}"
        return Owed(Matter.CASE, subject, label, case.organisation, case.next_due_on)
    parts = subject.split(":")
    if parts[0] in (Matter.PLAN, Matter.REPORT):
        return next((one for one in owed(parts[0], date.min, date.max) if one.subject == subject), None)
    if parts[0] != "duty" or len(parts) < 4:
        return None
    rows = Obligation.objects.filter(duty_key=parts[1], organisation__code=parts[2], period=parts[3])
    for item in rows.select_related("organisation__parent", "duty"):
        if item.subject == subject and item.disclosed_on is None and item.exempted_on is None:
            return Owed(Matter.DUTY, subject, f"Công khai: {item.duty.title}", item.organisation, item.due_on)
    return None


def reminded(subject: str) -> list[Reminded]:
    """When those who work on the matter were reminded of it, the latest first; several people at once are one line."""
    rows = Reminder.objects.filter(subject=subject).values_list("at", "text").distinct().order_by("-at")
    return [Reminded(at, text) for at, text in rows[:SHOWN]]
