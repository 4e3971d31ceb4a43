"""Reports of frozen periods: choose, compile, download."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from portal.accounts.models import User
from portal.core.paging import paginate
from portal.core.uploads import DOCX, XLSX
from portal.organisations.models import Organisation, OrganisationKind, OrganisationQuerySet
from portal.plans.desk.access import entering, overseen, own_bodies
from portal.plans.models import CompiledReport, ReportPeriod
from portal.plans.refusals import PlanRefused
from portal.plans.services.compiling import compile_report, draw

TITLE = "Báo cáo kỳ đã chốt"
TYPES = {"docx": DOCX, "xlsx": XLSX}
PER_PAGE = 30


def reportable(user: User) -> OrganisationQuerySet:
    """The bodies whose figures the user may put together: the own ones, those overseen, and then the province."""
    wanted = Q(pk__in=own_bodies(user).values("pk")) | Q(pk__in=overseen(user).values("pk"))
    if overseen(user).exists():
        wanted |= Q(kind=OrganisationKind.PROVINCE)
    scored = (OrganisationKind.PROVINCE, OrganisationKind.COMMUNE, OrganisationKind.DEPARTMENT)
    return Organisation.objects.filter(wanted, kind__in=scored)


@require_GET
def compiled_list(request: HttpRequest) -> HttpResponse:
    user = entering(request)
    bodies = reportable(user)
    made = CompiledReport.objects.filter(organisation__in=bodies).select_related("period", "organisation")
    context = {
        "page_obj": paginate(request, made.defer("figures").order_by("-made_at", "-pk"), PER_PAGE),
        "periods": ReportPeriod.objects.order_by("-data_to", "data_from"),
        "bodies": sorted(bodies, key=lambda body: (body.kind != OrganisationKind.PROVINCE, body.name)),
        "chosen": {"period": request.GET.get("ky", ""), "body": request.GET.get("don-vi", "")},
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "plans/admin/compiled.html", context)


@require_POST
def compile_one(request: HttpRequest) -> HttpResponse:
    user = entering(request)
    period = ReportPeriod.objects.filter(code=request.POST.get("period", "")).first()
    body = reportable(user).filter(code=request.POST.get("body", "")).first()
    if period is None or body is None:
        messages.error(request, "Hãy chọn kỳ và đơn vị.")
        return redirect("plans_compiled")
    back = f"{reverse('plans_compiled')}?ky={period.code}&don-vi={body.code}"
    try:
        report = compile_report(period=period, organisation=body, at=timezone.now())
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Đã lập báo cáo {report.period.label.lower()} của {body.name}, lần {report.number}."
        )
    return redirect(back)


@require_GET
def download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The file of a compiled report, drawn from its kept figures: the same bytes every time."""
    user = entering(request)
    report = get_object_or_404(CompiledReport.objects.select_related("period", "organisation"), pk=pk)
    if not reportable(user).filter(pk=report.organisation_id).exists():
        raise PermissionDenied
    if ending not in TYPES:
        raise Http404
    response = HttpResponse(draw(report, ending), content_type=TYPES[ending])
    name = f"bao-cao-{report.period.code}-{report.organisation.slug}-{report.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
