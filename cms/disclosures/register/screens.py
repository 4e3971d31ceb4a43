"""What each view of the register shows: from a query to what the template needs."""

from typing import Any, cast
from urllib.parse import quote

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from cms.disclosures.models.obligations import Obligation, ObligationQuerySet
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.calendar import months
from cms.disclosures.register.entries import Entry, read_bare, read_entries, with_requests
from cms.disclosures.register.matrix import BY_STATUS, item_matrix, organisation_matrix
from cms.disclosures.register.province import grid, item_lines
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.statuses import ObligationStatus
from portal.core.paging import paginate
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty

OVERVIEW, GRID, ITEM, ORGANISATION, LIST, CALENDAR = (
    "tong-hop",
    "luoi",
    "noi-dung",
    "don-vi",
    "danh-sach",
    "lich",
)
PER_PAGE = 25
_BY_STATUS = ("status",)
NEWEST_MISSING = 8
_OF_EACH_ITEM = 2
_LOOKED_AT = 400


def view_of(query: RegisterQuery) -> str:
    """Return which view the address asks for; one that asks for none gets what shows its filters best."""
    if query.view in (OVERVIEW, GRID, LIST):
        return query.view
    if query.more_is_filtered or (query.item and query.organisation):
        return LIST
    if query.item:
        return ITEM
    return ORGANISATION if query.organisation else OVERVIEW


def register_screen(request: HttpRequest, query: RegisterQuery) -> dict[str, Any]:
    """Return the view of the register that the address asks for."""
    as_of = AsOf.on(timezone.localdate())
    year = query.year_on(as_of.day)
    view = view_of(query)
    context: dict[str, Any] = {
        "view": view,
        "views": _view_links(query, view, year),
        "year": year,
        "today": as_of.day,
        "query": query,
    }
    if view == ITEM:
        return {**context, **item_screen(request, query, year, as_of)}
    if view == ORGANISATION:
        return {**context, **_organisation(query, year, as_of)}
    if view == GRID:
        page_number = request.GET.get("trang", "")
        found = grid(query=query, year=year, as_of=as_of, page_number=page_number)
        return {**context, "grid": found, "page_obj": found.page}
    if view == OVERVIEW:
        return {**context, **_overview(query, year, as_of)}
    return {**context, **list_screen(request, query, as_of)}


def _view_links(query: RegisterQuery, view: str, year: int) -> list[tuple[str, str, bool]]:
    """Return (label, address below the register, whether it is this one) of the views that fit the filters."""
    plain = query.with_changes(view="", period="", occurrence="", status="", posting="", sort="")
    links = []
    if query.item and not query.organisation:
        links.append(("Từng đơn vị", plain.as_query, view == ITEM))
    elif query.organisation and not query.item:
        links.append(("Từng nội dung", plain.as_query, view == ORGANISATION))
        links.append(("Lịch", f"{quote(query.organisation)}/?xem={CALENDAR}&nam={year}", False))
    for label, key in (("Tổng hợp", OVERVIEW), ("Cả tỉnh", GRID), ("Danh sách", LIST)):
        links.append((label, query.address(view=key), view == key))
    return links


def item_screen(request: HttpRequest, query: RegisterQuery, year: int, as_of: AsOf) -> dict[str, Any]:
    """Return one item across the organisations, and its duty's versions, the oldest first."""
    versions = list(DisclosureDuty.objects.filter(key=query.item).order_by("effective_from", "pk"))
    if not versions:
        return {"versions": [], "matrix": None}
    found = item_matrix(
        title=versions[-1].title, query=query, year=year, as_of=as_of, page_number=request.GET.get("trang")
    )
    by_status = query.with_changes(year=str(year), sort="" if query.sort == BY_STATUS else BY_STATUS)
    return {
        "versions": versions,
        "matrix": found.matrix,
        "page_obj": found.page,
        "sorted_by_status": query.sort == BY_STATUS,
        "other_order": by_status.as_query,
        "orders": [(BY_STATUS, "Chưa công khai lên đầu")],
    }


def _organisation(query: RegisterQuery, year: int, as_of: AsOf) -> dict[str, Any]:
    organisation = Organisation.objects.filter(slug=query.organisation).first()
    if organisation is None:
        return {"matrix": None}
    found = organisation_matrix(organisation=organisation, year=year, as_of=as_of)
    return {"organisation": organisation, "matrix": found}


def _overview(query: RegisterQuery, year: int, as_of: AsOf) -> dict[str, Any]:
    scoped = query.with_changes(year=str(year))
    return {"lines": item_lines(query=scoped, as_of=as_of), "newest_missing": newest_missing(as_of)}


def newest_missing(as_of: AsOf) -> list[Entry]:
    """Return what fell due last and has not come; of each item a few, or one would fill the list."""
    missing = as_of.statuses(Obligation.objects.filter(due_on__lt=as_of.day).open(on=as_of.day))
    found: dict[str, list[Entry]] = {}
    for entry in read_bare(missing.order_by("-due_on", "organisation__name", "pk")[:_LOOKED_AT]):
        found.setdefault(entry.duty, []).append(entry)
    few = [entry for entries in found.values() for entry in entries[:_OF_EACH_ITEM]]
    return with_requests(sorted(few, key=lambda entry: entry.due_on, reverse=True)[:NEWEST_MISSING])


def list_screen(request: HttpRequest, query: RegisterQuery, as_of: AsOf) -> dict[str, Any]:
    """Return a page of rows, each a thing that is owed."""
    page = paginate(request, query.apply(Obligation.objects.all(), on=as_of.day, soon=as_of.soon), PER_PAGE)
    return {"page_obj": page, "rows": read_entries(cast(ObligationQuerySet, page.object_list))}


def section_screen(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Return one organisation's own part of the register: its matrix, its calendar or its list."""
    as_of = AsOf.on(timezone.localdate())
    query = RegisterQuery.from_parameters(request.GET).with_changes(organisation=organisation.slug)
    year = query.year_on(as_of.day)
    context: dict[str, Any] = {
        "query": query,
        "year": year,
        "years": (year - 1, year, year + 1),
        "today": as_of.day,
    }
    context["counts"] = _counts(query.with_changes(year=str(year)), as_of)
    if query.view == CALENDAR:
        return {
            **context,
            "view": CALENDAR,
            "months": months(organisation=organisation, year=year, as_of=as_of),
        }
    if query.view == LIST:
        scoped = query.with_changes(year=str(year))
        return {**context, "view": LIST, **list_screen(request, scoped, as_of)}
    return {
        **context,
        "view": ORGANISATION,
        "matrix": organisation_matrix(organisation=organisation, year=year, as_of=as_of),
    }


def _counts(query: RegisterQuery, as_of: AsOf) -> list[tuple[str, str, int, str]]:
    """Return (key, label, number, query string) per status."""
    owed = as_of.statuses(query.narrow(Obligation.objects.all())).order_by()
    found = dict(owed.values_list(*_BY_STATUS).annotate(Count("pk")))
    return [
        (status, str(label), found.get(status, 0), query.address(status=status, view=LIST))
        for status, label in ObligationStatus.choices
    ]
