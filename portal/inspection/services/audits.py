"""The course of an audit: plan, announce, begin with a drawn sample, send, sign, close, publish, cancel.

Every act takes the audit's row, checks who may, moves it by workflow.ACTS and writes to the ledger in one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from portal.accounts.models import Membership, Role, User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.core.personal_data import Allow, scan_text
from portal.core.signals import content_changed
from portal.core.text import plain_text
from portal.inspection import workflow
from portal.inspection.models import Audit, AuditItem, CheckItem
from portal.inspection.services import sampled
from portal.inspection.workflow import AuditState
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation, OrganisationKind

TEXT_LENGTH = 5_000
MOST_CHECKS = 40


class AuditRefused(Exception):
    """Why it is not possible, in Vietnamese; `field` names where the reason lies."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def plan(
    *,
    by: User,
    at: datetime,
    bodies: Sequence[Organisation],
    checks: Iterable[str] = (),
    **fields: object,
) -> Audit:
    """Make an audit under the next number of the year. Nobody but inspectors knows of it.

    fields: kind, title, basis, scope, start, end, population, strategy, size. Raises PermissionDenied, AuditRefused.
    """
    conducts(by)
    audit = Audit(lead=by, created_at=at, code=_next_code(localdate(at).year), **fields)
    if audit.start > audit.end:
        raise AuditRefused("Ngày kết thúc phải sau ngày bắt đầu.", "end")
    if audit.end > localdate(at):
        raise AuditRefused("Số liệu kiểm tra không thể đến sau hôm nay.", "end")
    if not bodies:
        raise AuditRefused("Chọn ít nhất một đơn vị.", "bodies")
    if audit.size < 1:
        raise AuditRefused("Cỡ mẫu ít nhất là 1.", "size")
    questions = [plain_text(text)[:300] for text in checks if text.strip()]
    if len(questions) > MOST_CHECKS:
        raise AuditRefused(f"Nhiều nhất {MOST_CHECKS} câu hỏi.", "checks")
    audit.save()
    audit.bodies.set(bodies)
    CheckItem.objects.bulk_create(
        CheckItem(audit=audit, number=number, question=text) for number, text in enumerate(questions, 1)
    )
    return audit


def _next_code(year: int) -> str:
    # Two who plan at once: the second one waits, and then sees the first one's number.
    list(Organisation.objects.select_for_update().filter(kind=OrganisationKind.PROVINCE).order_by("pk")[:1])
    newest = Audit.objects.filter(code__startswith=f"KT-{year}-").order_by("-code").first()
    number = int(newest.code.rsplit("-", 1)[1]) + 1 if newest else 1
    return f"KT-{year}-{number:03}"


@transaction.atomic
def announce(*, audit: Audit, by: User, at: datetime) -> Audit:
    locked = move(audit, "announce", by)
    locked.save()
    record_audit(locked, EventKind.AUDIT_ANNOUNCED, by, at, bodies=True)
    return locked


