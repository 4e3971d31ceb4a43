"""The heads' directory: every organisation with the contacts that it has disclosed, or the fact that it has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cms.disclosures.confirmation import Confirmation, ContactState
from cms.disclosures.models import HeadContactsPage
from cms.disclosures.register.entries import ask_address
from portal.core.filters import AddressFilters
from portal.core.text import fold
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import Threshold, ThresholdKey
from portal.statutes.periods import STANDING

KINDS: tuple[tuple[str, str], ...] = (
    (OrganisationKind.PROVINCE, "Cấp tỉnh"),
    (OrganisationKind.COMMUNE, "Xã, phường"),
    (OrganisationKind.DEPARTMENT, "Sở, ban, ngành"),
)
_ORDER = {kind: place for place, (kind, _) in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation of the directory; without a contact it has disclosed none."""

    organisation: Organisation
    contact: HeadContactsPage | None
    confirmation: Confirmation

    @property
    def state(self) -> ContactState:
        if self.contact is None:
            return ContactState.MISSING
        return ContactState.STALE if self.confirmation.is_stale else ContactState.CONFIRMED

    @property
    def is_stale(self) -> bool:
        return self.state == ContactState.STALE

    @property
    def searched(self) -> str:
        """The folded words by which the entry is found."""
        contact = self.contact
        words = [self.organisation.name, self.organisation.type_name]
        return fold(" ".join([*words, contact.full_name, contact.position] if contact else words))

    def request_address(self) -> str:
        """Return the address of the petition form, filled in to ask for the missing contacts."""
        return ask_address(duty=HeadContactsPage.serves[0], slug=self.organisation.slug, period=STANDING)


@dataclass(frozen=True, slots=True)
class DirectoryQuery(AddressFilters):
    """Words, kind, slug and state to look for; "" does not filter, an unknown value finds nothing."""

    NAMES: ClassVar = {"words": "q", "kind": "loai", "organisation": "don-vi", "state": "tinh-trang"}
    LONGEST: ClassVar = 100

    words: str = ""
    kind: str = ""
    organisation: str = ""
    state: str = ""

    def matches(self, entry: Entry) -> bool:
        return (
            all(word in entry.searched for word in fold(self.words).split())
            and self.kind in ("", entry.organisation.kind)
            and self.organisation in ("", entry.organisation.slug)
            and self.state in ("", entry.state)
        )


def confirmation_days(*, on: date) -> int | None:
    """Return for how many days contacts count as confirmed; None when no rule is in force."""
    return Threshold.objects.days(ThresholdKey.CONTACT_CONFIRMATION, on=on)


def entries(*, on: date, organisations: Iterable[Organisation] | None = None) -> list[Entry]:
    """Return the directory, whole or of some organisations, the province first, each kind by folded name.

    Three queries.
    """
    bodies = list(Organisation.objects.all() if organisations is None else organisations)
    days = confirmation_days(on=on)
    live = HeadContactsPage.objects.live()
    if organisations is not None:
        live = live.filter(organisation__in=[body.pk for body in bodies])
    # Ascending, so that of two the later confirmed one stays.
    known = {page.organisation_id: page for page in live.order_by("confirmed_on")}
    found = [_entry(body, known.get(body.pk), days, on) for body in bodies]
    return sorted(found, key=lambda entry: (_ORDER[entry.organisation.kind], fold(entry.organisation.name)))


def _entry(body: Organisation, contact: HeadContactsPage | None, days: int | None, on: date) -> Entry:
    if contact is None:
        return Entry(body, None, Confirmation(None, days, on))
    contact.organisation = body
    return Entry(body, contact, Confirmation(contact.confirmed_on, days, on))


def counted(found: list[Entry], query: DirectoryQuery) -> list[tuple[ContactState, int, str]]:
    """Return how many entries stand where, each with the address that lists them."""
    return [
        (state, sum(entry.state == state for entry in found), query.address(state=state))
        for state in ContactState
    ]
