"""Disclosures of every commune, on time, late or missing as its behaviour has it, with their documents."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cms.disclosures.models import (
    DisclosurePage,
    OrganisationDisclosuresPage,
)
from cms.disclosures.services import (
    DisclosureDraft,
    PublishedBatch,
    ensure_workflow,
    instantiate_duties,
    plan_posting,
    publish_many,
    years_owed,
)
from content.generators.communes import profile_name
from content.generators.corpus import Place, profiles, settings
from content.generators.moments import Year, office
from content.generators.streams import choose, stream
from content.seeding import (
    confirmations,
    duty_events,
    integrity_pages,
    office_pages,
    postings,
    project_pages,
    versions,
)
from content.seeding import disclosure_pages as make
from content.seeding.files import Shelf
from content.seeding.general_documents import general_documents, list_quarters
from content.seeding.household_lists import household_lists
from content.seeding.land_pages import deepen_plan, price_rows, price_table
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.statutes.terms import ZONE


@dataclass(frozen=True)
class Desk:
    """What the pages of one organisation are made with."""

    number: int
    place: Place
    bodies: Bodies
    year: Year
    shelf: Shelf
    due: dict[tuple[str, str], date]

    def rng(self, item: str) -> random.Random:
        return stream(self.number, "disclosure", self.place.code, item)

    def day(self, item: str, due: date, earliest: date) -> date | None:
        """When the item is disclosed: by the due date, after it, or not at all."""
        rng = self.rng(item)
        name = profile_name(self.number, self.place) if self.place.kind == "commune" else "nhanh"
        fate = choose(rng, profiles()[name]["disclose"])
        if fate == "missing":
            return None
        if fate == "late":
            return self.year.calendar.on_or_after(due + timedelta(days=rng.randint(2, 34)))
        early = due - timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 5, 8)))
        return (
            self.year.calendar.on_or_after(max(early, earliest)) if early > earliest else min(due, earliest)
        )

    def moment(self, item: str, day: date) -> datetime:
        opening = datetime.combine(day, time(7, 30), ZONE)
        return office(self.rng(f"{item} at"), day, opening, self.year)


def create(number: int, bodies: Bodies, year: Year, shelf: Shelf) -> PublishedBatch:
    """Store the year's obligations and the pages that fulfil them.

    Returns the pages and the ledger events, not yet written: they lie between those of the petitions.
    """
    opened = datetime.combine(year.starts, time(7, 30), ZONE)
    owed = [
        row
        for owed_year in years_owed(year.starts)
        for row in instantiate_duties(year=owed_year, at=opened, record=False)
    ]
    due: dict[str, dict[tuple[str, str], date]] = {code: {} for code in bodies.organisations}
    for obligation, _ in owed:
        due[obligation.organisation.code][obligation.duty.key, obligation.period] = obligation.due_on
    drafts = [
        draft
        for place in bodies.places.values()
        for draft in _of(Desk(number, place, bodies, year, shelf, due[place.code]))
        if draft.at <= year.ends
    ]
    list_quarters(drafts)
    batch = publish_many(drafts, record=False)
    hung = postings.create(number, batch.pages, bodies, year, shelf)
    reports = stream(number, "progress reports")
    disclosed = project_pages.with_reports(batch.events, batch.pages, year, reports)
    changed = versions.change_some(batch.pages, year)
    written = [
        *(event for _, event in owed),
        *disclosed,
        *hung,
        *changed,
        *confirmations.confirm_again(number, batch.pages, bodies, year),
        *duty_events.create(number, bodies, year),
    ]
    return PublishedBatch(batch.pages, sorted(written, key=lambda event: event.at))


def _of(desk: Desk) -> Iterator[DisclosureDraft]:
    yield from _contacts(desk)
    yield from general_documents(desk)
    if desk.place.kind == "commune":
        yield from _budgets(desk)
        yield from _land(desk)
        if desk.place.code in settings()["in_depth"]:
            yield from _projects(desk)
        if desk.place.code in settings()["demo_staff"]:
            yield from office_pages.recruitment(desk)
        yield from _corruption(desk, "anticorruption_commune")
        yield from household_lists(desk)
    elif desk.place.kind == "province":
        yield from _corruption(desk, "anticorruption_report")
        yield from _prices(desk)


def _contacts(desk: Desk) -> Iterator[DisclosureDraft]:
    due = desk.due["head_contacts", "standing"]
    if day := desk.day("head_contacts", due, desk.year.starts):
        page = make.contacts(desk.place, desk.bodies, day, desk.rng("telephone"))
        yield DisclosureDraft(page, desk.moment("head_contacts", day))


def _budgets(desk: Desk) -> Iterator[DisclosureDraft]:
    first = desk.year.starts
    if desk.place.code in settings()["in_depth"]:
        page = make.former_budget(desk.number, desk.place, desk.bodies, desk.shelf)
        then = desk.year.calendar.on_or_after(date(first.year - 1, 1, 8))
        yield DisclosureDraft(page, desk.moment("former budget", then))
    for form, duty, period in (
        ("approved", "budget_approved", ""),
        ("q1", "budget_execution_quarter", "-Q1"),
        ("h1", "budget_execution_quarter", "-6M"),
        ("9m", "budget_execution_quarter", "-9M"),
    ):
        due = desk.due[duty, f"{first.year}{period}"]
        earliest = max(first, due - timedelta(days=9))
        if day := desk.day(f"budget {form}", due, earliest):
            page = make.budget(desk.number, desk.place, desk.bodies, form, min(day, due), desk.shelf)
            yield DisclosureDraft(page, desk.moment(f"budget {form}", day))
    yield from _yearly_budgets(desk)


def _yearly_budgets(desk: Desk) -> Iterator[DisclosureDraft]:
    """The draft of this year's budget, and how last year's ended; workbooks only where people look closely."""
    this_year = desk.year.starts.year
    for form, duty, year in (
        ("draft", "budget_draft", this_year),
        ("year", "budget_execution_year", this_year - 1),
        ("settlement", "budget_settlement", this_year - 1),
    ):
        due = desk.due.get((duty, str(year)))
        if due is None:
            continue
        if day := desk.day(f"budget {form} {year}", due, due - timedelta(days=9)):
            page = make.budget(
                desk.number, desk.place, desk.bodies, form, min(day, due), desk.shelf, year,
                with_file=desk.place.code in settings()["in_depth"],
            )  # fmt: skip
            yield DisclosureDraft(page, desk.moment(f"budget {form} {year}", day))


def _land(desk: Desk) -> Iterator[DisclosureDraft]:
    year = desk.year.starts.year
    if day := desk.day("land", desk.due["land_use_plan", str(year)], desk.year.starts):
        page = make.land_plan(desk.place, desk.bodies, year, desk.rng("land figures"), desk.shelf)
        if desk.place.code in settings()["demo_staff"]:
            deepen_plan(page, desk.place, desk.bodies, desk.rng("land areas"), desk.shelf)
        yield DisclosureDraft(page, desk.moment("land", day))
    if desk.place.code in make.open_for_comments():
        # Twenty days and more, the term of an annual plan; still open on the last day of the demonstration.
        day = desk.year.calendar.on_or_after(desk.year.today - timedelta(days=14))
        page = make.land_draft(desk.place, desk.bodies, year + 1, day, desk.rng("land draft"), desk.shelf)
        deepen_plan(page, desk.place, desk.bodies, desk.rng("draft areas"), desk.shelf)
        yield DisclosureDraft(page, desk.moment("land draft", day))


def _prices(desk: Desk) -> Iterator[DisclosureDraft]:
    """This year's table and the one before it, each published soon after its decision."""
    for year in (desk.year.starts.year - 1, desk.year.starts.year):
        decided = desk.year.calendar.on_or_after(date(year - 1, 12, 26))
        day = desk.year.calendar.add_working_days(decided, 3)
        page = price_table(desk.number, desk.place, desk.bodies, year, decided)
        rows = price_rows(desk.number, desk.bodies, year)
        yield DisclosureDraft(page, desk.moment(f"land prices {year}", day), prices=rows)


