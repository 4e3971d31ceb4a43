"""A disclosure becomes public, is corrected, or is taken back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import DisclosurePage, Obligation, PoorHouseholdListPage, RefusedSchedule
from cms.disclosures.rights import AnyUser
from cms.disclosures.services.obligations import oblige
from cms.disclosures.services.paper import follow_list, take_down
from cms.disclosures.withdrawal import WithdrawalReason
from portal.ledger.kinds import EventKind
from portal.ledger.services import record_many
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.duties import trigger_date
from portal.statutes.services import working_calendar


@transaction.atomic
def disclose(*, page: DisclosurePage, at: datetime, actor_role: str) -> Obligation:
    """Record that the page is public from `at`: called for every publication, the first and the corrections.

    Fulfils the obligation of the page's organisation, duty and period, which comes into being here when the
    duty arose on an event that nobody announced. Returns the obligation.
    """
    today = timezone.localdate(at)
    if page.first_disclosed_at is None:
        page.first_disclosed_at = at
        DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=at)
    obligation = oblige(
        organisation=page.organisation,
        duty=page.duty,
        period=page.period,
        occurrence=page.occurrence,
        triggered_on=trigger_of(page, working_calendar()) or today,
        at=at,
        document=page.decision_number,
    )
    if page.duty_id != obligation.duty_id:
        # Owed under the version of its day, whatever version the page was drafted under.
        page.duty = obligation.duty
        DisclosurePage.objects.filter(pk=page.pk).update(duty=obligation.duty)
    first = obligation.disclosed_on is None
    if first:
        obligation.fulfilled_by, obligation.disclosed_on = page, today
        obligation.save(update_fields=["fulfilled_by", "disclosed_on"])
    RefusedSchedule.objects.filter(page=page).delete()
    documents = list(page.attachments.all())
    record_many(events.disclosed(page, documents, first=first, at=at, actor_role=actor_role))
    if isinstance(page, PoorHouseholdListPage):
        follow_list(page=page)
    return obligation


def trigger_of(page: DisclosurePage, calendar: WorkingCalendar) -> date | None:
    """Return the date that started the clock of the page's duty: the duty's own, else its decision's."""
    return trigger_date(page.duty, page.period, calendar) or page.decision_date


@transaction.atomic
def withdraw(*, page: DisclosurePage, reason: WithdrawalReason, by: AnyUser | None) -> DisclosurePage:
    """Take the page off the site for a stated reason; the obligation is open again."""
    page.withdrawal_reason = reason
    page.unpublish(user=by)
    return page


@transaction.atomic
def record_withdrawal(*, page: DisclosurePage, reason: str, at: datetime, actor_role: str) -> None:
    """Record that the page is no longer public.

    What ran out on its planned date was disclosed and stays fulfilled; what was taken back was not.
    """
    if reason != WithdrawalReason.EXPIRED:
        Obligation.objects.filter(fulfilled_by=page).update(fulfilled_by=None, disclosed_on=None)
    payload = {"reason": str(reason)}
    record_many([events.about(page, EventKind.WITHDRAWN, at=at, actor_role=actor_role, payload=payload)])
    if reason != WithdrawalReason.EXPIRED and not isinstance(page, PoorHouseholdListPage):
        take_down(page=page, reason=reason, at=at, actor_role=actor_role)
