"""Published audits for everybody."""

import re
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.core.exports import streamed_csv
from portal.core.paging import paginate
from portal.core.subjects import public_links
from portal.core.text import fold
from portal.inspection.models import Audit, Finding
from portal.inspection.workflow import UNDONE, AuditKind
from portal.organisations.models import Organisation

TITLE = "Thanh tra, kiểm tra"
PER_PAGE = 30


def index(request: HttpRequest) -> HttpResponse:
    found, chosen = _filtered(request)
    undone = Q(findings__remedy_state__in=UNDONE) & ~Q(findings__remedy="")
    found = found.annotate(
        number=Count("findings", distinct=True), waiting=Count("findings", filter=undone, distinct=True)
    )
    years = Audit.objects.published().dates("signed_at", "year", order="DESC")
    context = {
        "page_obj": paginate(
            request, found.prefetch_related("bodies").order_by("-signed_at", "-pk"), PER_PAGE
        ),
        "kinds": AuditKind.choices,
        "years": [(str(day.year), str(day.year)) for day in years],
        "chosen": chosen,
        "crumbs": [(TITLE, "")],
    }
    return render(request, "inspection/index.html", context)


def _filtered(request: HttpRequest) -> tuple[QuerySet[Audit], dict[str, object]]:
    """Anything unknown in the address is left out of the filter."""
    found = Audit.objects.published()
    name = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    kind, year = request.GET.get("hinh-thuc", ""), request.GET.get("nam", "")
    if name:
        bodies = Organisation.objects.filter(audits__published_at__isnull=False).distinct()
        named = [body.pk for body in bodies.only("name") if fold(name) in fold(body.name)]
        found = found.filter(bodies__in=named).distinct()
    if kind in AuditKind.values:
        found = found.filter(kind=kind)
    # "²²²²" and "٢٠٢٦" are digits too, and no database knows the year 0.
    if re.fullmatch(r"20[0-9]{2}", year):
        found = found.filter(signed_at__year=int(year))
    filtered = bool(name or kind or year)
    return found, {"name": name, "kind": kind, "year": year, "is_filtered": filtered}


def audit_page(request: HttpRequest, code: str) -> HttpResponse:
    """One published audit; one that is not published is answered like one that does not exist."""
    audit = get_object_or_404(Audit.objects.published().prefetch_related("bodies"), code=code)
    today = timezone.localdate()
    findings = list(audit.findings.select_related("organisation"))
    for finding in findings:
        finding.late_today = finding.is_overdue(today)  # type: ignore[attr-defined]
    items = list(audit.items.filter(by_hand=""))
    links = public_links({item.subject for item in items})
    context = {
        "audit": audit,
        "findings": findings,
        "sample": [(item, links.get(item.subject)) for item in items],
        "extra": audit.items.exclude(by_hand="").count(),
        "crumbs": [(TITLE, reverse("inspection:index")), (audit.code, "")],
    }
    return render(request, "inspection/audit.html", context)


def findings_csv(request: HttpRequest) -> StreamingHttpResponse:
    header = ["cuoc", "don_vi", "so", "muc_do", "phat_hien", "bien_phap", "han", "khac_phuc", "bao_ngay"]
    return streamed_csv("phat-hien-kiem-tra", header, _rows())


def _rows() -> Iterator[list[str]]:
    findings = Finding.objects.filter(audit__published_at__isnull=False)
    for item in (
        findings.select_related("audit", "organisation").order_by("audit__code", "number").iterator(1000)
    ):
        yield [
            item.audit.code,
            item.organisation.name,
            str(item.number),
            item.get_severity_display(),
            item.text,
            item.remedy,
            item.due_on.isoformat() if item.due_on else "",
            item.get_remedy_state_display() if item.remedy else "",
            item.done_on.isoformat() if item.done_on else "",
        ]
