"""The notice that hangs on a board: what it says, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import TextChoices

from cms.disclosures.models import DisclosurePage, HeadContactsPage, PoorHouseholdListPage, Posting
from cms.disclosures.notices.tables import NoticeTable, household_parts, household_table, tables_of
from portal.core.printing import digest_rows, qr_code
from portal.ledger.kinds import EventKind
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind

MOST_DOCUMENTS = 4
MOST_PLACES = 12


class Paper(TextChoices):
    A4 = "a4", "A4"
    A3 = "a3", "A3"


@dataclass(frozen=True, slots=True)
class Digest:
    """A SHA-256 that a person can compare with another: sixteen groups of four, in rows of eight."""

    label: str
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that the template prints. `parts` is 1 unless a list is too long for one notice."""

    page: DisclosurePage
    paper: str
    issuer: Sequence[str]
    place_of_issue: str
    day: date
    tables: Sequence[NoticeTable]
    postings: Sequence[Posting]
    more_places: int
    address: str
    qr: str
    digests: Sequence[Digest]
    contact: HeadContactsPage | None
    comment_address: str
    shows_names: bool
    part: int
    parts: int

    @property
    def title(self) -> str:
        """The page's title without the body's name at its end: that stands at the head of the sheet."""
        return short_title(self.page)

    @property
    def posted_from(self) -> date | None:
        return min((row.posted_from for row in self.postings if row.posted_from), default=None)

    @property
    def posted_until(self) -> date | None:
        return max((row.posted_until for row in self.postings if row.posted_until), default=None)


def notice_of(
    page: DisclosurePage,
    *,
    paper: str,
    on: date,
    postings: Sequence[Posting],
    with_names: bool = False,
    part: int = 1,
) -> Notice:
    """Return the notice of a disclosure for its boards.

    with_names prints a poor-household list itself, as long as it has names; the caller guards who may.
    """
    address = f"{settings.SITE_URL.rstrip('/')}{page.public_path}"
    tables = tables_of(page)
    shows_names = with_names and isinstance(page, PoorHouseholdListPage) and page.names_shown
    parts = 1
    if shows_names and isinstance(page, PoorHouseholdListPage):
        parts = household_parts(page)
        part = min(max(part, 1), parts)
        tables = [*(tables if part == 1 else []), household_table(page, part)]
    starts = [row.posted_from for row in postings if row.posted_from]
    return Notice(
        page=page,
        paper=paper,
        issuer=issuer_lines(page.organisation),
        place_of_issue=page.organisation.name.removeprefix("Xã ")
        .removeprefix("Phường ")
        .removeprefix("Tỉnh "),
        day=min(starts, default=on),
        tables=tables,
        postings=postings[:MOST_PLACES],
        more_places=max(0, len(postings) - MOST_PLACES),
        address=address,
        qr=qr_code(address),
        digests=digests_of(page),
        contact=HeadContactsPage.objects.live().filter(organisation=page.organisation).first(),
        comment_address=f"{settings.SITE_URL.rstrip('/')}{page.letter_address()}",
        shows_names=shows_names,
        part=part,
        parts=parts,
    )


def short_title(page: DisclosurePage) -> str:
    return page.title.removesuffix(f" – {page.organisation.name}")


def issuer_lines(organisation: Organisation) -> list[str]:
    """Return the body as the head of an official paper writes it."""
    if organisation.kind in {OrganisationKind.COMMUNE, OrganisationKind.PROVINCE}:
        return ["Ủy ban nhân dân", organisation.name]
    above = organisation.parent
    return (
        [f"Ủy ban nhân dân {_lower_first(above.name)}", organisation.name] if above else [organisation.name]
    )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def digests_of(page: DisclosurePage) -> list[Digest]:
    """Return the digests of the page's documents and of its newest entry in the ledger."""
    documents = list(page.attachments.all())
    found = [Digest(document.title, digest_rows(document.sha256)) for document in documents[:MOST_DOCUMENTS]]
    entry = (
        Event.objects.about(page.subject)
        .filter(kind__in=[EventKind.DISCLOSED, EventKind.CORRECTED])
        .order_by("-sequence")
        .first()
    )
    if entry:
        found.append(Digest("Mục trong sổ cái (tra tại /so-cai/)", digest_rows(entry.hash)))
    return found
