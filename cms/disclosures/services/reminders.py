"""Reminders of what is owed: before it is due and once when it is late, one letter a person and day.

An item is told at its most urgent stage only. A run that was missed is caught up by the next one, and a second run of
a day writes nothing more: what became due in between comes with the next day's letter.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cms.disclosures.models import Obligation, Reminder, ReminderStage
from portal.accounts.models import Membership, Role, User
from portal.notifications.models import Message
from portal.notifications.services import enqueue
from portal.organisations.models import OrganisationKind
from portal.statutes.calendar import CalendarCoverageError, WorkingCalendar
from portal.statutes.services import working_calendar
from portal.statutes.thresholds import Threshold, ThresholdKey

# What was late long before anybody was reminded of anything is on the desk; no letter begins with years of it.
LATE_AT_LATEST = timedelta(days=30)
# Lines of one letter; the rest is a number and the way to the desk.
LONGEST_LETTER = 60

_STEPS = {
    ReminderStage.LAST: ThresholdKey.DUTY_REMINDER_LAST,
    ReminderStage.FIRST: ThresholdKey.DUTY_REMINDER_FIRST,
}


@dataclass(frozen=True, slots=True)
class RemindersSent:
    """`letters` were written, which remind of `items` (an item in two letters counts twice)."""

    letters: int
    items: int


@dataclass(frozen=True, slots=True)
class _Item:
    obligation: Obligation
    stage: ReminderStage


def remind_duties(*, on: date, at: datetime) -> RemindersSent:
    """Queue the day's letters. Idempotent; nothing on a day off."""
    calendar = working_calendar()
    if not calendar.covers(on) or not calendar.is_working_day(on):
        return RemindersSent(0, 0)
    due = _due_items(on, calendar)
    told = set(
        Reminder.objects.filter(obligation__in=[item.obligation.pk for item in due]).values_list(
            "obligation_id", "stage", "user_id"
        )
    )
    letters = items = 0
    for user, owed in _by_person(due).items():
        fresh = [item for item in owed if (item.obligation.pk, item.stage, user.pk) not in told]
        if fresh and _write(user, fresh, on, at):
            letters, items = letters + 1, items + len(fresh)
    return RemindersSent(letters, items)


def _due_items(on: date, calendar: WorkingCalendar) -> list[_Item]:
    """What has to be told on the day, the most urgent first."""
    reach = {stage: _reach(key, on, calendar) for stage, key in _STEPS.items()}
    furthest = max((day for day in reach.values() if day), default=on)
    found = (
        Obligation.objects.open(on=on)
        .filter(due_on__gte=on - LATE_AT_LATEST, due_on__lte=furthest)
        .for_list()
        .order_by("due_on", "organisation__name", "pk")
    )
    staged = [(item, _stage(item.due_on, on, reach)) for item in found]
    return [_Item(item, stage) for item, stage in staged if stage is not None]


def _reach(key: str, on: date, calendar: WorkingCalendar) -> date | None:
    """The last due date that this step looks ahead to; None while no row gives the step."""
    days = Threshold.objects.days(key, on=on)
    if days is None:
        return None
    try:
        return calendar.add_working_days(on, days)
    except CalendarCoverageError:
        # Nobody knows the holidays of that year; nothing is due there either.
        return None


def _stage(due_on: date, on: date, reach: dict[ReminderStage, date | None]) -> ReminderStage | None:
    if due_on < on:
        return ReminderStage.LATE
    for stage, furthest in reach.items():
        if furthest is not None and due_on <= furthest:
            return stage
    return None


def _by_person(due: Iterable[_Item]) -> dict[User, list[_Item]]:
    """Who is told of what: the body's editors and head; of what is late the province's head too."""
    by_body: dict[int, list[_Item]] = defaultdict(list)
    late_below: dict[int, list[_Item]] = defaultdict(list)
    for item in due:
        body = item.obligation.organisation
        by_body[body.pk].append(item)
        if item.stage == ReminderStage.LATE and body.parent_id is not None:
            late_below[body.parent_id].append(item)
    found: dict[User, dict[int, _Item]] = defaultdict(dict)
    own = _members(Q(role__in=[Role.EDITOR, Role.HEAD], organisation__in=by_body))
    above = _members(
        Q(role=Role.HEAD, organisation__in=late_below, organisation__kind=OrganisationKind.PROVINCE)
    )
    for members, lists in ((own, by_body), (above, late_below)):
        for member in members:
            found[member.user].update({one.obligation.pk: one for one in lists[member.organisation_id]})
    return {
        user: sorted(items.values(), key=lambda one: one.obligation.due_on) for user, items in found.items()
    }


def _members(who: Q) -> list[Membership]:
    """Memberships of people who can be written to."""
    return list(
        Membership.objects.filter(who, user__is_active=True)
        .exclude(user__email="")
        .select_related("user")
        .order_by("pk")
    )


@transaction.atomic
def _write(user: User, items: list[_Item], on: date, at: datetime) -> bool:
    """Queue a person's letter of the day with what proves it; False when the day has one already."""
    key = f"duties:{on:%Y-%m-%d}:user-{user.pk}"
    if Message.objects.filter(key=key).exists():
        return False
    message = enqueue(key=key, template="duty_reminders", context=_context(items, on), to_user=user, at=at)
    Reminder.objects.bulk_create(
        [
            Reminder(obligation=one.obligation, stage=one.stage, user=user, on=on, message=message)
            for one in items
        ],
        ignore_conflicts=True,
    )
    return True


def _context(items: list[_Item], on: date) -> dict[str, Any]:
    late = [one for one in items if one.stage == ReminderStage.LATE]
    ahead = [one for one in items if one.stage != ReminderStage.LATE]
    shown_late = late[:LONGEST_LETTER]
    shown_ahead = ahead[: LONGEST_LETTER - len(shown_late)]
    return {
        "count": len(items),
        "day": f"{on:%d/%m/%Y}",
        "late": [_line(one.obligation) for one in shown_late],
        "ahead": [_line(one.obligation) for one in shown_ahead],
        "more": len(items) - len(shown_late) - len(shown_ahead),
        "desk": f"{settings.SITE_URL}/quan-tri/cong-khai/",
    }


def _line(obligation: Obligation) -> dict[str, str]:
    return {
        "title": obligation.duty.title,
        "organisation": obligation.organisation.name,
        "period": obligation.period_label,
        "due": f"{obligation.due_on:%d/%m/%Y}",
        "address": f"{settings.SITE_URL}/cong-khai/nghia-vu/{obligation.pk}/",
    }
