"""Anomaly flags over the sample's half-year, as the real rules find them; the first body is asked about the first."""

from datetime import date, datetime, time

from portal.accountability.periods import half_year
from portal.accounts.models import Role, User
from portal.inspection.models import Flag
from portal.inspection.services.flags import ask, raise_flags
from portal.statutes.terms import ZONE

_QUESTION = (
    "Câu hỏi mẫu: vì sao các hồ sơ này được xử lý theo một cách giống nhau? Đơn vị cho biết quy trình ký duyệt. "
    "Dữ liệu mẫu, không có thật."
)


def find_flags(staff: dict[tuple[str, str], User], starts: date, today: date) -> None:
    """Look at the first half-year, as far as it has passed."""
    period = half_year(starts.year)
    end = min(period.end, today)
    at = datetime.combine(end, time(9), ZONE)
    found = raise_flags(start=period.start, end=end, at=at)
    Flag.objects.filter(pk__in=[flag.pk for flag in found]).update(is_sample_data=True)
    inspector = next((user for (_, role), user in staff.items() if role == Role.INSPECTOR), None)
    if found and inspector is not None:
        ask(flag=found[0], by=inspector, at=at, question=_QUESTION)
