"""The public pages of plans: the province, one unit, one version, and the same as data."""

from collections.abc import Iterator, Sequence

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core.exports import csv_response, streamed_csv
from portal.core.paging import paginate
from portal.organisations.models import Organisation
from portal.plans import overview
from portal.plans.comparing import canonical
from portal.plans.models import EvidenceFile, PeriodicReport, Plan, PlanVersion, ProvincialPlan, Task
from portal.plans.overview import PlanFilters
from portal.plans.services.drafting import content
from portal.plans.states import PlanStanding, VersionState

PER_PAGE = 30


def _asked(request: HttpRequest) -> tuple[ProvincialPlan, list[ProvincialPlan], PlanFilters]:
    """The provincial plan that the address names, else the latest. 404 before the first one."""
    filters, known = PlanFilters.asked(request.GET), overview.years(timezone.localdate())
    if not known:
        raise Http404
    chosen = next((one for one in known if str(one.year) == filters.year), known[0])
    return chosen, known, filters


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who has published a plan and who has not, and how far the tasks are; by unit, or for one item of the plan."""
    provincial, known, filters = _asked(request)
    today = timezone.localdate()
    items = overview.items(provincial)
    by_task = bool(filters.overdue) or filters.item in dict(items)
    found = (
        overview.tasks(provincial, filters, today) if by_task else overview.plans(provincial, filters, today)
    )
    page_obj = paginate(request, found, PER_PAGE)
    context = {
        "provincial": provincial,
        "filters": filters,
        "by_task": by_task,
        "by_item": dict(items).get(filters.item, ""),
        "page_obj": page_obj,
        "rows": [(task, task.is_overdue(today)) for task in page_obj] if by_task else page_obj.object_list,
        "province": overview.province(provincial, today),
        "kinds": overview.KINDS,
        "standings": PlanStanding.choices,
        "items": items,
        "years": [(str(one.year), str(one.year)) for one in known] if len(known) > 1 else [],
        "crumbs": [("Kế hoạch thực hiện", "")],
    }
    return render(request, "plans/index.html", context)


@require_safe
def plans_csv(request: HttpRequest) -> HttpResponse:
    """The units of the page with the same address, whole."""
    provincial, _, filters = _asked(request)
    found = overview.plans(provincial, filters, timezone.localdate())
    return csv_response(f"ke-hoach-{provincial.year}", overview.PLAN_HEADING, overview.plan_rows(found))


@require_safe
def tasks_csv(request: HttpRequest) -> HttpResponseBase:
    """Every task in force of every unit in the year."""
    provincial, _, _ = _asked(request)
    today = timezone.localdate()
    tasks = Task.objects.in_force().filter(version__plan__provincial=provincial)
    tasks = tasks.select_related("version__plan__organisation").order_by("version__plan", "position", "pk")

    def rows() -> Iterator[Sequence[object]]:
        for task in tasks.iterator(chunk_size=500):
            body = task.version.plan.organisation
            yield [body.code, body.name, *overview.task_cells(task, today)]

    heading = ("Mã đơn vị", "Đơn vị", *overview.TASK_HEADING)
    return streamed_csv(f"nhiem-vu-{provincial.year}", heading, rows())


@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the unit's plan of the latest year; to the province's page while the unit owes none."""
    plan = Plan.objects.filter(organisation__slug=slug).select_related("organisation", "provincial")
    found = plan.order_by("-provincial__year").first()
    if found is None:
        get_object_or_404(Organisation, slug=slug)
        return redirect("plans:index")
    return redirect(found)


@require_safe
def plan_page(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One unit's plan in force: tasks, progress with what shows it, versions, and why it was due that day."""
    plan, today = _plan(slug, year), timezone.localdate()
    groups = overview.lines(plan, today)
    lines = [line for _, some in groups for line in some]
    reports = PeriodicReport.objects.filter(
        organisation=plan.organisation, period__data_from__year=plan.year
    ).for_list(on=today)
    context = {
        "plan": plan,
        "organisation": plan.organisation,
        "groups": groups,
        "total": len(lines),
        "done": sum(line.task.state == "done" for line in lines),
        "overdue": [line for line in lines if line.overdue],
        "versions": plan.versions.filter(state=VersionState.PUBLISHED),
        "years": Plan.objects.filter(organisation=plan.organisation).select_related(
            "provincial", "organisation"
        ),
        "reports": reports,
        "crumbs": [("Kế hoạch thực hiện", reverse("plans:index")), (f"{plan.organisation.name}, {year}", "")],
    }
    return render(request, "plans/plan.html", context)


@require_safe
def plan_csv(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    plan, today = _plan(slug, year), timezone.localdate()
    tasks = Task.objects.filter(version=plan.current_id) if plan.current_id else Task.objects.none()
    rows = [overview.task_cells(task, today) for task in tasks]
    return csv_response(f"ke-hoach-{plan.organisation.slug}-{year}", overview.TASK_HEADING, rows)


@require_safe
def version_page(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """One published version as it was issued, with what it changed and why."""
    plan, version = _version(slug, year, number)
    context = {
        "plan": plan,
        "version": version,
        "tasks": version.tasks.all(),
        "crumbs": [
            ("Kế hoạch thực hiện", reverse("plans:index")),
            (f"{plan.organisation.name}, {year}", plan.get_absolute_url()),
            (f"Bản thứ {number}", ""),
        ],
    }
    return render(request, "plans/version.html", context)


@require_safe
def version_json(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """The very bytes that the version's SHA-256 is taken over."""
    _, version = _version(slug, year, number)
    return HttpResponse(
        canonical(content(version, list(version.tasks.all()))), content_type="application/json; charset=utf-8"
    )


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file behind a progress report, as a download. 404 while it waits for the virus scanner."""
    file = get_object_or_404(EvidenceFile, pk=pk)
    if not file.may_be_served:
        raise Http404
    try:
        stream = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{file.sha256[:32]}"'
    return response


def _plan(slug: str, year: int) -> Plan:
    plans = Plan.objects.select_related("organisation", "provincial", "current").with_standing(
        on=timezone.localdate()
    )
    return get_object_or_404(plans, organisation__slug=slug, provincial__year=year)


def _version(slug: str, year: int, number: int) -> tuple[Plan, PlanVersion]:
    versions = PlanVersion.objects.filter(state=VersionState.PUBLISHED).select_related(
        "plan__organisation", "plan__provincial"
    )
    version = get_object_or_404(
        versions, plan__organisation__slug=slug, plan__provincial__year=year, number=number
    )
    return version.plan, version
