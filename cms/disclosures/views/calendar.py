"""A body's calendar of disclosures to take along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.calendar import months
from cms.disclosures.register.ics import MEDIA_TYPE, calendar_file
from cms.disclosures.register_query import RegisterQuery
from portal.organisations.models import Organisation


@require_safe
def calendar_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Twelve months of due dates; the year as in the register's own addresses."""
    organisation = get_object_or_404(Organisation, slug=slug, disclosure_section__isnull=False)
    today = timezone.localdate()
    year = RegisterQuery.from_parameters(request.GET).year_on(today)
    text = calendar_file(
        months(organisation=organisation, year=year, as_of=AsOf.on(today)),
        organisation=organisation,
        root=request.build_absolute_uri("/").rstrip("/"),
        at=timezone.now(),
    )
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="lich-cong-khai-{slug}-{year}.ics"'
    return response
