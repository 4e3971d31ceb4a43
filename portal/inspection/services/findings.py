"""Findings: written, sent, replied to; remedies followed until an inspector confirms them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from portal.accounts.models import Membership, Role, User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.inspection import workflow
from portal.inspection.models import Audit, Finding
from portal.inspection.services.audits import AuditRefused, examines, locked_audit, move, record_audit, words
from portal.inspection.workflow import RemedyState, Severity
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import record
from portal.notifications.services import enqueue
from portal.organisations.models import Organisation
from portal.statutes.choices import DayUnit
from portal.statutes.deadlines import due
from portal.statutes.services import working_calendar

LONGEST_TERM = 250


@transaction.atomic
def add_finding(
    *,
    audit: Audit,
    by: User,
    at: datetime,
    organisation: Organisation,
    severity: str,
    text: str,
    evidence: str = "",
    remedy: str = "",
    days: int | None = None,
) -> Finding:
    """Write a finding; with a remedy it needs its term in working days, counted from when the findings are sent.

    Raises PermissionDenied, AuditRefused naming the field.
    """
    found = locked_audit(audit)
    examines(found, by)
    if found.state != workflow.AuditState.RUNNING:
        raise AuditRefused("Phát hiện đã gửi cho đơn vị; không thêm được nữa.")
    if not found.bodies.filter(pk=organisation.pk).exists():
        raise AuditRefused("Đơn vị này không thuộc cuộc kiểm tra.", "organisation")
    if remedy.strip() and not (days and 1 <= days <= LONGEST_TERM):
        raise AuditRefused(f"Hãy ghi hạn khắc phục, từ 1 đến {LONGEST_TERM} ngày làm việc.", "days")
    number = (found.findings.aggregate(Max("number"))["number__max"] or 0) + 1
    return Finding.objects.create(
        audit=found,
        organisation=organisation,
        number=number,
        severity=Severity(severity),
        text=words("text", text, at),
        evidence=words("evidence", evidence, at)[:300] if evidence.strip() else "",
        remedy=words("remedy", remedy, at) if remedy.strip() else "",
        trace={"days": days} if remedy.strip() else {},
    )


@transaction.atomic
def send(*, audit: Audit, by: User, at: datetime, reply_days: int) -> Audit:
    """Send the findings to the bodies; remedies and the reply get their last days, counted by the working calendar."""
    found = move(audit, "send", by)
    if not 1 <= reply_days <= LONGEST_TERM:
        raise AuditRefused(f"Hạn trả lời từ 1 đến {LONGEST_TERM} ngày làm việc.", "reply_days")
    calendar, today = working_calendar(), localdate(at)
    basis = f"{found.basis}: {reply_days} ngày làm việc"
    found.sent_at = at
    found.reply_due = due(today, reply_days, DayUnit.WORKING_DAY, calendar, basis=basis).due
    found.save()
    for finding in found.findings.exclude(remedy=""):
        days = finding.trace["days"]
        deadline = due(
            today, days, DayUnit.WORKING_DAY, calendar, basis=f"{found.basis}: {days} ngày làm việc"
        )
        finding.due_on, finding.trace = deadline.due, deadline.as_dict()
        finding.save()
    record_audit(
        found, EventKind.AUDIT_FINDINGS_SENT, by, at, {"findings": found.findings.count()}, bodies=True
    )
    for body in found.bodies.all():
        _tell_head(
            found,
            body,
            "phát hiện kiểm tra",
            f"Hạn trả lời: hết ngày {found.reply_due:%d/%m/%Y}.",
            "sent",
            at,
        )
    return found


@transaction.atomic
def reply(*, finding: Finding, by: User, at: datetime, text: str) -> Finding:
    """What the body says to a finding, until the conclusion is signed. Raises PermissionDenied, AuditRefused."""
    found = _own(finding, by)
    if found.audit.state != workflow.AuditState.SENT:
        raise AuditRefused("Không còn trong thời gian trả lời phát hiện.", "text")
    found.reply, found.replied_at = words("text", text, at), at
    found.save()
    _record(found, EventKind.AUDIT_REPLIED, by, Action.AUDIT_ANSWER, at)
    return found


@transaction.atomic
def say_done(*, finding: Finding, by: User, at: datetime, text: str) -> Finding:
    """The body says that, and how, it has mended what was found. Raises PermissionDenied, AuditRefused."""
    found = _own(finding, by)
    if not found.remedy or found.remedy_state not in (RemedyState.OPEN, RemedyState.REOPENED):
        raise AuditRefused("Biện pháp này không chờ khắc phục.", "text")
    found.done_text, found.done_on = words("text", text, at), localdate(at)
    found.remedy_state = RemedyState.SAID_DONE
    found.save()
    _record(found, EventKind.REMEDY_REPORTED, by, Action.AUDIT_ANSWER, at)
    page_cache.bump()
    return found


@transaction.atomic
def confirm(*, finding: Finding, by: User, at: datetime) -> Finding:
    found = _judged(finding, by)
    found.remedy_state, found.confirmed_at = RemedyState.CONFIRMED, at
    found.save()
    _record(found, EventKind.REMEDY_CONFIRMED, by, Action.AUDIT_CONDUCT, at)
    page_cache.bump()
    return found


@transaction.atomic
def reopen(*, finding: Finding, by: User, at: datetime, reason: str) -> Finding:
    """Not good enough: the body goes on, and its last day stays what it was."""
    found = _judged(finding, by)
    found.remedy_state, found.reopened_because = RemedyState.REOPENED, words("reason", reason, at)
    found.save()
    _record(found, EventKind.REMEDY_REOPENED, by, Action.AUDIT_CONDUCT, at)
    page_cache.bump()
    return found


def follow_remedies(*, at: datetime) -> int:
    """Note in the ledger, and tell the head, each remedy whose last day passed; return how many. Idempotent."""
    today, count = localdate(at), 0
    overdue = Finding.objects.overdue(on=today).filter(audit__state__in=workflow.FINDINGS_TOLD)
    for pk in overdue.exclude(overdue_noted__isnull=False).values_list("pk", flat=True):
        count += _note_overdue(pk, at)
    return count


@transaction.atomic
def _note_overdue(pk: int, at: datetime) -> int:
    found = Finding.objects.select_for_update(of=("self",)).select_related("audit", "organisation").get(pk=pk)
    if found.overdue_noted is not None or not found.is_overdue(localdate(at)) or found.due_on is None:
        return 0
    found.overdue_noted = found.due_on
    found.save(update_fields=["overdue_noted"])
    record(
        EventKind.REMEDY_OVERDUE,
        organisation=found.organisation,
        subject=found.audit.subject,
        actor_role=ActorRole.SYSTEM,
        at=at,
        payload={"finding": found.number, "due": found.due_on.isoformat()},
    )
    text = f"Phát hiện số {found.number}: đã quá hạn khắc phục ngày {found.due_on:%d/%m/%Y}."
    _tell_head(found.audit, found.organisation, "quá hạn khắc phục", text, f"overdue-{found.number}", at)
    return 1


def _own(finding: Finding, by: User) -> Finding:
    found = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("audit", "organisation")
        .get(pk=finding.pk)
    )
    told = found.audit.state in workflow.FINDINGS_TOLD
    if not told or not can(by, Action.AUDIT_ANSWER, found.organisation):
        raise PermissionDenied
    return found


def _judged(finding: Finding, by: User) -> Finding:
    found = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("audit", "organisation")
        .get(pk=finding.pk)
    )
    if not can(by, Action.AUDIT_CONDUCT):
        raise PermissionDenied
    if found.remedy_state != RemedyState.SAID_DONE:
        raise AuditRefused("Đơn vị chưa báo khắc phục, hoặc đã được xác nhận.")
    return found


def _record(found: Finding, kind: EventKind, by: User, action: str, at: datetime) -> None:
    record(
        kind,
        organisation=found.organisation,
        subject=found.audit.subject,
        actor_role=role_for(by, action, found.organisation),
        at=at,
        payload={"finding": found.number},
    )


def _tell_head(audit: Audit, body: Organisation, headline: str, text: str, what: str, at: datetime) -> None:
    heads = Membership.objects.filter(role=Role.HEAD, organisation=body, user__is_active=True).select_related(
        "user"
    )
    for member in heads:
        enqueue(
            key=f"audit:{audit.pk}:{what}:{body.pk}:user-{member.user_id}",
            template="audit_news",
            context={"code": audit.code, "organisation": body.name, "headline": headline, "text": text},
            to_user=member.user,
            at=at,
        )
