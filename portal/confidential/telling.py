"""The Inspectorate's daily letter: the same every working day but for two words, so that it is no trace of a sender.

It goes out whether anything came or not, at an hour that does not depend on what came. What its receiver alone should
read is sealed in the outbox and erased there once it is sent.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.confidential.models import Tip, TipKey
from portal.confidential.services import may_handle
from portal.notifications.services import enqueue
from portal.statutes.services import working_calendar
from portal.statutes.wording import short_date

_NOT_BEFORE = time(7, 30)


def tell_inspectors(*, at: datetime) -> int:
    """Queue the letter of the day for everybody who may handle tips; return to how many. Idempotent."""
    now = timezone.localtime(at)
    today = now.date()
    if now.time() < _NOT_BEFORE or not working_calendar().is_working_day(today):
        return 0
    if TipKey.objects.current() is None:
        return 0
    receivers = [user for user in _inspectors() if may_handle(user)]
    for user in receivers:
        enqueue(
            key=f"tips:{today:%Y-%m-%d}:user-{user.pk}",
            template="tips_daily",
            context={"day": short_date(today), "address": settings.SITE_URL + reverse("tips")},
            to_user=user,
            secret=_words(today),
            at=at,
        )
    return len(receivers)


def _words(today: date) -> dict[str, str]:
    """Yes or no, of equal length: neither how many, nor which, nor since when."""
    waits = Tip.objects.filter(waits_for_us=True).exists()
    overdue = Tip.objects.overdue(on=today).exists()
    return {"waits": "CÓ   " if waits else "KHÔNG", "overdue": "CÓ   " if overdue else "KHÔNG"}


def _inspectors() -> list[User]:
    found = User.objects.filter(is_active=True, memberships__role=Role.INSPECTOR)
    return list(found.distinct().order_by("pk"))
