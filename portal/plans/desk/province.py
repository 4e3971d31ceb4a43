"""What the provincial desk sees: who has no plan, who has not reported, what is overdue. Each list as a file, too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.core.exports import streamed_csv
from portal.core.paging import paginate
from portal.plans.desk import lists
from portal.plans.desk.access import overseeing, overseen
from portal.plans.desk.lists import ProvinceFilters
from portal.plans.desk.workbook import xlsx_response
from portal.plans.models import PeriodicReport, ProvincialPlan, ReportPeriod
from portal.plans.states import PlanStanding, ReportStanding, ReportState

PER_PAGE = 30
TITLE = "Toàn tỉnh: kế hoạch, báo cáo"
Rows = Iterable[Sequence[object]]


def _rows(request: HttpRequest, which: str, on: date) -> tuple[str, Sequence[str], Rows]:
    user, filters = overseeing(request), ProvinceFilters.asked(request.GET)
    if which == "ke-hoach":
        return (
            "Kế hoạch của các đơn vị",
            lists.PLAN_HEADING,
            map(lists.plan_cells, lists.plans(user, filters, on)),
        )
    if which == "bao-cao":
        found = lists.reports(user, filters, on)
        return "Báo cáo của các đơn vị", lists.REPORT_HEADING, map(lists.report_cells, found)
    tasks = lists.overdue_tasks(user, filters, on)
    return "Nhiệm vụ quá hạn", lists.TASK_HEADING, (lists.task_cells(task, on) for task in tasks)


@require_safe
def province(request: HttpRequest) -> HttpResponse:
    """How many stand where, in the latest year and its periods, with the way to each list."""
    user, today = overseeing(request), timezone.localdate()
    latest = ProvincialPlan.objects.filter(issued_on__lte=today).first()
    year = str(latest.year) if latest else ""
    asked = ProvinceFilters(year=year)
    standings = lists.plan_counts(user, asked, today)
    context = {
        "year": year,
        "plans": [
            (label, standings.get(value, 0), replace(asked, standing=value).as_query)
            for value, label in PlanStanding.choices
        ],
        "periods": [_period(user, period, today) for period in ReportPeriod.objects.all()[:4]],
        "overdue": lists.overdue_tasks(user, asked, today).count(),
        "today": today,
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "plans/admin/province.html", context)


def _period(user: User, period: ReportPeriod, today: date) -> dict[str, object]:
    asked = ProvinceFilters(period=period.code)
    reports = PeriodicReport.objects.filter(period=period, organisation__in=overseen(user))
    counts = reports.counted(on=today)
    waiting = reports.filter(state=ReportState.SUBMITTED).count()
    return {
        "period": period,
        "counts": [
            (label, counts.get(value, 0), replace(asked, standing=value).as_query)
            for value, label in ReportStanding.choices
        ],
        "waiting": (waiting, replace(asked, standing=ReportState.SUBMITTED.value).as_query),
    }


def _listed(
    template: str, find: Callable[[User, ProvinceFilters, date], QuerySet[Any]], title: str
) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        user, today = overseeing(request), timezone.localdate()
        filters = ProvinceFilters.asked(request.GET)
        context = {
            "page_obj": paginate(request, find(user, filters, today), PER_PAGE),
            "filters": filters,
            "choices": lists.choices(),
            "today": today,
            "breadcrumbs_items": [
                {"url": reverse("plans_province"), "label": TITLE},
                {"url": "", "label": title},
            ],
        }
        return render(request, template, context)

    return view


plan_list = _listed("plans/admin/province_plans.html", lists.plans, "Kế hoạch")
report_list = _listed("plans/admin/province_reports.html", lists.reports, "Báo cáo")
task_list = _listed("plans/admin/province_tasks.html", lists.overdue_tasks, "Nhiệm vụ quá hạn")


@require_safe
def download(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """The list with the same filters, whole, as CSV or Excel."""
    today = timezone.localdate()
    title, heading, rows = _rows(request, which, today)
    if form == "csv":
        return streamed_csv(which, heading, rows)
    return xlsx_response(which, title, heading, rows, on=today)
