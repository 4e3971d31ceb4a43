"""Sample letters of the outbox, all long sent: nothing leaves because of them. Their keys begin with SAMPLE_PREFIX."""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.notifications.models import SAMPLE_PREFIX, Message, State
from portal.statutes.terms import ZONE


def create(bodies: Bodies, people: dict[tuple[str, str], User], today: date) -> None:
    """One letter of each of four kinds: three that were sent, one that had nobody to go to."""
    inspector = people["HY-TTT", Role.INSPECTOR]
    at = datetime.combine(today - timedelta(days=1), time(8), tzinfo=ZONE)
    common = {
        "code": "HY-MAAU-MAAU",
        "kind": "Phản ánh",
        "organisation": "Đơn vị mẫu",
        "address": settings.SITE_URL,
    }
    rows: list[tuple[str, str, User | None]] = [
        ("petition_received", State.SENT, None),
        ("petition_news", State.SENT, None),
        ("follow_confirm", State.DROPPED, None),
        ("tips_daily", State.SENT, inspector),
    ]
    Message.objects.bulk_create(
        Message(
            key=f"{SAMPLE_PREFIX}{number}",
            template=template,
            context={} if user else common,
            to_user=user,
            recipient=f"user:{user.pk}" if user else "",
            state=state,
            attempts=1 if state == State.SENT else 0,
            created_at=at + timedelta(minutes=number),
            next_attempt_at=at,
            finished_at=at + timedelta(minutes=number + 1),
        )
        for number, (template, state, user) in enumerate(rows)
    )
