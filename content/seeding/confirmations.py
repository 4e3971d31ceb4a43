"""Heads' contacts confirmed again through the year, until those who neglect it stop."""

from collections.abc import Iterable
from datetime import timedelta

from cms.disclosures import events
from cms.disclosures.models import DisclosurePage, HeadContactsPage
from content.generators.communes import profile_name
from content.generators.corpus import profiles
from content.generators.moments import Year, office
from content.generators.streams import choose, stream
from content.seeding.organisations import Bodies
from portal.ledger.kinds import ActorRole
from portal.ledger.services import EventDraft

# Days between two confirmations of a body that keeps the rule of ninety.
EVERY = 80


def confirm_again(
    number: int, pages: Iterable[DisclosurePage], bodies: Bodies, year: Year
) -> list[EventDraft]:
    """Bring the contacts' dates forward as their bodies' habits have it; return the events, not yet written."""
    codes = {organisation.pk: code for code, organisation in bodies.organisations.items()}
    contacts = [page for page in pages if isinstance(page, HeadContactsPage)]
    written = [event for page in contacts for event in _of(number, page, codes, bodies, year)]
    HeadContactsPage.objects.bulk_update(contacts, ["confirmed_on"], batch_size=200)
    return written


def _of(
    number: int, page: HeadContactsPage, codes: dict[int, str], bodies: Bodies, year: Year
) -> list[EventDraft]:
    place = bodies.places[codes[page.organisation.pk]]
    rng = stream(number, "confirmation", place.code)
    habits = profiles()[profile_name(number, place) if place.kind == "commune" else "on_dinh"]["disclose"]
    written: list[EventDraft] = []
    assert page.first_disclosed_at
    assert page.confirmed_on
    after = page.first_disclosed_at
    while (fate := choose(rng, habits)) != "missing":
        wait = EVERY + (rng.randint(12, 40) if fate == "late" else -rng.randint(0, 9))
        day = year.calendar.on_or_after(page.confirmed_on + timedelta(days=wait))
        if day > year.today:
            break
        at = office(rng, day, after, year)
        previous, page.confirmed_on, after = page.confirmed_on, at.date(), at
        written.append(events.contacts_confirmed(page, previous, at=at, actor_role=ActorRole.EDITOR))
    return written
