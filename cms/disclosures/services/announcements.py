"""Somebody says that the event behind a duty happened: a session opened, a decision was issued.

The body's own staff may say so, and the province or an inspector for them. Nobody moves their own date once it
has passed or the item is public: then only somebody above the body can, and the old date stays in the ledger.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import Announcement, Correction, Obligation
from cms.disclosures.occurrences import occurrence_of
from cms.disclosures.services.exemptions import may_oversee
from cms.disclosures.services.obligations import STARTED, new_obligation, put_start
from portal.accounts.models import User
from portal.accounts.policies import Action, role_for
from portal.core import page_cache
from portal.core.text import plain_text
from portal.ledger.services import record_many
from portal.organisations.models import Organisation
from portal.statutes.calendar import CalendarCoverageError, WorkingCalendar
from portal.statutes.choices import OWN_DATE_TRIGGERS, DutyHolder, DutyPeriod
from portal.statutes.deadlines import Deadline
from portal.statutes.duties import (
    Start,
    duty_deadline,
    is_in_force,
    periods_of,
    trigger_date,
    version_for_period,
)
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import STANDING
from portal.statutes.services import working_calendar


def event_period(duty: DisclosureDuty, happened_on: date) -> str:
    """Return the period that an event of the day belongs to, as the duty counts."""
    if duty.period == DutyPeriod.STANDING:
        return STANDING
    if duty.period == DutyPeriod.ONCE:
        return duty.fixed_period
    # A budget decided in December is next year's, where the duty assumes the year before.
    shift = duty.assumed_year if duty.assumed_day is not None else 0
    return str(happened_on.year - shift)


@transaction.atomic
def announce(
    *,
    organisation: Organisation,
    duty: DisclosureDuty,
    happened_on: date,
    document: str,
    by: User,
    at: datetime,
    period: str = "",
) -> Obligation:
    """Record the event that starts the duty's clock; return the obligation with its due date and why.

    `duty` is any version of it; the one in force on the day counts. A date that was only assumed for the
    period gives way to the real one. `period` defaults to event_period(); for a duty that arises on events and
    is owed once a year besides, giving it means the year's own. Raises PermissionDenied, and
    ValidationError for an event to come, a duty that needs no announcement or that the body does not have, an
    event that is recorded already, or an assumed date that has passed (see the head of this module).
    """
    role = role_for(by, Action.DUTY_ANNOUNCE, organisation)
    if not role:
        raise PermissionDenied
    calendar, today = working_calendar(), timezone.localdate(at)
    document = _document(document)
    _check_day(happened_on, today)
    of_period, period = bool(period), period or event_period(duty, happened_on)
    version = _version(duty, organisation, period, happened_on, calendar)
    start = Start(happened_on, document=document)
    deadline = _deadline(version, start, calendar)
    of_period = (of_period and bool(version.assumed_day)) or version.period != DutyPeriod.ON_EVENT
    waiting = _waiting(organisation, version, period) if of_period else None
    if waiting is not None:
        _require_movable(waiting, by, today)
        return _restart(waiting, version, start, deadline, by=by, role=role, at=at)
    obligation = new_obligation(
        organisation=organisation,
        duty=version,
        period=period,
        start=start,
        deadline=deadline,
        occurrence=_occurrence(organisation, version, period, document, of_period=of_period),
    )
    _save_once(obligation)
    record_many([events.duty_due(obligation, at, actor_role=role)])
    return note_announcement(obligation, by=by, role=role, at=at)


@transaction.atomic
def correct_announcement(
    *,
    obligation: Obligation,
    happened_on: date,
    document: str,
    correction: str,
    by: User,
    at: datetime,
) -> Obligation:
    """Correct when, or by which document, the duty arose; the due date follows, the old one stays on record.

    Raises as announce(), and ValidationError when nothing was announced or no reason of the list is given.
    """
    role = role_for(by, Action.DUTY_ANNOUNCE, obligation.organisation)
    if not role:
        raise PermissionDenied
    if correction not in Correction.values:
        raise ValidationError({"correction": "Hãy chọn lý do sửa."})
    calendar, today = working_calendar(), timezone.localdate(at)
    obligation = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("organisation", "duty")
        .get(pk=obligation.pk)
    )
    if not was_announced(obligation):
        raise ValidationError("Chưa có sự kiện nào được ghi nhận cho nghĩa vụ này.")
    document = _document(document)
    _check_day(happened_on, today)
    _require_movable(obligation, by, today)
    period = obligation.period
    version = _version(obligation.duty, obligation.organisation, period, happened_on, calendar)
    start = Start(happened_on, document=document)
    deadline = _deadline(version, start, calendar)
    return _restart(obligation, version, start, deadline, by=by, role=role, at=at, correction=correction)


def start_is_movable(obligation: Obligation, today: date) -> bool:
    """Return whether the body itself may still say when its duty arose."""
    return obligation.disclosed_on is None and obligation.due_on >= today


def was_announced(obligation: Obligation) -> bool:
    """Return whether somebody, or a published document, said when the act behind the obligation happened."""
    return not obligation.is_assumed and obligation.duty.trigger not in OWN_DATE_TRIGGERS


# ---- checks


def _document(text: str) -> str:
    document = plain_text(text).strip()
    if not occurrence_of(document):
        raise ValidationError({"document": "Nêu số, ký hiệu văn bản, ví dụ 12/NQ-HĐND."})
    if len(document) > 80:
        raise ValidationError({"document": "Số, ký hiệu văn bản dài nhất 80 ký tự."})
    return document


def _check_day(happened_on: date, today: date) -> None:
    if happened_on > today:
        raise ValidationError({"happened_on": "Chỉ ghi nhận sự kiện đã diễn ra."})
    if happened_on.year < today.year - 2:
        raise ValidationError({"happened_on": "Sự kiện đã qua quá lâu; hãy kiểm tra lại ngày."})


def _version(
    duty: DisclosureDuty, organisation: Organisation, period: str, day: date, calendar: WorkingCalendar
) -> DisclosureDuty:
    """Return the version that applies to the event; raises ValidationError when the duty is none of the body's."""
    versions = list(DisclosureDuty.objects.versions_of(duty.key))
    version = version_for_period(versions, period, day, calendar)
    if trigger_date(version, period, calendar):
        raise ValidationError({"duty": "Nghĩa vụ này tự phát sinh theo lịch, không cần ghi nhận sự kiện."})
    if version.who not in (organisation.kind, DutyHolder.EVERY_ORGANISATION):
        raise ValidationError({"duty": f"{organisation.name} không có nghĩa vụ công khai nội dung này."})
    if day >= version.effective_from and not is_in_force(version, day):
        raise ValidationError({"duty": "Quy định về nghĩa vụ này đã hết hiệu lực vào ngày đó."})
    if version.period not in (DutyPeriod.ON_EVENT,) and period not in periods_of(version, _year(period, day)):
        raise ValidationError({"period": "Kỳ không đúng với nghĩa vụ này."})
    return version


