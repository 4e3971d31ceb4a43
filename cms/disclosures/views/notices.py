"""The notice of a disclosure: for everybody once it is public, for staff before, with names only for staff."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.disclosures.models import DisclosurePage, PoorHouseholdListPage, current_postings
from cms.disclosures.notices.notice import Paper, notice_of
from cms.disclosures.notices.printed import notice_response
from cms.disclosures.rights import rights_of
from cms.disclosures.views.disclosed import disclosed_page


@require_safe
def public_notice(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """The notice of a live disclosure; a list that still has names is printed by its own staff only."""
    page = disclosed_page(section, slug)
    if not page.live:
        return page.withdrawn_notice(request)
    if isinstance(page, PoorHouseholdListPage) and page.names_shown:
        raise Http404("a list with names is printed by staff")
    return _notice(request, page, with_names=False)


@require_safe
def staff_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice for whoever may read the page, as it is public or, before that, as it was drafted last."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    if page.organisation_id not in rights_of(request.user).reads:
        raise PermissionDenied
    shown = page if page.live else page.get_latest_revision_as_object()
    response = _notice(request, shown, with_names=True)
    response["Cache-Control"] = "no-store"
    return response


def _notice(request: HttpRequest, page: DisclosurePage, *, with_names: bool) -> HttpResponse:
    paper = request.GET.get("kho", "").lower()
    part = request.GET.get("phan", "1")
    notice = notice_of(
        page,
        paper=paper if paper in Paper.values else Paper.A4,
        on=timezone.localdate(),
        postings=current_postings(page),
        with_names=with_names,
        part=int(part) if part.isdecimal() and len(part) < 4 else 1,
    )
    return notice_response(request, notice)