@transaction.atomic
def start(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Begin, and draw the sample. Raises AuditRefused where there is nothing to draw from or no root to draw by."""
    locked = move(audit, "start", by)
    locked.started_at = at
    try:
        sampled.draw_sample(locked, before=localdate(at))
    except sampled.NothingToDraw as problem:
        raise AuditRefused(str(problem)) from problem
    locked.save()
    payload = {"seed": locked.seed, "population": locked.population_digest, "size": locked.items.count()}
    record_audit(locked, EventKind.AUDIT_BEGUN, by, at, payload, bodies=True)
    return locked


@transaction.atomic
def add_item(*, audit: Audit, by: User, at: datetime, subject: str, reason: str) -> AuditItem:
    """Examine one more subject of these bodies, with a reason; it does not belong to the drawn sample."""
    locked = locked_audit(audit)
    examines(locked, by)
    body = sampled.owner_of(subject, locked)
    if body is None:
        raise AuditRefused("Không có hồ sơ này ở các đơn vị được kiểm tra.", "subject")
    if locked.items.filter(subject=subject).exists():
        raise AuditRefused("Hồ sơ này đã có trong cuộc kiểm tra.", "subject")
    position = (locked.items.order_by("-position").values_list("position", flat=True).first() or 0) + 1
    return AuditItem.objects.create(
        audit=locked,
        subject=subject,
        organisation=body,
        position=position,
        by_hand=words("reason", reason, at)[:300],
    )


@transaction.atomic
def check(*, audit: Audit, by: User, at: datetime, number: int, result: str, note: str = "") -> CheckItem:
    """Note what was found about one question. Raises AuditRefused."""
    locked = locked_audit(audit)
    examines(locked, by)
    item = locked.checks.filter(number=number).first()
    if item is None:
        raise AuditRefused("Không có câu hỏi này.")
    item.result, item.note = workflow.CheckResult(result), plain_text(note)[:TEXT_LENGTH]
    item.save()
    return item


@transaction.atomic
def sign(*, audit: Audit, by: User, at: datetime, conclusion: str) -> Audit:
    """Sign the conclusion: by another inspector than the lead, wherever there is one, after the reply or its term.

    Raises AuditRefused.
    """
    locked = move(audit, "sign", by)
    if by.pk == locked.lead_id and _has_other_inspector(by):
        raise AuditRefused("Người ký kết luận phải khác trưởng đoàn.")
    waits = locked.findings.filter(reply="").exists()
    if waits and locked.reply_due is not None and localdate(at) <= locked.reply_due:
        raise AuditRefused(f"Đơn vị còn quyền trả lời đến hết ngày {locked.reply_due:%d/%m/%Y}.")
    locked.conclusion = words("conclusion", conclusion, at)
    locked.signed_by, locked.signed_at = by, at
    locked.save()
    record_audit(locked, EventKind.AUDIT_SIGNED, by, at, {"findings": locked.findings.count()}, bodies=True)
    return locked


@transaction.atomic
def close(*, audit: Audit, by: User, at: datetime) -> Audit:
    """End the audit once every remedy is confirmed. Raises AuditRefused."""
    locked = move(audit, "close", by)
    if undone := locked.findings.undone().count():
        raise AuditRefused(f"Còn {undone} biện pháp chưa được xác nhận khắc phục.")
    locked.closed_at = at
    locked.save()
    record_audit(locked, EventKind.AUDIT_CLOSED, by, at, bodies=True)
    page_cache.bump()
    return locked


@transaction.atomic
def cancel(*, audit: Audit, by: User, at: datetime, reason: str) -> Audit:
    known = audit.is_known_to_bodies
    locked = move(audit, "cancel", by)
    locked.cancelled_because = words("reason", reason, at)
    locked.save()
    record_audit(locked, EventKind.AUDIT_CANCELLED, by, at, bodies=known)
    return locked


@transaction.atomic
def publish(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Show a signed audit to everybody: its words, sample, findings, replies and remedies. It is not taken back.

    Raises AuditRefused where a text still holds personal data.
    """
    locked = locked_audit(audit)
    conducts(by)
    if locked.state not in workflow.PUBLISHABLE or locked.published_at is not None:
        raise AuditRefused("Chỉ công khai được cuộc kiểm tra đã ký kết luận, một lần.")
    texts = [locked.title, locked.basis, locked.scope, locked.conclusion]
    for finding in locked.findings.all():
        texts += [finding.text, finding.evidence, finding.remedy, finding.reply, finding.done_text]
    for text in filter(None, texts):
        words("", text, at)
    locked.published_at = at
    locked.save()
    record_audit(locked, EventKind.AUDIT_PUBLISHED, by, at, bodies=True)
    content_changed.send(sender=Audit, instance=locked)
    page_cache.bump()
    return locked


def conducts(by: User) -> None:
    """Raises PermissionDenied for whoever is no inspector."""
    if not can(by, Action.AUDIT_CONDUCT):
        raise PermissionDenied


def examines(audit: Audit, by: User) -> None:
    """Raises PermissionDenied, or AuditRefused when the audit is not in progress."""
    conducts(by)
    if audit.state not in workflow.EXAMINING:
        raise AuditRefused("Cuộc kiểm tra không ở bước đang kiểm tra.")


def words(field: str, text: str, at: datetime) -> str:
    """What bodies and perhaps everybody will read: not empty, not endless, without personal data."""
    clean = plain_text(text)
    if not clean:
        raise AuditRefused("Hãy điền ô này.", field)
    if len(clean) > TEXT_LENGTH:
        raise AuditRefused(f"Tối đa {TEXT_LENGTH} ký tự.", field)
    found = [one for one in scan_text(clean, allow=Allow(landlines=True), on=localdate(at)) if one.blocks]
    if found:
        labels = ", ".join(sorted({one.label_vi for one in found}))
        raise AuditRefused(f"Còn dữ liệu cá nhân: {labels}. Hãy viết lại không có chúng.", field)
    return clean


def locked_audit(audit: Audit) -> Audit:
    return Audit.objects.select_for_update().get(pk=audit.pk)


def move(audit: Audit, name: str, by: User) -> Audit:
    conducts(by)
    locked = locked_audit(audit)
    if name not in workflow.possible(locked.state, locked.kind):
        state = AuditState(locked.state).label.lower()
        raise AuditRefused(f"Không thể “{workflow.ACTS[name].label}”: cuộc kiểm tra {state}.")
    locked.state = workflow.ACTS[name].to
    return locked


def _has_other_inspector(by: User) -> bool:
    others = Membership.objects.filter(role=Role.INSPECTOR, user__is_active=True).exclude(user=by)
    return others.exists()


def record_audit(
    audit: Audit,
    kind: EventKind,
    by: User,
    at: datetime,
    payload: dict[str, object] | None = None,
    *,
    bodies: bool,
) -> None:
    """On the chains of the bodies when they may know, else on the province's, which names none of them."""
    chains = list(audit.bodies.order_by("pk")) if bodies else []
    if not chains:
        chains = list(Organisation.objects.filter(kind=OrganisationKind.PROVINCE).order_by("pk")[:1])
    record_many(
        [
            EventDraft(
                kind=kind,
                organisation=body,
                subject=audit.subject,
                actor_role=role_for(by, Action.AUDIT_CONDUCT, body),
                at=at,
                payload=payload or {},
            )
            for body in chains
        ]
    )
