"""The obligations that a year brings by itself: read from the duties' own data, for every body that has them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cms.disclosures import events
from cms.disclosures.models import Obligation
from cms.disclosures.services.obligations import new_obligation
from portal.core import page_cache
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import DutyHolder
from portal.statutes.deadlines import Deadline
from portal.statutes.duties import Start, duty_deadline, is_in_force, periods_of, start_of
from portal.statutes.duty_versions import duties_by_key
from portal.statutes.models import DisclosureDuty
from portal.statutes.services import working_calendar

HOLDERS: dict[str, frozenset[str]] = {
    DutyHolder.COMMUNE: frozenset({OrganisationKind.COMMUNE}),
    DutyHolder.PROVINCE: frozenset({OrganisationKind.PROVINCE}),
    DutyHolder.EVERY_ORGANISATION: frozenset(OrganisationKind.values),
}
# The month in which the next year's obligations are made: its first due dates lie in its first days.
NEXT_YEAR_FROM = 12


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One period of one duty: the same for every body that has the duty."""

    duty: DisclosureDuty
    period: str
    start: Start
    deadline: Deadline

    @property
    def holders(self) -> frozenset[str]:
        """The kinds of organisation that owe it."""
        return HOLDERS[self.duty.who]

    @property
    def key(self) -> tuple[str, str]:
        return self.duty.key, self.period


def years_owed(on: date) -> list[int]:
    """Return the years whose periods are owed on a day.

    Last year's are among them, whose reports and settlements fall due this year.
    """
    return [on.year - 1, on.year, *([on.year + 1] if on.month >= NEXT_YEAR_FROM else [])]


def recurrences(years: Iterable[int], calendar: WorkingCalendar) -> list[Recurrence]:
    """Return what recurs in the years, each period under the version of its duty in force when it starts.

    Duties that wait for an act which nobody recorded, and for which no date is assumed, are not among them.
    Two queries at most.
    """
    found: dict[tuple[str, str], Recurrence] = {}
    for versions in duties_by_key().values():
        for year in years:
            for one in _of_year(versions, year, calendar):
                found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.deadline.due, one.key))


def _of_year(
    versions: Sequence[DisclosureDuty], year: int, calendar: WorkingCalendar
) -> Iterator[Recurrence]:
    for duty in reversed(versions):
        for period in periods_of(duty, year):
            start = start_of(duty, period, year, calendar)
            if start is None or not calendar.covers(start.on):
                continue
            deadline = duty_deadline(duty, start, calendar)
            # The first version stands for the law before our record of it, as far as that still falls due.
            before_record = duty is versions[0] and start.on < duty.effective_from <= deadline.due
            if is_in_force(duty, start.on) or before_record:
                yield Recurrence(duty, period, start, deadline)


def missing_obligations(
    organisations: Iterable[Organisation], owed: Sequence[Recurrence]
) -> list[Obligation]:
    """Return, unsaved, what the organisations owe and is not stored yet. One query."""
    holders = list(organisations)
    known = known_keys(holders)
    return [
        new_obligation(
            organisation=organisation,
            duty=one.duty,
            period=one.period,
            start=one.start,
            deadline=one.deadline,
        )
        for organisation in holders
        for one in owed
        if organisation.kind in one.holders and (organisation.pk, *one.key) not in known
    ]


def known_keys(organisations: Collection[Organisation]) -> set[tuple[int, str, str]]:
    stored = Obligation.objects.filter(organisation__in=organisations, occurrence="")
    return set(stored.values_list("organisation_id", "duty_key", "period"))


@transaction.atomic
def store(new: Sequence[Obligation], *, at: datetime) -> list[EventDraft]:
    """Save the obligations in bulk and return their ledger events, not yet written."""
    created = Obligation.objects.bulk_create(new, batch_size=500)
    return [events.duty_due(obligation, at) for obligation in created]


@transaction.atomic
def instantiate_duties(
    *, year: int, at: datetime, record: bool = True
) -> list[tuple[Obligation, EventDraft]]:
    """Create the obligations of a year's periods for every organisation at once; existing ones stay as they are.

    Returns the new obligations with their ledger events. With record=False the caller writes the events,
    which lets a bulk import keep each chain in the order of time. run_duties() does it piece by piece.
    """
    owed = recurrences([year], working_calendar())
    new = missing_obligations(Organisation.objects.all(), owed)
    drafts = store(new, at=at)
    if record:
        record_many(drafts)
    page_cache.bump()
    return list(zip(new, drafts, strict=True))
