"""Parse the address, ask the service, render."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.organisations.models import Organisation
from search.addresses import address, toggle
from search.query import MAX_PAGE, SearchQuery, Sort
from search.results import Facet, SearchResults
from search.services import destination, petition_code, search

_FACET_TITLES = {"loai": "Loại nội dung", "don-vi": "Đơn vị", "ky": "Kỳ", "trang-thai": "Tình trạng phản ánh"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet's value with the address that chooses it, or lifts it when it is chosen."""

    facet: Facet
    url: str


@dataclass(frozen=True, slots=True)
class ChoiceList:
    title: str
    choices: list[Choice]


def results(request: HttpRequest) -> HttpResponse:
    """Show what was found. Every address gives a page, whatever its parameters hold."""
    organisation = _organisation(request.GET.get("don-vi", ""))
    query = SearchQuery.of(
        request.GET.get("q", ""),
        kinds=request.GET.getlist("loai"),
        organisation=organisation.code if organisation else "",
        period=request.GET.get("ky", ""),
        status=request.GET.get("trang-thai", ""),
        sort=request.GET.get("sap-xep", ""),
        page=request.GET.get("trang", "1"),
    )
    # A number or a code goes straight to its page; the page of results stays one parameter away.
    if "ket-qua" not in request.GET and (place := destination(query)):
        return redirect(place)
    found = search(query)
    context = {
        "breadcrumb": [("Tìm kiếm", "")],
        "query": query,
        "results": found,
        "page_obj": _page(query, found),
        "choice_lists": _choice_lists(query, found),
        "chosen": _chosen(query, found, organisation),
        "clear_url": address(SearchQuery(text=query.text)),
        "sort_urls": {
            "relevance": address(query, sap_xep=""),
            "newest": address(query, sap_xep=Sort.NEWEST.value),
        },
        "ask_url": "/phan-anh/gui/?loai=information_request",
        "is_case_code": bool(petition_code(query)),
        "by_date": query.sort is Sort.NEWEST,
        "show_degraded": found.degraded and request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "search/results.html", context)


def _organisation(value: str) -> Organisation | None:
    """Find the organisation that an address names by its code or by its slug."""
    if not value.isascii() or not value.replace("-", "").replace("_", "").isalnum():
        return None
    return Organisation.objects.filter(Q(code=value) | Q(slug=value)).first()


def _page(query: SearchQuery, found: SearchResults) -> "Page[int]":
    """Return what the pager needs: the hits are one page already."""
    reachable = min(found.total, MAX_PAGE * query.per_page)
    return Paginator(range(reachable), query.per_page).get_page(found.page)


def _choice_lists(query: SearchQuery, found: SearchResults) -> list[ChoiceList]:
    lists = [
        ChoiceList(
            _FACET_TITLES[name],
            [
                Choice(facet, toggle(query, name, facet))
                for facet in facets
                if facet.count and not facet.selected
            ],
        )
        for name, facets in found.facets.items()
    ]
    return [item for item in lists if item.choices]


def _chosen(query: SearchQuery, found: SearchResults, organisation: Organisation | None) -> list[Choice]:
    """Return the filters in force with the addresses that lift them."""
    values = [("loai", kind.value, kind.label) for kind in query.kinds]
    if organisation:
        values.append(("don-vi", organisation.code, organisation.name))
    if query.period:
        values.append(
            ("ky", query.period, f"Kỳ {query.period}" if query.period != "standing" else "Thường xuyên")
        )
    if query.status:
        labels = {facet.value: facet.label for facet in found.facets.get("trang-thai", ())}
        values.append(("trang-thai", query.status, labels.get(query.status, query.status)))
    return [
        Choice(Facet(value, label, 0, selected=True), address(query, **{name.replace("-", "_"): ""}))
        for name, value, label in values
    ]
