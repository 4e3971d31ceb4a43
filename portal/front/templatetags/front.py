"""What templates of lower rooms may ask of all rooms together."""

from django import template
from django.utils import timezone
from wagtail.models import Page

from portal.front import summaries

register = template.Library()


@register.simple_tag
def province_summary() -> summaries.ProvinceSummary:
    """Return latest disclosures, latest petitions and the figures of the current period for the home page."""
    return summaries.province_summary(today=timezone.localdate())


@register.simple_tag
def letters_about(page: Page) -> summaries.LetterCount:
    """Return how many letters were sent about a published page and how many of them are answered."""
    return summaries.letters_about(page)
