"""A frozen half-year of the sample content, and a correction of one row of it."""

from datetime import date, datetime, time

from content.seeding.organisations import Bodies
from portal.accountability.freezing import Adjustment, correct, freeze
from portal.accountability.periods import half_year
from portal.accountability.snapshots import snapshot_rows
from portal.accounts.models import Role, User
from portal.ledger.models import ChainHead
from portal.organisations.models import OrganisationKind
from portal.statutes.terms import ZONE

FROZEN, CORRECTED = (7, 5), (7, 14)
_REASON = "Đính chính mẫu: một đơn giấy được ghi nhầm ngày trả lời. Dữ liệu mẫu, không có thật."
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
    correct(
        snapshot=snapshot,
        by=inspector,
        at=at,
        reason=_REASON,
        adjustments=[Adjustment(late.organisation, late.indicator, late.place, 1.0, _WHY)],
    )


def _moment(bodies: Bodies, planned: date) -> datetime:
    """The planned morning; later where the province's chain has later events already: chains never go back."""
    moment = datetime.combine(planned, time(8), ZONE)
    provinces = [body.pk for body in bodies.organisations.values() if body.kind == OrganisationKind.PROVINCE]
    heads = ChainHead.objects.filter(organisation_id__in=provinces, recorded_at__gt=moment)
    return max([moment, *(head.recorded_at for head in heads if head.recorded_at)])
