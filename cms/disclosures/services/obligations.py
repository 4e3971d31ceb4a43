"""What one body owes and by when: made from what started the clock, moved when the calendar changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cms.disclosures import events
from cms.disclosures.models import Obligation
from portal.core import page_cache
from portal.ledger.services import record_many
from portal.organisations.models import Organisation
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.deadlines import Deadline, Terms, compute
from portal.statutes.duties import Start, duty_deadline, trigger_date
from portal.statutes.models import DisclosureDuty
from portal.statutes.services import working_calendar


def deadline_of(
    *, duty: DisclosureDuty, triggered_on: date, calendar: WorkingCalendar | None = None, document: str = ""
) -> Deadline:
    """Return by when the duty must be fulfilled if its trigger happened on the date, and why."""
    return duty_deadline(duty, Start(triggered_on, document=document), calendar or working_calendar())


def new_obligation(
    *,
    organisation: Organisation,
    duty: DisclosureDuty,
    period: str,
    start: Start,
    deadline: Deadline,
    occurrence: str = "",
) -> Obligation:
    """Return the unsaved obligation of one body; `deadline` is duty_deadline() of the same duty and start."""
    obligation = Obligation(
        organisation=organisation,
        duty=duty,
        duty_key=duty.key,
        period=period,
        occurrence=occurrence,
    )
    put_start(obligation, start=start, deadline=deadline)
    return obligation


def put_start(obligation: Obligation, *, start: Start, deadline: Deadline) -> None:
    """Set what started the obligation's clock and what follows from it, unsaved: the fields STARTED."""
    obligation.triggered_on, obligation.is_assumed = start.on, start.is_assumed
    obligation.trigger_document = start.document[:80]
    obligation.due_on, obligation.trace = deadline.due, trace_of(obligation.duty, deadline)


PIECE = 1000
STARTED = ["duty", "triggered_on", "is_assumed", "trigger_document", "due_on", "trace"]


def trace_of(duty: DisclosureDuty, deadline: Deadline) -> dict[str, Any]:
    """Return what is kept of a deadline, with the version of the duty that it was computed under."""
    return {**deadline.as_dict(), "version": duty.effective_from.isoformat()}


@transaction.atomic
def oblige(
    *,
    organisation: Organisation,
    duty: DisclosureDuty,
    period: str,
    triggered_on: date,
    at: datetime,
    document: str = "",
    occurrence: str = "",
) -> Obligation:
    """Return the organisation's obligation for the period, made with its ledger event when it is new.

    A duty that arises on events has one obligation per occurrence, see occurrences.occurrence_of. An
    obligation that is there already keeps the version of the duty that it was made under.
    """
    existing = (
        Obligation.objects.filter(
            organisation=organisation, duty_key=duty.key, period=period, occurrence=occurrence
        )
        .select_related("duty")
        .first()
    )
    if existing:
        return existing
    start = Start(triggered_on, document=document)
    obligation = new_obligation(
        organisation=organisation,
        duty=duty,
        period=period,
        start=start,
        deadline=duty_deadline(duty, start, working_calendar()),
        occurrence=occurrence,
    )
    obligation.save()
    record_many([events.duty_due(obligation, at)])
    page_cache.bump()
    return obligation


@transaction.atomic
def recompute_open_obligations(*, on: date, at: datetime) -> int:
    """Compute again what is open and due from `on`; return how many moved. The old dates stay in the ledger.

    One transaction, since the change of the calendar that calls for it is one; memory holds a piece at a time.
    """
    calendar, moved, last = working_calendar(), 0, 0
    known: dict[object, Deadline] = {}
    waiting = Obligation.objects.open(on=on).filter(due_on__gte=on).select_related("organisation", "duty")
    locked = waiting.select_for_update(of=("self",)).order_by("pk")
    while rows := list(locked.filter(pk__gt=last)[:PIECE]):
        moved += _recompute(rows, calendar, known, at)
        last = rows[-1].pk
    if moved:
        page_cache.bump()
    return moved


def _recompute(
    rows: Sequence[Obligation], calendar: WorkingCalendar, known: dict[object, Deadline], at: datetime
) -> int:
    """Move the rows whose date the calendar changes. Bodies share most deadlines: `known` keeps them."""
    moved, drafts = [], []
    for row in rows:
        key = (row.duty_id, row.period, row.triggered_on, row.is_assumed, row.trigger_document)
        if row.triggered_on is None or key not in known:
            known[key] = deadline_again(row, calendar)
        deadline = known[key]
        if deadline.due == row.due_on:
            continue
        previous, row.due_on, row.trace = row.due_on, deadline.due, trace_of(row.duty, deadline)
        drafts.append(events.duty_due(row, at, previous))
        moved.append(row)
    Obligation.objects.bulk_update(moved, ["due_on", "trace"], batch_size=200)
    record_many(drafts)
    return len(moved)


def deadline_again(obligation: Obligation, calendar: WorkingCalendar) -> Deadline:
    """Return the obligation's deadline under another calendar, from its own version of the duty.

    A trigger such as the last working day of March may itself lie elsewhere in the other calendar.
    """
    day = trigger_date(obligation.duty, obligation.period, calendar) or obligation.triggered_on
    if day is None:
        return compute(Terms.from_dict(obligation.trace["terms"]), calendar)
    start = Start(day, obligation.is_assumed, obligation.trigger_document)
    return duty_deadline(obligation.duty, start, calendar)
