"""What the checklist asks of a page that has to hang on paper."""

from typing import TYPE_CHECKING

from django.urls import reverse

from cms.disclosures import checklist
from cms.disclosures.checklist import ChecklistItem

if TYPE_CHECKING:
    from cms.disclosures.models.base import DisclosurePage


def posting_items(page: "DisclosurePage") -> list[ChecklistItem]:
    """Ask for the boards, and for the days: of the page itself, or of its boards once it is public.

    What hung before and is public still need not hang again to be corrected.
    """
    address = reverse("disclosure_postings", args=[page.pk]) if page.pk else ""
    rows = list(page.postings.values_list("posted_from", "closed_at")) if page.pk else []
    kept = [posted_from for posted_from, closed_at in rows if page.live or closed_at is None]
    has_boards = bool(kept) or page.organisation.posting_places.active().exists()
    items = [checklist.boards_item(chosen=bool(kept), has_boards=has_boards, address=address)]
    dates = page.posting_dates()
    if dates is not None:
        return [checklist.posting_item(*dates), *items]
    if page.live:
        items.append(checklist.hung_item(hung=bool(kept) and None not in kept, address=address))
    return items