def _year(period: str, day: date) -> int:
    return int(period[:4]) if period[:4].isdecimal() else day.year


def _deadline(version: DisclosureDuty, start: Start, calendar: WorkingCalendar) -> Deadline:
    try:
        return duty_deadline(version, start, calendar)
    except CalendarCoverageError as error:
        raise ValidationError({"happened_on": str(error)}) from error


def _require_movable(obligation: Obligation, by: User, today: date) -> None:
    if start_is_movable(obligation, today) or may_oversee(by, obligation.organisation):
        return
    raise ValidationError(
        "Hạn cũ đã qua hoặc nội dung đã công khai: chỉ lãnh đạo tỉnh hoặc thanh tra mới sửa được ngày phát sinh."
    )


# ---- what is stored


def _waiting(organisation: Organisation, duty: DisclosureDuty, period: str) -> Obligation | None:
    """Return the period's own obligation when nobody has said yet when it arose."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("organisation", "duty")
        .filter(
            organisation=organisation,
            duty_key=duty.key,
            period=period,
            occurrence="",
            is_assumed=True,
            disclosed_on__isnull=True,
        )
        .first()
    )


def _occurrence(
    organisation: Organisation, duty: DisclosureDuty, period: str, document: str, *, of_period: bool
) -> str:
    """Return how the new obligation is told from others of the period; raises ValidationError for a repetition."""
    wanted = "" if of_period and duty.period != DutyPeriod.STANDING else occurrence_of(document)
    same = Obligation.objects.filter(
        organisation=organisation, duty_key=duty.key, period=period, occurrence=wanted
    )
    if same.exists():
        raise _known_already()
    return wanted


def _save_once(obligation: Obligation) -> None:
    """Save it; whoever pressed twice, or at the same moment as a colleague, is told as everybody else."""
    try:
        with transaction.atomic():
            obligation.save()
    except IntegrityError as error:
        raise _known_already() from error


def _known_already() -> ValidationError:
    return ValidationError(
        {"document": "Sự kiện này đã được ghi nhận. Nếu ghi sai, hãy sửa ở chính nghĩa vụ đó."}
    )


def _restart(
    obligation: Obligation,
    version: DisclosureDuty,
    start: Start,
    deadline: Deadline,
    *,
    by: User,
    role: str,
    at: datetime,
    correction: str = "",
) -> Obligation:
    previous, obligation.duty = obligation.due_on, version
    put_start(obligation, start=start, deadline=deadline)
    obligation.save(update_fields=STARTED)
    draft = events.duty_due(obligation, at, previous, actor_role=role, correction=correction)
    record_many([draft])
    return note_announcement(obligation, by=by, role=role, at=at, correction=correction, previous=previous)


def note_announcement(
    obligation: Obligation,
    *,
    role: str,
    at: datetime,
    by: User | None = None,
    correction: str = "",
    previous: date | None = None,
) -> Obligation:
    """Keep who said when that the duty's event happened, beside the ledger's event."""
    assert obligation.triggered_on is not None
    Announcement.objects.create(
        obligation=obligation,
        happened_on=obligation.triggered_on,
        document=obligation.trigger_document,
        correction=correction,
        previous_due=previous,
        recorded_by=by,
        role=role,
        recorded_at=at,
    )
    page_cache.bump()
    return obligation
