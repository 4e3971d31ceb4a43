"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

from portal.core.models import SiteState


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the site's name and whether what it shows is sample content."""
    return {"SITE_NAME": settings.WAGTAIL_SITE_NAME, "SAMPLE_DATA": SiteState.shows_sample_data()}
