"""A few reminders of the sample by the inspector's own hand, through the real service."""

from datetime import date, datetime, time

from portal.accounts.models import Role, User
from portal.feedback.models import Petition
from portal.inspection.services.reminders import remind
from portal.ledger.models import ChainHead
from portal.statutes.terms import ZONE

_TEXT = "Lời nhắc mẫu: hồ sơ đã quá hạn, đề nghị trả lời hoặc nêu lý do gia hạn. Dữ liệu mẫu, không có thật."
NUMBER = 3


def create(staff: dict[tuple[str, str], User], today: date) -> None:
    """Remind of the cases that are overdue longest in bodies that have somebody to remind."""
    inspector = next((user for (_, role), user in staff.items() if role == Role.INSPECTOR), None)
    codes = {code for code, role in staff if role == Role.HANDLER}
    late = Petition.objects.overdue(on=today).filter(organisation__code__in=codes)
    if inspector is None:
        return
    wanted = datetime.combine(today, time(7, 30), ZONE)
    for case in late.select_related("organisation").order_by("next_due_on", "pk")[:NUMBER]:
        head = ChainHead.objects.filter(organisation=case.organisation).first()
        at = max(wanted, head.recorded_at) if head and head.recorded_at else wanted
        remind(subject=case.subject, by=inspector, at=at, text=_TEXT)
