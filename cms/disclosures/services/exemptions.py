"""When a duty does not apply to a body: asked for by its head, decided by somebody above it, open to all.

Nobody excuses the body that they belong to. A decision can be lifted; the ledger keeps every step.
"""

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import Exemption, ExemptionGround, Obligation
from portal.accounts.models import Membership, User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.core.text import plain_text
from portal.ledger.kinds import EventKind
from portal.ledger.services import record_many
from portal.organisations.models import Organisation


def may_oversee(user: User, organisation: Organisation) -> bool:
    """Return whether the user may decide over what this body owes: the province or an inspector, never itself."""
    if not can(user, Action.DUTY_OVERSEE, organisation):
        return False
    return not Membership.objects.filter(user=user, organisation=organisation).exists()


@transaction.atomic
def propose_exemption(
    *, obligation: Obligation, ground: str, reason: str, by: User, at: datetime
) -> Exemption:
    """Ask, as the body's head, that the duty should not apply; until it is decided nothing changes.

    Raises PermissionDenied for anybody else, ValidationError when the item is public or the question is open.
    """
    if not can(by, Action.DISCLOSURE_PUBLISH, obligation.organisation):
        raise PermissionDenied
    role = role_for(by, Action.DISCLOSURE_PUBLISH, obligation.organisation)
    exemption = _asked(obligation, ground=ground, reason=reason, by=by, role=role, at=at)
    _record(exemption, EventKind.EXEMPTION_PROPOSED, role, at)
    return exemption


@transaction.atomic
def exempt(
    *,
    obligation: Obligation,
    reason: str,
    by: User,
    at: datetime,
    ground: str = ExemptionGround.OTHER,
) -> Exemption:
    """Decide, from above the body, that the duty does not apply, whether or not its head asked.

    Raises PermissionDenied for a member of the body and for whoever does not oversee it, ValidationError when
    the item is public already.
    """
    role = _overseer_role(by, obligation.organisation)
    waiting = obligation.exemptions.waiting().first()
    exemption = waiting or _asked(obligation, ground=ground, reason=reason, by=by, role=role, at=at)
    return _approve(exemption, by=by, role=role, at=at)


@transaction.atomic
def approve_exemption(*, exemption: Exemption, by: User, at: datetime) -> Exemption:
    """Agree to what the head asked for. Raises as exempt(), ValidationError when it was decided already."""
    role = _overseer_role(by, exemption.obligation.organisation)
    return _approve(exemption, by=by, role=role, at=at)


@transaction.atomic
def refuse_exemption(*, exemption: Exemption, reason: str, by: User, at: datetime) -> Exemption:
    """Refuse what the head asked for, with a reason; the duty stands. Raises as approve_exemption()."""
    role = _overseer_role(by, exemption.obligation.organisation)
    exemption = _locked(exemption)
    exemption.refused_at, exemption.refusal = at, _reason(reason)
    exemption.save(update_fields=["refused_at", "refusal"])
    _record(exemption, EventKind.EXEMPTION_REFUSED, role, at)
    return exemption


@transaction.atomic
def lift_exemption(*, exemption: Exemption, reason: str, by: User, at: datetime) -> Exemption:
    """Let the duty apply again, with its old due date. Raises as exempt(), ValidationError when none stands."""
    role = _overseer_role(by, exemption.obligation.organisation)
    exemption = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
    if exemption.approved_at is None or exemption.lifted_at is not None:
        raise ValidationError("Không có quyết định không áp dụng nào đang có hiệu lực.")
    exemption.lifted_at, exemption.lift_reason = at, _reason(reason)
    exemption.save(update_fields=["lifted_at", "lift_reason"])
    _mark(exemption.obligation, None)
    _record(exemption, EventKind.EXEMPTION_LIFTED, role, at)
    return exemption


def _overseer_role(user: User, organisation: Organisation) -> str:
    if not may_oversee(user, organisation):
        raise PermissionDenied
    return role_for(user, Action.DUTY_OVERSEE, organisation)


def _asked(
    obligation: Obligation, *, ground: str, reason: str, by: User, role: str, at: datetime
) -> Exemption:
    if ground not in dict(ExemptionGround.choices_for_people()):
        raise ValidationError({"ground": "Hãy chọn căn cứ không áp dụng."})
    if obligation.disclosed_on is not None:
        raise ValidationError("Nội dung này đã được công khai.")
    asked = Exemption(
        obligation=obligation,
        ground=ground,
        reason=_reason(reason),
        proposed_by=by,
        proposed_role=role,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        # The database lets one question be open at a time, whoever asks at the same moment.
        message = "Đã có đề nghị hoặc quyết định không áp dụng cho nghĩa vụ này."
        raise ValidationError(message) from error
    return asked


def _approve(exemption: Exemption, *, by: User, role: str, at: datetime) -> Exemption:
    exemption = _locked(exemption)
    if exemption.obligation.disclosed_on is not None:
        raise ValidationError("Nội dung này đã được công khai.")
    exemption.approved_by, exemption.approved_role, exemption.approved_at = by, role, at
    exemption.save(update_fields=["approved_by", "approved_role", "approved_at"])
    _mark(exemption.obligation, at)
    _record(exemption, EventKind.DUTY_EXEMPTED, role, at)
    return exemption


def _locked(exemption: Exemption) -> Exemption:
    found = (
        Exemption.objects.select_for_update(of=("self",))
        .select_related("obligation__organisation", "obligation__duty")
        .get(pk=exemption.pk)
    )
    if found.approved_at is not None or found.refused_at is not None:
        raise ValidationError("Đề nghị này đã được quyết định.")
    return found


def _mark(obligation: Obligation, at: datetime | None) -> None:
    obligation.exempted_on = timezone.localdate(at) if at else None
    obligation.save(update_fields=["exempted_on"])
    page_cache.bump()


def _reason(text: str) -> str:
    reason = plain_text(text).strip()
    if not reason:
        raise ValidationError({"reason": "Hãy nêu lý do: người dân sẽ đọc."})
    return reason[:500]


def _record(exemption: Exemption, kind: EventKind, role: str, at: datetime) -> None:
    """Write the step. The words stay out of the ledger; their digest lets anybody check them against it."""
    words = exemption.lift_reason or exemption.refusal or exemption.reason
    payload = {"ground": exemption.ground, "reason_sha256": hashlib.sha256(words.encode()).hexdigest()}
    draft = events.about_obligation(exemption.obligation, kind, at=at, actor_role=role, payload=payload)
    record_many([draft])
    page_cache.bump()
