"""What is owed and by when: created from the calendar or from a decision, moved when the calendar changes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from cms.disclosures import events
from cms.disclosures.models import Obligation
from portal.core import page_cache
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import DutyHolder
from portal.statutes.deadlines import Deadline, Terms, compute
from portal.statutes.duties import duty_due, trigger_date
from portal.statutes.models import DisclosureDuty
from portal.statutes.services import working_calendar

DUTY_CALENDAR = Path(__file__).parents[1] / "data" / "duty_calendar.csv"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A duty that recurs, and the date that starts its clock where only a decision would give one."""

    duty: str
    period: str
    assumed_trigger: date | None


def deadline_of(
    *, duty: DisclosureDuty, triggered_on: date | datetime, calendar: WorkingCalendar | None = None
) -> Deadline:
    """Return by when the duty must be fulfilled if its trigger happened on the date, and why."""
    return duty_due(duty, triggered_on, calendar or working_calendar())


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

    A duty that arises on events has one obligation per occurrence, see occurrences.occurrence_of.
    """
    existing = Obligation.objects.filter(
        organisation=organisation, duty_key=duty.key, period=period, occurrence=occurrence
    ).first()
    if existing:
        return existing
    deadline = deadline_of(duty=duty, triggered_on=triggered_on)
    obligation = Obligation.objects.create(
        organisation=organisation,
        duty=duty,
        period=period,
        occurrence=occurrence,
        due_on=deadline.due,
        trace=deadline.as_dict(),
        triggered_on=triggered_on,
        trigger_document=document,
    )
    record_many([events.duty_due(obligation, at)])
    page_cache.bump()
    return obligation


@transaction.atomic
def instantiate_duties(
    *, year: int, at: datetime, record: bool = True
) -> list[tuple[Obligation, EventDraft]]:
    """Create the obligations of a year for every organisation that has them; existing ones stay as they are.

    Returns the new obligations with their ledger events. With record=False the caller writes the events,
    which lets a bulk import keep each chain in the order of time.
    """
    calendar = working_calendar()
    duties = {duty.key: duty for duty in DisclosureDuty.objects.all()}
    holders = list(Organisation.objects.all())
    once = Obligation.objects.filter(occurrence="")
    known = set(once.values_list("organisation_id", "duty_key", "period"))
    new = [
        Obligation(
            organisation=organisation,
            duty=duty,
            period=row.period,
            due_on=deadline.due,
            trace=deadline.as_dict(),
            triggered_on=start,
            is_assumed=row.assumed_trigger == start,
        )
        for row, duty, start, deadline in _due_rows(year, duties, calendar)
        for organisation in holders
        if _holds(organisation, duty) and (organisation.pk, duty.key, row.period) not in known
    ]
    created = Obligation.objects.bulk_create(new, batch_size=500)
    drafts = [events.duty_due(obligation, at) for obligation in created]
    if record:
        record_many(drafts)
    page_cache.bump()
    return list(zip(created, drafts, strict=True))


def _due_rows(
    year: int, duties: dict[str, DisclosureDuty], calendar: WorkingCalendar
) -> Iterator[tuple[CalendarRow, DisclosureDuty, date, Deadline]]:
    for row in duty_calendar(year):
        duty = duties.get(row.duty)
        if duty is None:
            continue
        # What the duty's own trigger says wins; the assumed date only stands in for an act not yet known.
        start = trigger_date(duty, row.period, calendar) or row.assumed_trigger
        if start is not None:
            yield row, duty, start, deadline_of(duty=duty, triggered_on=start, calendar=calendar)


def duty_calendar(year: int) -> list[CalendarRow]:
    """Return the rows of the duty calendar for a year."""
    with DUTY_CALENDAR.open(encoding="utf-8", newline="") as file:
        return [
            CalendarRow(
                duty=row["duty"],
                period=row["period"].format(year=year),
                assumed_trigger=(
                    date.fromisoformat(row["assumed_trigger"].format(year=year, previous=year - 1))
                    if row["assumed_trigger"]
                    else None
                ),
            )
            for row in csv.DictReader(file)
        ]


def _holds(organisation: Organisation, duty: DisclosureDuty) -> bool:
    kinds = {
        DutyHolder.COMMUNE: {OrganisationKind.COMMUNE},
        DutyHolder.PROVINCE: {OrganisationKind.PROVINCE},
        DutyHolder.EVERY_ORGANISATION: set(OrganisationKind),
    }
    return organisation.kind in kinds[DutyHolder(duty.who)]


@transaction.atomic
def recompute_open_obligations(*, on: date, at: datetime) -> list[Obligation]:
    """Compute again what is open and due from `on`; return what moved. The old dates stay in the ledger."""
    calendar = working_calendar()
    moved, drafts = [], []
    waiting = Obligation.objects.open(on=on).filter(due_on__gte=on).select_related("organisation", "duty")
    for obligation in waiting.select_for_update(of=("self",)).order_by("pk"):
        deadline = compute(Terms.from_dict(obligation.trace["terms"]), calendar)
        if deadline.due == obligation.due_on:
            continue
        previous, obligation.due_on, obligation.trace = obligation.due_on, deadline.due, deadline.as_dict()
        obligation.save(update_fields=["due_on", "trace"])
        drafts.append(events.duty_due(obligation, at, previous=previous))
        moved.append(obligation)
    record_many(drafts)
    if moved:
        page_cache.bump()
    return moved
