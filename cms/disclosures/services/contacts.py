"""Whom to call: read by the organisation's page."""

from cms.disclosures.models import HeadContactsPage
from portal.organisations.models import Organisation


def current_head_contact(organisation: Organisation) -> HeadContactsPage | None:
    """Return the live page with the head's contacts, or None when the organisation has disclosed none."""
    return HeadContactsPage.objects.live().filter(organisation=organisation).order_by("-confirmed_on").first()
