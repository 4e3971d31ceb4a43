"""A unit writes its periodic report and its head sends it; the province accepts it or returns it with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.core.text import plain_text
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.plans.answers import Question, missing
from portal.plans.comparing import digest
from portal.plans.models import PeriodicReport, ReportTemplate, Submission
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services.permission import acting
from portal.plans.states import WRITABLE, ReportState

REASON_LENGTH = 500


def questions(template: ReportTemplate) -> list[Question]:
    return [
        Question(field.key, field.label, field.type, tuple(field.column_names), field.required)
        for field in template.fields.all()
    ]


@transaction.atomic
def save_report(
    *, report: PeriodicReport, by: User, revision: int, values: Mapping[str, Any]
) -> PeriodicReport:
    """Keep what is written so far, complete or not. Raises PermissionDenied, EditedMeanwhile or PlanRefused."""
    held = _held(report, WRITABLE, revision)
    acting(by, Action.PLAN_WRITE, held.organisation)
    known = {question.key for question in questions(held.template)}
    held.values = {key: value for key, value in values.items() if key in known}
    if held.state == ReportState.OWED:
        held.state = ReportState.DRAFT
    held.revision += 1
    held.save(update_fields=["values", "state", "revision"])
    return held


@transaction.atomic
def propose_report(*, report: PeriodicReport, by: User, at: datetime, revision: int) -> PeriodicReport:
    """Hand the report to the head. Raises PlanRefused naming the first question without an answer."""
    held = _held(report, WRITABLE, revision)
    role = acting(by, Action.PLAN_WRITE, held.organisation)
    _complete(held)
    held.state, held.revision = ReportState.WAITING, held.revision + 1
    held.save(update_fields=["state", "revision"])
    _record(EventKind.REPORT_PROPOSED, held, role, at, {})
    return held


@transaction.atomic
def send_report_back(
    *, report: PeriodicReport, by: User, at: datetime, reason: str, revision: int | None = None
) -> PeriodicReport:
    """The head gives the report back to whoever wrote it."""
    held = _held(report, (ReportState.WAITING,), revision)
    role = acting(by, Action.PLAN_APPROVE, held.organisation)
    held.returned = _reason(reason)
    held.state, held.revision = ReportState.DRAFT, held.revision + 1
    held.save(update_fields=["state", "returned", "revision"])
    _record(EventKind.REPORT_SENT_BACK, held, role, at, {})
    return held


@transaction.atomic
def send_report(*, report: PeriodicReport, by: User, at: datetime, revision: int) -> Submission:
    """The head sends the report to the province; what was sent stays as it is for good."""
    held = _held(report, (ReportState.WAITING,), revision)
    role = acting(by, Action.PLAN_APPROVE, held.organisation)
    _complete(held)
    sent = new_submission(held, number=held.submissions.count() + 1, at=at)
    sent.save(force_insert=True)
    held.state, held.returned, held.revision = ReportState.SUBMITTED, "", held.revision + 1
    held.first_sent_on = held.first_sent_on or localdate(at)
    held.save(update_fields=["state", "returned", "first_sent_on", "revision"])
    _record(EventKind.REPORT_SENT, held, role, at, {"number": sent.number, "sha256": sent.digest})
    page_cache.bump()
    return sent


def new_submission(report: PeriodicReport, *, number: int, at: datetime) -> Submission:
    """Unsaved: what the report says now, sealed."""
    return Submission(
        report=report,
        number=number,
        at=at,
        values=report.values,
        digest=digest(sealed(report, report.values)),
    )


def sealed(report: PeriodicReport, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest of a sent report is taken over."""
    return {
        "organisation": report.organisation.code,
        "period": report.period.code,
        "template": report.template.key,
        "version": report.template.version,
        "values": values,
    }


@transaction.atomic
def accept_report(
    *, report: PeriodicReport, by: User, at: datetime, revision: int | None = None
) -> PeriodicReport:
    """The province takes the report as it was sent. By nobody of the unit itself.

    `revision`, where it is given, is that of the text that was read: another one is refused.
    """
    held = _held(report, (ReportState.SUBMITTED,), revision)
    role = _overseeing(by, held)
    held.state, held.accepted_on, held.revision = ReportState.ACCEPTED, localdate(at), held.revision + 1
    held.save(update_fields=["state", "accepted_on", "revision"])
    _record(EventKind.REPORT_ACCEPTED, held, role, at, {"number": held.submissions.count()})
    page_cache.bump()
    return held


@transaction.atomic
def return_report(
    *, report: PeriodicReport, by: User, at: datetime, reason: str, revision: int | None = None
) -> PeriodicReport:
    """The province asks for more; the unit owes the report again, and when it first came stays on record."""
    held = _held(report, (ReportState.SUBMITTED,), revision)
    role = _overseeing(by, held)
    held.returned = _reason(reason)
    held.state, held.revision = ReportState.RETURNED, held.revision + 1
    held.save(update_fields=["state", "returned", "revision"])
    last = held.submissions.first()
    if last is not None:
        last.returned_at, last.returned = at, held.returned
        last.save(update_fields=["returned_at", "returned"])
    _record(EventKind.REPORT_RETURNED, held, role, at, {"number": held.submissions.count()})
    page_cache.bump()
    return held


def _overseeing(by: User, report: PeriodicReport) -> str:
    body = report.organisation
    if not can(by, Action.PLAN_OVERSEE, body) or by.memberships.filter(organisation=body).exists():
        raise PermissionDenied
    return role_for(by, Action.PLAN_OVERSEE, body)


def _reason(text: str) -> str:
    clean = plain_text(text)
    if not clean:
        raise PlanRefused("Hãy ghi cần bổ sung gì.", "reason")
    if len(clean) > REASON_LENGTH:
        raise PlanRefused(f"Tối đa {REASON_LENGTH} ký tự.", "reason")
    return clean


def _held(report: PeriodicReport, states: Sequence[str], revision: int | None = None) -> PeriodicReport:
    locked = PeriodicReport.objects.select_for_update(of=("self",))
    held = locked.select_related("organisation", "period", "template").get(pk=report.pk)
    if revision is not None and held.revision != revision:
        raise EditedMeanwhile
    if held.state not in states:
        raise PlanRefused(
            f"Báo cáo đang ở tình trạng “{held.get_state_display()}” nên không làm được việc đó."
        )
    return held


def _complete(report: PeriodicReport) -> None:
    lacking = missing(questions(report.template), report.values)
    if lacking:
        raise PlanRefused("Còn thiếu câu trả lời bắt buộc.", lacking[0].key)


def _record(
    kind: EventKind, report: PeriodicReport, role: str, at: datetime, payload: dict[str, object]
) -> None:
    record(
        kind,
        organisation=report.organisation,
        subject=report.subject,
        actor_role=role,
        at=at,
        payload={"period": report.period.code, **payload},
    )
