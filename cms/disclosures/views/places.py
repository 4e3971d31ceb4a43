"""The boards of an organisation, kept by its own staff; and every notice that hangs or should."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from cms.disclosures.models import DisclosurePage, Posting
from cms.disclosures.paper_forms import PlaceForm
from cms.disclosures.rights import rights_of
from portal.core.paging import paginate
from portal.organisations.models import Organisation, PostingPlace

PER_PAGE = 30
_CRUMB = "Nơi niêm yết"


def all_postings(request: HttpRequest) -> HttpResponse:
    """List the organisation's disclosures that hang now, and the public ones that should and do not."""
    rights = rights_of(request.user)
    if not rights.reads:
        raise PermissionDenied
    today = timezone.localdate()
    pages = _watched(rights.reads)
    return render(
        request,
        "disclosures/admin/postings_all.html",
        {
            "page_obj": paginate(request, pages, PER_PAGE),
            "today": today,
            "may_act": bool(rights.drafts),
            "breadcrumbs_items": [{"url": "", "label": "Niêm yết trên giấy"}],
        },
    )


def _watched(organisations: frozenset[int]) -> Any:
    """Return live pages whose duty asks for posting: hanging ones first, by the end that comes next."""
    open_rows = Q(postings__closed_at__isnull=True)
    closed = Posting.objects.filter(page=OuterRef("pk"), closed_at__isnull=False)
    return (
        DisclosurePage.objects.live()
        .filter(organisation__in=organisations, duty__posting_required=True)
        .annotate(
            boards=Count("postings", filter=open_rows),
            since=Min("postings__posted_from", filter=open_rows),
            until=Max("postings__posted_until", filter=open_rows),
            broken=Count(
                "postings",
                filter=open_rows & Q(postings__broken_on__isnull=False, postings__restored_on__isnull=True),
            ),
            was_posted=Exists(closed),
        )
        .exclude(boards=0, was_posted=True)
        .select_related("organisation", "duty")
        .order_by("until", "-first_disclosed_at", "pk")
    )


def places(request: HttpRequest) -> HttpResponse:
    """List the boards of the organisations for which the user drafts."""
    own = _own(request)
    found = (
        PostingPlace.objects.filter(organisation__in=own)
        .select_related("organisation", "village")
        .order_by("organisation__name", "-active", "village__name", "name")
    )
    return render(
        request,
        "disclosures/admin/places.html",
        {
            "page_obj": paginate(request, found, PER_PAGE),
            "organisations": Organisation.objects.filter(pk__in=own),
            "several": len(own) > 1,
            "breadcrumbs_items": [{"url": "", "label": _CRUMB}],
        },
    )


def add_place(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a board to one organisation."""
    organisation = get_object_or_404(Organisation, slug=slug, pk__in=_own(request))
    return _edit(request, PostingPlace(organisation=organisation), organisation, "Thêm nơi niêm yết")


def edit_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a board or take it out of use."""
    place = get_object_or_404(PostingPlace.objects.filter(organisation__in=_own(request)), pk=pk)
    return _edit(request, place, place.organisation, "Sửa nơi niêm yết")


def _edit(request: HttpRequest, place: PostingPlace, organisation: Organisation, title: str) -> HttpResponse:
    form = PlaceForm(request.POST or None, instance=place, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu nơi niêm yết.")
        return redirect("disclosure_places")
    return render(
        request,
        "disclosures/admin/place.html",
        {
            "form": form,
            "title": title,
            "organisation": organisation,
            "breadcrumbs_items": [
                {"url": reverse("disclosure_places"), "label": _CRUMB},
                {"url": "", "label": title},
            ],
        },
        status=422 if form.errors else 200,
    )


def _own(request: HttpRequest) -> frozenset[int]:
    own = rights_of(request.user).drafts
    if not own:
        raise PermissionDenied
    return own


def waiting(organisations: frozenset[int], today: date) -> int:
    """Return how many public disclosures should hang and do not."""
    return int(_watched(organisations).filter(boards=0).count())
