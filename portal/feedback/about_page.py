"""The published page that a letter is about, and the part of it: a budget's line, a project.

A page that can be asked about part by part says so itself: it has `part_label(number) -> str | None`.
"""

from dataclasses import dataclass

from wagtail.models import Page

from cms.pages.authorship import is_author
from portal.accounts.models import User
from portal.core.text import plain_text

PART_LENGTH = 250
_PART_DIGITS = 6


@dataclass(frozen=True, slots=True)
class AboutPage:
    """A live, public page and, where the link named one, its part: number from 1, and its name."""

    page: Page
    number: int | None = None
    part: str = ""

    @property
    def label(self) -> str:
        return f"{self.page.title}: {self.part}" if self.part else str(self.page.title)

    @property
    def address(self) -> str:
        return str(self.page.url)


def page_asked(page_id: str, number: str = "") -> AboutPage | None:
    """Return what a link or a hidden field names; None for a page that the public cannot read.

    A part that the page does not have is left out.
    """
    page = _readable(page_id)
    if page is None:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) <= _PART_DIGITS):
        return AboutPage(page)
    label_of = getattr(page.specific, "part_label", None)
    part = label_of(int(number)) if label_of else None
    return AboutPage(page, int(number), plain_text(part)[:PART_LENGTH]) if part else AboutPage(page)


def is_own_work(user: User, page: Page | None) -> bool:
    """Return whether a letter about the page is against what the user wrote, so that somebody else must review it.

    Only pages that say so (`reviewer_must_not_be_author`): anybody may answer a question about a budget.
    """
    if page is None or not getattr(page.specific, "reviewer_must_not_be_author", False):
        return False
    return is_author(user, page)


def page_stored(page_id: int | None, part: str) -> AboutPage | None:
    """Return what a stored letter is about; the part keeps the name it had, whatever the page says now."""
    page = _readable(str(page_id or ""))
    return AboutPage(page, part=part) if page else None


def _readable(page_id: str) -> Page | None:
    if not (page_id.isascii() and page_id.isdecimal() and len(page_id) <= 9):
        return None
    return Page.objects.live().public().filter(pk=int(page_id)).first()
