"""The public directory of heads: to read, to download, one card at a time or all of them."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cms.disclosures import vcards
from cms.disclosures.confirmation import ContactState
from cms.disclosures.directory import (
    KINDS,
    DirectoryQuery,
    Entry,
    counted,
    entries,
)
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.core.text import fold
from portal.organisations.models import Organisation

PER_PAGE = 40
CSV_HEADING = [
    "Đơn vị",
    "Mã đơn vị",
    "Loại",
    "Chức vụ",
    "Họ và tên",
    "Điện thoại công vụ",
    "Hộp thư công vụ",
    "Nơi làm việc",
    "Xác nhận ngày",
    "Trạng thái",
    "Trang công khai",
]


def directory(request: HttpRequest) -> HttpResponse:
    """List every organisation's head with official telephone and e-mail, the unconfirmed flagged."""
    today = timezone.localdate()
    query = DirectoryQuery.from_parameters(request.GET)
    everything = entries(on=today)
    found = [entry for entry in everything if query.matches(entry)]
    unfiltered = DirectoryQuery()
    names = sorted((entry.organisation for entry in everything), key=lambda body: fold(body.name))
    context = {
        "query": query,
        "page_obj": paginate(request, found, PER_PAGE),
        "counts": counted(everything, unfiltered),
        "days": next((entry.confirmation.days for entry in everything), None),
        "kinds": KINDS,
        "states": ContactState.choices,
        "organisations": [(body.slug, body.name) for body in names],
        "has_cards": any(entry.contact for entry in found),
        "crumbs": [("Danh bạ", "")],
    }
    return render(request, "disclosures/directory.html", context)


def directory_csv(request: HttpRequest) -> HttpResponse:
    """The filtered directory as CSV; organisations without contacts are rows as well."""
    root = request.build_absolute_uri("/").rstrip("/")
    return csv_response("danh-ba", CSV_HEADING, (_csv_row(entry, root) for entry in _found(request)))


def directory_vcards(request: HttpRequest) -> HttpResponse:
    """The filtered directory as one file of vCards."""
    return _vcf(request, "danh-ba", _found(request))


def organisation_vcard(request: HttpRequest, slug: str) -> HttpResponse:
    """The vCard of one head."""
    organisation = get_object_or_404(Organisation, slug=slug)
    return _vcf(request, slug, entries(on=timezone.localdate(), organisations=[organisation]))


def _found(request: HttpRequest) -> list[Entry]:
    query = DirectoryQuery.from_parameters(request.GET)
    return [entry for entry in entries(on=timezone.localdate()) if query.matches(entry)]


def _vcf(request: HttpRequest, name: str, found: Iterable[Entry]) -> HttpResponse:
    text = vcards.vcards(found, root=request.build_absolute_uri("/").rstrip("/"))
    if not text:
        raise Http404("no contacts")
    response = HttpResponse(text, content_type=vcards.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response


def _csv_row(entry: Entry, root: str) -> list[object]:
    body, contact = entry.organisation, entry.contact
    about_body = [body.name, body.code, body.get_kind_display()]
    if contact is None:
        return [*about_body, *[""] * 6, entry.state.label, ""]
    return [
        *about_body,
        contact.position,
        contact.full_name,
        contact.telephone,
        contact.email,
        contact.office,
        contact.confirmed_on.isoformat() if contact.confirmed_on else "",
        entry.state.label,
        f"{root}{contact.public_path}",
    ]
