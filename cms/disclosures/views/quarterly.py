"""Draft the quarterly list of what was made public: see it first, then put it into a draft with one click."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.models import DocumentPage
from cms.disclosures.rights import rights_of
from cms.disclosures.services.quarterly import QUARTERLY_LIST
from portal.organisations.models import Organisation
from portal.statutes.periods import period_bounds, period_label

QUARTERS_OFFERED = 6


def compile_quarter(request: HttpRequest) -> HttpResponse:
    """Show what one of the user's bodies disclosed in a quarter; a POST drafts the list and opens the editor."""
    bodies = Organisation.objects.filter(pk__in=rights_of(request.user).drafts).order_by("name")
    if not bodies:
        raise PermissionDenied
    parameters = request.POST if request.method == "POST" else request.GET
    slug, asked = parameters.get("don-vi", ""), parameters.get("ky", "")
    body = next((one for one in bodies if one.slug == slug), None)
    if slug and body is None:
        raise PermissionDenied
    body = body or bodies[0]
    quarters = recent_quarters(timezone.localdate())
    period = asked if asked in quarters else quarters[0]
    existing = DocumentPage.objects.filter(organisation=body, item=QUARTERLY_LIST, period=period).first()
    locked = existing is not None and not _may_edit(request, existing)
    if request.method == "POST" and not locked:
        page = services.compile_quarter(organisation=body, period=period, by=request.user)
        messages.success(request, f"Đã soạn bản nháp “{page.title}”. Hãy kiểm tra rồi trình duyệt.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    _, last = period_bounds(period)
    context = {
        "organisations": [(one.slug, one.name) for one in bodies],
        "organisation": body,
        "quarters": [(key, period_label(key)) for key in quarters],
        "period": period,
        "period_label": period_label(period),
        "is_over": bool(last and last < timezone.localdate()),
        "items": services.disclosed_in_quarter(organisation=body, period=period),
        "existing": existing,
        "locked": locked,
        "breadcrumbs_items": [{"url": "", "label": "Danh mục đã công khai trong quý"}],
    }
    return render(request, "disclosures/admin/quarterly.html", context)


def recent_quarters(on: date) -> list[str]:
    """Return the last quarters that are over, the newest first, and then the current one."""
    current = on.year * 4 + (on.month - 1) // 3
    keys = [f"{index // 4}-Q{index % 4 + 1}" for index in range(current, current - QUARTERS_OFFERED, -1)]
    return [*keys[1:], keys[0]]


def _may_edit(request: HttpRequest, page: DocumentPage) -> bool:
    tester = page.permissions_for_user(request.user)
    return tester.can_edit() and not tester.page_locked()
