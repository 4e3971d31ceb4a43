"""A body explains its frozen result and appeals single rows; an inspector decides. All of it is public."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from portal.accountability.freezing import FreezeRefused, correct
from portal.accountability.models import AppealState, RowAppeal, ScoreExplanation, ScoreSnapshot
from portal.accountability.presentation import read_row
from portal.accountability.rows import Row
from portal.accountability.snapshots import row_lines
from portal.accountability.streaming import Adjustment
from portal.accounts.models import User
from portal.accounts.policies import Action, can, role_for
from portal.core import page_cache
from portal.core.personal_data import Allow, scan_text
from portal.core.text import plain_text
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.organisations.models import Organisation
from portal.statutes.thresholds import Threshold, ThresholdKey

TEXT_LENGTH = 5_000


class AppealRefused(ValueError):
    """Why it is not possible, in Vietnamese; `field` names where the reason lies."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def explain(
    *, snapshot: ScoreSnapshot, organisation: Organisation, by: User, at: datetime, text: str
) -> ScoreExplanation:
    """Publish the body's word on its result. Raises PermissionDenied, or AppealRefused naming the field."""
    role = _role(by, organisation)
    text = _public("text", text, at)
    explanation = ScoreExplanation.objects.create(
        snapshot=snapshot, organisation=organisation, text=text, at=at, by=by
    )
    _record(EventKind.SCORE_EXPLAINED, snapshot, organisation, role, at, {"snapshot": snapshot.pk})
    return explanation


@transaction.atomic
def appeal(
    *,
    snapshot: ScoreSnapshot,
    organisation: Organisation,
    indicator: str,
    place: int,
    by: User,
    at: datetime,
    text: str,
    evidence: str,
) -> RowAppeal:
    """Dispute one row of the result that holds. Raises PermissionDenied, or AppealRefused naming the field."""
    role = _role(by, organisation)
    if not snapshot.is_current:
        raise AppealRefused("Kỳ này đã được đính chính; hãy khiếu nại trên bản mới nhất.")
    if (last := last_day(snapshot)) is not None and localdate(at) > last:
        raise AppealRefused(f"Đã hết hạn khiếu nại kỳ này (hết ngày {last:%d/%m/%Y}).")
    line = _line(snapshot, organisation, indicator, place)
    if (
        RowAppeal.objects.of_period(snapshot.period)
        .filter(organisation=organisation, indicator=indicator, place=place)
        .exists()
    ):
        raise AppealRefused("Dòng này đã được khiếu nại trong kỳ; quyết định là cuối cùng.")
    made = RowAppeal.objects.create(
        snapshot=snapshot,
        organisation=organisation,
        indicator=indicator,
        place=place,
        line=line.strip(),
        text=_public("text", text, at),
        evidence=_public("evidence", evidence, at),
        made_at=at,
        made_by=by,
    )
    row = {"snapshot": snapshot.pk, "indicator": indicator, "place": place}
    _record(EventKind.ROW_APPEALED, snapshot, organisation, role, at, row)
    return made


@transaction.atomic
def decide(*, appeal: RowAppeal, by: User, at: datetime, upheld: bool, reason: str) -> RowAppeal:
    """Decide with a reason. Upheld, the row is taken out by a correction whose difference is public.

    By an inspector who belongs to no office of that body. Raises PermissionDenied, or AppealRefused.
    """
    if not can(by, Action.SCORE_FREEZE) or by.memberships.filter(organisation=appeal.organisation).exists():
        raise PermissionDenied
    held = RowAppeal.objects.select_for_update().get(pk=appeal.pk)
    if held.state != AppealState.OPEN:
        raise AppealRefused("Khiếu nại này đã được quyết định.")
    held.reason = _public("reason", reason, at)
    held.state = AppealState.UPHELD if upheld else AppealState.REFUSED
    held.decided_at, held.decided_by = at, by
    if upheld:
        held.correction = _taken_out(held, by, at)
    held.save()
    row = {"snapshot": held.snapshot_id, "indicator": held.indicator, "place": held.place}
    payload = {**row, "upheld": upheld, "correction": held.correction_id}
    role = role_for(by, Action.SCORE_FREEZE, held.organisation) or "inspector"
    _record(EventKind.APPEAL_DECIDED, held.snapshot, held.organisation, role, at, payload)
    return held


def last_day(snapshot: ScoreSnapshot) -> date | None:
    """The last day on which rows of the period can be appealed: counted from its first freezing; None without a row."""
    first = ScoreSnapshot.objects.filter(period=snapshot.period, kind=snapshot.kind).order_by("pk").first()
    frozen_on = localdate((first or snapshot).created_at)
    days = Threshold.objects.days(ThresholdKey.SCORE_APPEAL_WITHIN, on=frozen_on)
    return frozen_on + timedelta(days=days) if days is not None else None


def disputable(snapshot: ScoreSnapshot, organisation: Organisation) -> list[Row]:
    """The rows that cost the body something and that it has not appealed in the period, in the order of the file."""
    appealed = set(
        RowAppeal.objects.of_period(snapshot.period)
        .filter(organisation=organisation)
        .values_list("indicator", "place")
    )
    rows = map(read_row, row_lines(snapshot, organisation.code))
    return [row for row in rows if _costs(row) and (row.indicator, row.place) not in appealed]


def _costs(row: Row) -> bool:
    return row.value > 0.5 if row.indicator == "speed" else row.value < 1


def _taken_out(held: RowAppeal, by: User, at: datetime) -> ScoreSnapshot:
    current = ScoreSnapshot.objects.of_period(held.snapshot.period, held.snapshot.kind).current().get()
    why = f"Khiếu nại số {held.pk} được chấp nhận."
    change = Adjustment(held.organisation.code, held.indicator, held.place, None, why)
    try:
        return correct(
            snapshot=current, by=by, at=at, reason=f"{why} {held.reason}"[:2000], adjustments=[change]
        )
    except FreezeRefused as refusal:
        raise AppealRefused(str(refusal)) from refusal


def _line(snapshot: ScoreSnapshot, organisation: Organisation, indicator: str, place: int) -> str:
    for text in row_lines(snapshot, organisation.code):
        row = read_row(text)
        if (row.indicator, row.place) == (indicator, place):
            return text
    raise AppealRefused("Không có dòng này trong kết quả của đơn vị.")


def _role(by: User, organisation: Organisation) -> str:
    role = role_for(by, Action.SCORE_APPEAL, organisation)
    if not role:
        raise PermissionDenied
    return role


def _public(field: str, text: str, at: datetime) -> str:
    """What everybody will read: not empty, not endless, and without personal data."""
    clean = plain_text(text)
    if not clean:
        raise AppealRefused("Hãy điền ô này; nội dung được công khai.", field)
    if len(clean) > TEXT_LENGTH:
        raise AppealRefused(f"Tối đa {TEXT_LENGTH} ký tự.", field)
    found = [one for one in scan_text(clean, allow=Allow(landlines=True), on=localdate(at)) if one.blocks]
    if found:
        labels = ", ".join(sorted({one.label_vi for one in found}))
        raise AppealRefused(
            f"Nội dung công khai mà còn dữ liệu cá nhân: {labels}. Hãy viết lại không có chúng.", field
        )
    return clean


def _record(
    kind: EventKind,
    snapshot: ScoreSnapshot,
    organisation: Organisation,
    role: str,
    at: datetime,
    payload: dict[str, object],
) -> None:
    record(
        kind,
        organisation=organisation,
        subject=f"score:{snapshot.period}:{organisation.code}",
        actor_role=role,
        at=at,
        payload=payload,
    )
    page_cache.bump()
