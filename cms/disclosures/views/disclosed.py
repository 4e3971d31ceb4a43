"""The disclosure that a public address beside the page's own speaks of."""

from django.shortcuts import get_object_or_404

from cms.disclosures.models import DisclosurePage


def disclosed_page(section: str, slug: str) -> DisclosurePage:
    """Return the page that is public there, or was: not `live`, it answers with its `withdrawn_notice`.

    Raises Http404 for a page that was never public.
    """
    known = DisclosurePage.objects.filter(first_disclosed_at__isnull=False)
    page: DisclosurePage = get_object_or_404(known, slug=slug, organisation__slug=section).specific
    return page
