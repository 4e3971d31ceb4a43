"""A frozen half-year of the sample content, and a correction of one row of it."""

from datetime import date, datetime, time

from content.seeding.organisations import Bodies
from portal.accountability.appealing import appeal, decide, disputable, explain
from portal.accountability.freezing import Adjustment, correct, freeze
from portal.accountability.models import RowAppeal, ScoreSnapshot
from portal.accountability.periods import half_year
from portal.accountability.snapshots import snapshot_rows
from portal.accounts.models import Role, User
from portal.ledger.models import ChainHead
from portal.organisations.models import OrganisationKind
from portal.statutes.terms import ZONE

FROZEN, CORRECTED = (7, 5), (7, 14)
_REASON = "Đính chính mẫu: một đơn giấy được ghi nhầm ngày trả lời. Dữ liệu mẫu, không có thật."
_EXPLAINED = (
    "Giải trình mẫu: trong kỳ có hai cán bộ một cửa nghỉ dài ngày, nhiều phản ánh trả lời chậm. Đơn vị đã cử người thay "
    "và đặt lịch nhắc trước hạn ba ngày. Dữ liệu mẫu, không có thật."
)
_DISPUTED = (
    "Khiếu nại mẫu: phản ánh này đã được trả lời trực tiếp tại buổi tiếp công dân trước hạn.",
    "Khiếu nại mẫu: thư thuộc địa bàn xã bên, chúng tôi đã chuyển đi trước hạn.",
)
_EVIDENCE = "Sổ tiếp công dân mẫu, trang 12 (dữ liệu mẫu, không có thật)."
_REFUSED = "Quyết định mẫu: trả lời miệng mà không ghi lên cổng thì người gửi không có gì để đối chiếu. Dữ liệu mẫu, không có thật."
_WHY = "Sổ công văn đi cho thấy đã trả lời đúng hạn (dữ liệu mẫu)."


def freeze_half_year(bodies: Bodies, staff: dict[tuple[str, str], User], starts: date, today: date) -> None:
    """Freeze the first half-year once it is over, and correct the first late answer in its rows."""
    period = half_year(starts.year)
    if today <= date(starts.year, *CORRECTED):
        return
    at = _moment(bodies, date(starts.year, *FROZEN))
    snapshot = freeze(period=period, by=None, at=at)
    if any(body.kind == OrganisationKind.DEPARTMENT for body in bodies.organisations.values()):
        freeze(period=period, by=None, at=at, kind=OrganisationKind.DEPARTMENT)
    late = next(
        (row for row in snapshot_rows(snapshot) if row.indicator == "answer_on_time" and not row.value), None
    )
    inspector = next((user for (_, role), user in staff.items() if role == Role.INSPECTOR), None)
    if late is None or inspector is None:
        return
    corrected = correct(
        snapshot=snapshot,
        by=inspector,
        at=at,
        reason=_REASON,
        adjustments=[Adjustment(late.organisation, late.indicator, late.place, 1.0, _WHY)],
    )
    _appeals(corrected, staff, inspector)


def _appeals(snapshot: ScoreSnapshot, staff: dict[tuple[str, str], User], inspector: User) -> None:
    """A body that explains its result and disputes two rows of it: one is refused, the other waits."""
    heads = {code: user for (code, role), user in staff.items() if role == Role.HEAD}
    for score in snapshot.scores.filter(code__in=heads).select_related("organisation").order_by("-position"):
        body, head = score.organisation, heads[score.code]
        rows = [row for row in disputable(snapshot, body) if row.indicator == "answer_on_time"][:2]
        if len(rows) < 2:
            continue
        at = _after(body.pk, snapshot.created_at)
        explain(snapshot=snapshot, organisation=body, by=head, at=at, text=_EXPLAINED)
        made = [
            appeal(
                snapshot=snapshot,
                organisation=body,
                indicator=row.indicator,
                place=row.place,
                by=head,
                at=at,
                text=text,
                evidence=_EVIDENCE,
            )
            for row, text in zip(rows, _DISPUTED, strict=True)
        ]
        decide(appeal=made[0], by=inspector, at=at, upheld=False, reason=_REFUSED)
        RowAppeal.objects.filter(pk__in=[one.pk for one in made]).update(is_sample_data=True)
        return


def _after(body: int, moment: datetime) -> datetime:
    """Chains never go back: not before the last event of the body."""
    head = ChainHead.objects.filter(organisation_id=body).first()
    return max(moment, head.recorded_at) if head and head.recorded_at else moment


def _moment(bodies: Bodies, planned: date) -> datetime:
    """The planned morning; later where the province's chain has later events already: chains never go back."""
    moment = datetime.combine(planned, time(8), ZONE)
    provinces = [body.pk for body in bodies.organisations.values() if body.kind == OrganisationKind.PROVINCE]
    heads = ChainHead.objects.filter(organisation_id__in=provinces, recorded_at__gt=moment)
    return max([moment, *(head.recorded_at for head in heads if head.recorded_at)])
