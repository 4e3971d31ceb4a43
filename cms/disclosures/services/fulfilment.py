"""What a publication says about the obligations behind it, besides that the page is public."""

from collections.abc import Sequence
from datetime import date, datetime

from cms.disclosures import events
from cms.disclosures.models import DisclosurePage, Obligation
from cms.disclosures.services.announcements import start_is_movable
from cms.disclosures.services.obligations import put_start
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import DutyPeriod
from portal.statutes.duties import Start, duty_deadline, version_for_period
from portal.statutes.models import DisclosureDuty


def let_document_date(
    obligation: Obligation,
    page: DisclosurePage,
    versions: Sequence[DisclosureDuty],
    *,
    on: date,
    at: datetime,
    actor_role: str,
    calendar: WorkingCalendar,
) -> EventDraft | None:
    """Put the date of the published document in the place of an assumed one; unsaved, with the event that says so.

    None, and nothing changed, when the start is known, or when the assumed date has passed: a document must
    not move its own body's overdue date. What stands at all times starts with a change and not with the
    document that first says so.
    """
    decided = page.decision_date
    if not obligation.is_assumed or decided is None or obligation.duty.period == DutyPeriod.STANDING:
        return None
    if not start_is_movable(obligation, on):
        return None
    version = version_for_period(versions, obligation.period, decided, calendar)
    start = Start(decided, document=page.decision_number)
    deadline = duty_deadline(version, start, calendar)
    if deadline.due < version.effective_from:
        return None
    previous, obligation.duty = obligation.due_on, version
    put_start(obligation, start=start, deadline=deadline)
    return events.duty_due(obligation, at, previous, actor_role=actor_role)


def announced_changes(page: DisclosurePage, on: date) -> list[Obligation]:
    """Return the announced changes that this publication of a standing item answers, too. At most one query.

    Whoever brings the page up to date after a change publishes the same page again.
    """
    if page.duty.period != DutyPeriod.STANDING:
        return []
    waiting = Obligation.objects.filter(
        organisation=page.organisation,
        duty_key=page.duty.key,
        period=page.period,
        disclosed_on__isnull=True,
        triggered_on__lte=on,
    )
    return list(waiting.exclude(occurrence=page.occurrence).select_related("organisation", "duty"))


def change_disclosed(
    obligation: Obligation, page: DisclosurePage, *, at: datetime, actor_role: str
) -> EventDraft:
    """The event of a change that a page answers by being brought up to date."""
    payload = {"page": page.public_path}
    return events.about_obligation(
        obligation, EventKind.DISCLOSED, at=at, actor_role=actor_role, payload=payload
    )