def _projects(desk: Desk) -> Iterator[DisclosureDraft]:
    """Projects and a contribution, each published within the term of its own decision, or some days late."""
    rng = desk.rng("projects")
    photos = desk.place.code in settings()["demo_staff"]
    pages: list[DisclosurePage] = [
        *project_pages.projects(desk.place, desk.bodies, desk.year, rng, desk.shelf, photos=photos),
        project_pages.contribution(desk.place, desk.bodies, desk.year, desk.rng("contribution")),
    ]
    for page in pages:
        assert page.decision_date
        late = rng.choice((1, 2, 3, 4, 5, 9))
        day = desk.year.calendar.add_working_days(page.decision_date, late)
        yield DisclosureDraft(page, desk.moment(f"on event {page.decision_number}", day))


def _corruption(desk: Desk, duty: str) -> Iterator[DisclosureDraft]:
    year = desk.year.starts.year
    due = desk.due[duty, str(year)]
    if day := desk.day(duty, due, due - timedelta(days=6)):
        page = integrity_pages.yearly_report(
            desk.place, desk.bodies, year, min(day, due), desk.rng("report"), desk.shelf
        )
        yield DisclosureDraft(page, desk.moment(duty, day))
    if desk.place.code in settings()["in_depth"]:
        rng = desk.rng("inspection")
        decided = desk.year.calendar.on_or_after(date(year, rng.randint(4, 9), rng.randint(1, 25)))
        if day := desk.day("inspection", decided + timedelta(days=6), decided):
            inspected = integrity_pages.inspection(desk.place, desk.bodies, decided, rng)
            yield DisclosureDraft(inspected, desk.moment("inspection", day))


def draft_for_the_head(
    number: int, bodies: Bodies, people: Mapping[tuple[str, str], User], shelf: Shelf
) -> DisclosurePage:
    """Leave one budget paper as an editor's draft that waits for the head's approval."""
    place = bodies.places[settings()["draft_awaiting_head"]]
    editor = people[place.code, Role.EDITOR]
    today = date.fromisoformat(settings()["today"])
    page = make.budget(number, place, bodies, "draft", today - timedelta(days=4), shelf)
    section = OrganisationDisclosuresPage.objects.get(organisation=page.organisation)
    page.live = False
    section.add_child(instance=page)
    page.save_revision(user=editor, log_action=True)
    plan_posting(page=page, places=bodies.boards[place.code][:1])
    ensure_workflow().start(page, editor)
    return page
