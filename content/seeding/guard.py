"""Sample content never mixes with real content."""

from wagtail.models import Page

from cms.pages.models import HomePage
from portal.core.models import SiteState
from portal.feedback.models import Petition
from portal.ledger.models import Event
from portal.organisations.models import Organisation


class AlreadySeeded(Exception):
    """The database holds sample content already; nothing was changed."""


class RealContent(Exception):
    """The database holds content that is not sample content; nothing was changed."""


def check() -> None:
    """Pass only for a database without content; raises AlreadySeeded or RealContent otherwise."""
    found = _real_content()
    if found:
        raise RealContent(
            "This database has content of its own and sample content must not mix with it: "
            + "; ".join(found)
        )
    if SiteState.shows_sample_data():
        raise AlreadySeeded(
            f"Sample content is there already: {Organisation.objects.count()} organisations, "
            f"{Petition.objects.count()} petitions. To begin again, start from an empty database."
        )
    if Event.objects.exists():
        raise RealContent("The ledger has events although nothing else is there; use an empty database.")


def _real_content() -> list[str]:
    found = []
    if number := Organisation.objects.filter(is_sample_data=False).count():
        found.append(f"{number} organisations not marked as sample data")
    if number := Petition.objects.filter(is_sample_data=False).count():
        found.append(f"{number} petitions not marked as sample data")
    if not SiteState.shows_sample_data() and (number := _written_pages()):
        found.append(f"{number} pages")
    return found


def _written_pages() -> int:
    """Count the pages besides Wagtail's root and welcome page and an empty front page."""
    empty_home = HomePage.objects.filter(lead="").values("pk")
    pages = Page.objects.filter(depth__gt=1).exclude(pk__in=empty_home)
    return pages.exclude(depth=2, content_type__model="page").count()
