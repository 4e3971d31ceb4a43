"""One page for those who oversee: who is late on what, with the same as an Excel file."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.desk.province import ONLY_LATE, ProvinceQuery, late_obligations, overview
from cms.disclosures.desk.workbook import workbook as make_workbook
from cms.disclosures.rights import Rights, rights_of
from portal.organisations.models import OrganisationKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR = 2026


def province(request: HttpRequest) -> HttpResponse:
    """Show bodies and duties by how late they are."""
    rights, query, today = _asked(request)
    found = overview(rights, query, on=today)
    context = {
        "found": found,
        "total": found.total,
        "query": query,
        "only_late": query.only == ONLY_LATE,
        "kinds": OrganisationKind.choices,
        "years": [(str(year), f"Năm {year}") for year in range(today.year + 1, FIRST_YEAR - 1, -1)],
        "today": today,
        "breadcrumbs_items": [
            {"url": reverse("disclosure_calendar"), "label": "Lịch công khai"},
            {"url": "", "label": "Toàn tỉnh"},
        ],
    }
    return render(request, "disclosures/admin/province.html", context)


def workbook(request: HttpRequest) -> HttpResponse:
    """The same, narrowed by the same filters, with every late item, as .xlsx."""
    rights, query, today = _asked(request)
    late = late_obligations(rights, query, on=today).iterator(chunk_size=1000)
    content = make_workbook(overview(rights, query, on=today), late, on=today)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="cong-khai-toan-tinh-{today:%Y-%m-%d}.xlsx"'
    return response


def _asked(request: HttpRequest) -> tuple[Rights, ProvinceQuery, date]:
    rights, today = rights_of(request.user), timezone.localdate()
    if not rights.oversees:
        raise PermissionDenied
    return rights, ProvinceQuery.from_parameters(request.GET, today=today), today
