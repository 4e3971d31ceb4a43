"""What templates of lower rooms may ask of all rooms together."""

from django import template
from django.utils import timezone

from portal.front import summaries

register = template.Library()


@register.simple_tag
def province_summary() -> summaries.ProvinceSummary:
    """Return latest disclosures, latest petitions and the figures of the current period for the home page."""
    return summaries.province_summary(today=timezone.localdate())
