"""Begin what is owed: a draft of the right type and period, filled with the last period's values."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cms.disclosures.last_period import carried_title, take_over
from cms.disclosures.models import DisclosurePage, DocumentPage, Obligation, own_page_type
from cms.disclosures.rights import rights_of
from cms.disclosures.services.quarterly import QUARTERLY_LIST, compile_quarter
from portal.accounts.models import User
from portal.statutes.periods import period_bounds


@transaction.atomic
def start_draft(*, obligation: Obligation, by: User, at: datetime) -> DisclosurePage:
    """Return the draft of what is owed; the one that exists, or a new one. Starting twice makes one draft.

    A page that was withdrawn is taken up again: its address stays. Raises PermissionDenied for whoever does not
    draft for the body, ValidationError when the body has no place for disclosures yet.
    """
    if obligation.organisation_id not in rights_of(by).drafts:
        raise PermissionDenied
    # Two editors who press the button together wait for each other here.
    owed = Obligation.objects.select_related("organisation", "duty").select_for_update(of=("self",))
    obligation = owed.get(pk=obligation.pk)
    existing = draft_of(obligation)
    if existing is not None:
        return existing
    if obligation.duty_key == QUARTERLY_LIST:
        # Not last quarter's list: what the register knows of this one.
        return compile_quarter(organisation=obligation.organisation, period=obligation.period, by=by)
    section = getattr(obligation.organisation, "disclosure_section", None)
    if section is None:
        raise ValidationError("Đơn vị chưa có phần công khai; hãy báo người quản trị.")
    page = new_draft(obligation, at=at)
    page.live, page.owner = False, by
    section.add_child(instance=page)
    page.save_revision(user=by, log_action=True, clean=False)
    return page


def draft_of(obligation: Obligation) -> DisclosurePage | None:
    """Return the page that discloses, or will disclose, what is owed; None when nobody began."""
    pages = DisclosurePage.objects.filter(
        organisation=obligation.organisation_id, duty__key=obligation.duty_key, period=obligation.period
    )
    page = obligation.fulfilled_by or (
        pages.filter(occurrence=obligation.occurrence).order_by("-live", "-pk").first()
    )
    return page.specific if page else None


def new_draft(obligation: Obligation, *, at: datetime) -> DisclosurePage:
    """Return an unsaved page for the obligation with what is known of it and the last period's content."""
    model = own_page_type(obligation.duty_key) or DocumentPage
    page = model.draft_for(obligation.duty, obligation.period, obligation.occurrence)
    page.organisation = obligation.organisation
    page.title = f"{obligation.duty.title}, {obligation.period_label.lower()}"[:250]
    if obligation.trigger_document:
        page.decision_number = obligation.trigger_document
        known = obligation.triggered_on and obligation.triggered_on <= timezone.localdate(at)
        page.decision_date = obligation.triggered_on if known else None
    page.period_start, page.period_end = period_bounds(obligation.period)
    previous = page_before(page)
    if previous is not None:
        page.title = carried_title(previous.title, before=previous.period, now=obligation.period)
        take_over(page, previous)
    return page


def page_before(page: DisclosurePage) -> DisclosurePage | None:
    """Return the body's newest public page of the same item for an earlier period, of the same type.

    What arises on an event has none: another decision is another matter, not the same one a year later.
    """
    if page.occurrence:
        return None
    pages = type(page).objects.live().filter(organisation=page.organisation_id, duty__key=page.duty.key)
    if page.period_start:
        pages = pages.filter(period_end__lte=page.period_end)
    return (
        pages.exclude(period=page.period)
        .filter(occurrence="")
        .order_by("-period_end", "-first_disclosed_at")
        .first()
    )
