"""A disclosure becomes public, is corrected, or is taken back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import DisclosurePage, Obligation, PoorHouseholdListPage, RefusedSchedule
from cms.disclosures.rights import AnyUser
from cms.disclosures.services.fulfilment import announced_changes, change_disclosed, let_document_date
from cms.disclosures.services.households import count_changes
from cms.disclosures.services.obligations import STARTED, oblige
from cms.disclosures.services.paper import follow_list, take_down
from cms.disclosures.services.versions import close_version, next_version, stated_correction
from cms.disclosures.withdrawal import WithdrawalReason
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft, record_many
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.duties import trigger_date
from portal.statutes.models import DisclosureDuty
from portal.statutes.services import working_calendar


@transaction.atomic
def disclose(*, page: DisclosurePage, at: datetime, actor_role: str) -> Obligation:
    """Record that the page is public from `at`: called for every publication, the first and the corrections.

    Fulfils the obligation of the page's organisation, duty and period, which comes into being here when the
    duty arose on an event that nobody announced. Returns the obligation.
    """
    today, calendar = timezone.localdate(at), working_calendar()
    correction = stated_correction(page)
    if page.first_disclosed_at is None:
        page.first_disclosed_at = at
        DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=at)
    obligation = oblige(
        organisation=page.organisation,
        duty=page.duty,
        period=page.period,
        occurrence=page.occurrence,
        triggered_on=trigger_of(page, calendar) or today,
        at=at,
        document=page.decision_number,
    )
    first = obligation.disclosed_on is None
    drafts = _fulfil(obligation, page, at=at, actor_role=actor_role, calendar=calendar) if first else []
    if page.duty_id != obligation.duty_id:
        # Owed under the version of its day, whatever version the page was drafted under.
        page.duty = obligation.duty
        DisclosurePage.objects.filter(pk=page.pk).update(duty=obligation.duty)
    RefusedSchedule.objects.filter(page=page).delete()
    version = next_version(page=page, at=at, correction=correction)
    _forget_reason(page)
    drafts += events.disclosed(page, version, first=first, at=at, actor_role=actor_role)
    for change in announced_changes(page, today):
        change.fulfilled_by, change.disclosed_on = page, today
        change.save(update_fields=["fulfilled_by", "disclosed_on"])
        drafts.append(change_disclosed(change, page, at=at, actor_role=actor_role))
    record_many(drafts)
    if isinstance(page, PoorHouseholdListPage):
        count_changes(page=page)
        follow_list(page=page)
    return obligation


def _fulfil(
    obligation: Obligation, page: DisclosurePage, *, at: datetime, actor_role: str, calendar: WorkingCalendar
) -> list[EventDraft]:
    """Mark the obligation fulfilled; return the event of its due date when the page's document moved it."""
    today = timezone.localdate(at)
    versions = list(DisclosureDuty.objects.versions_of(obligation.duty_key)) if obligation.is_assumed else []
    dated = let_document_date(
        obligation, page, versions, on=today, at=at, actor_role=actor_role, calendar=calendar
    )
    obligation.fulfilled_by, obligation.disclosed_on = page, today
    obligation.save(update_fields=[*(STARTED if dated else []), "fulfilled_by", "disclosed_on"])
    return [dated] if dated else []


def _forget_reason(page: DisclosurePage) -> None:
    """The reason is the version's now; the next correction states its own."""
    page.correction_reason = page.correction_note = ""
    DisclosurePage.objects.filter(pk=page.pk).update(correction_reason="", correction_note="")


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
    close_version(page=page, at=at, reason=reason)
    payload = {"reason": str(reason)}
    drafts = [events.about(page, EventKind.WITHDRAWN, at=at, actor_role=actor_role, payload=payload)]
    if reason != WithdrawalReason.EXPIRED:
        fulfilled = Obligation.objects.filter(fulfilled_by=page)
        changes = fulfilled.exclude(occurrence=page.occurrence).select_related("organisation", "duty")
        drafts += [
            events.about_obligation(
                change, EventKind.WITHDRAWN, at=at, actor_role=actor_role, payload=payload
            )
            for change in changes
        ]
        fulfilled.update(fulfilled_by=None, disclosed_on=None)
    record_many(drafts)
    if reason != WithdrawalReason.EXPIRED and not isinstance(page, PoorHouseholdListPage):
        take_down(page=page, reason=reason, at=at, actor_role=actor_role)
