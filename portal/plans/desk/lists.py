"""The province's three lists: who has made a plan, who has reported, which tasks are overdue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import Case, Q, QuerySet, Value, When

from portal.accounts.models import User
from portal.core.filters import AddressFilters
from portal.core.text import fold
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.desk.access import overseen
from portal.plans.models import (
    PeriodicReport,
    Plan,
    PlanQuerySet,
    ProvincialItem,
    ProvincialPlan,
    ReportPeriod,
    ReportTemplate,
    Task,
)
from portal.plans.states import PlanStanding, ReportStanding, ReportState

KINDS = [
    (OrganisationKind.COMMUNE.value, "Xã, phường"),
    (OrganisationKind.DEPARTMENT.value, "Sở, ban, ngành"),
]

# What the province has to do something about comes first.
_URGENCY = Case(
    When(standing=ReportStanding.MISSING, then=Value(0)),
    When(standing=ReportStanding.RETURNED, then=Value(1)),
    When(state=ReportState.SUBMITTED, then=Value(2)),
    default=Value(3),
)


@dataclass(frozen=True, slots=True)
class ProvinceFilters(AddressFilters):
    """What the lists can be asked for; each list uses what it knows."""

    name: str = ""
    kind: str = ""
    year: str = ""
    standing: str = ""
    period: str = ""
    template: str = ""
    item: str = ""

    NAMES: ClassVar[dict[str, str]] = {
        "name": "q",
        "kind": "loai",
        "year": "nam",
        "standing": "tinh-trang",
        "period": "ky",
        "template": "mau",
        "item": "muc",
    }

    @classmethod
    def asked(cls, parameters: Any) -> Self:
        found = cls.from_parameters(parameters)
        year = found.year if found.year.isascii() and found.year.isdecimal() and len(found.year) == 4 else ""
        return replace(found, year=year, item=found.item.replace("\x00", ""))


def bodies(user: User, filters: ProvinceFilters) -> QuerySet[Organisation] | list[int]:
    """The bodies that the user looks after, narrowed by kind and by part of the name, accents or not."""
    found = overseen(user)
    if filters.kind in OrganisationKind.values:
        found = found.filter(kind=filters.kind)
    if not filters.name:
        return found
    wanted = fold(filters.name)
    return [pk for pk, name in found.values_list("pk", "name") if wanted in fold(name)]


def _plans(user: User, filters: ProvinceFilters) -> PlanQuerySet:
    found = Plan.objects.filter(organisation__in=bodies(user, filters))
    return found.of_year(int(filters.year)) if filters.year else found


def plan_counts(user: User, filters: ProvinceFilters, on: date) -> dict[str, int]:
    return _plans(user, filters).counted(on=on)


def plans(user: User, filters: ProvinceFilters, on: date) -> QuerySet[Plan]:
    found = _plans(user, filters).for_list(on=on)
    if filters.standing in PlanStanding.values:
        found = found.standing_at(filters.standing, on=on)
    return found.order_by("-provincial__year", "organisation__name", "pk")


def reports(user: User, filters: ProvinceFilters, on: date) -> QuerySet[PeriodicReport]:
    found = PeriodicReport.objects.filter(organisation__in=bodies(user, filters)).for_list(on=on)
    if filters.period:
        found = found.filter(period__code=filters.period.replace("\x00", ""))
    if filters.template:
        found = found.filter(template_key=filters.template.replace("\x00", ""))
    if filters.standing in ReportStanding.values:
        found = found.standing_at(filters.standing, on=on)
    elif filters.standing in ReportState.values:
        found = found.filter(state=filters.standing)
    return found.annotate(urgency=_URGENCY).order_by(
        "urgency", "-due_on", "organisation__name", "template__sector", "pk"
    )


def overdue_tasks(user: User, filters: ProvinceFilters, on: date) -> QuerySet[Task]:
    found = (
        Task.objects.in_force().overdue(on=on).filter(version__plan__organisation__in=bodies(user, filters))
    )
    if filters.year:
        found = found.filter(version__plan__provincial__year=int(filters.year))
    if filters.item:
        found = found.filter(Q(code=filters.item) | Q(code__startswith=f"{filters.item}."))
    found = found.select_related("version__plan__organisation", "version__plan__provincial")
    return found.order_by("due_on", "version__plan__organisation__name", "position", "pk")


PLAN_HEADING = (
    "Đơn vị",
    "Năm",
    "Hạn ban hành",
    "Ban hành ngày",
    "Tình trạng",
    "Nhiệm vụ",
    "Hoàn thành",
    "Quá hạn",
)
REPORT_HEADING = ("Đơn vị", "Kỳ", "Mẫu", "Hạn gửi", "Gửi lần đầu", "Tình trạng", "Bước", "Lý do trả lại")
TASK_HEADING = (
    "Đơn vị",
    "Mục",
    "Nhiệm vụ",
    "Chủ trì",
    "Thời hạn",
    "Số ngày quá hạn",
    "Tình trạng",
    "Phần trăm",
)


def plan_cells(plan: Plan) -> Sequence[object]:
    counts = (
        (plan.tasks_total, plan.tasks_done, plan.tasks_overdue) if plan.current_id else (None, None, None)
    )
    standing = plan.standing_label
    return [plan.organisation.name, plan.year, plan.due_on, plan.published_on, standing, *counts]


def report_cells(report: PeriodicReport) -> Sequence[object]:
    return [
        report.organisation.name,
        report.period.label,
        report.template.title,
        report.due_on,
        report.first_sent_on,
        report.standing_label,
        report.get_state_display() if report.state in {ReportState.SUBMITTED, ReportState.ACCEPTED} else "",
        report.returned if report.state == ReportState.RETURNED else "",
    ]


def task_cells(task: Task, on: date) -> Sequence[object]:
    return [
        task.version.plan.organisation.name,
        task.code,
        task.task,
        task.lead,
        task.due_on,
        (on - task.due_on).days,
        task.get_state_display(),
        task.percent,
    ]


def choices() -> dict[str, Iterable[tuple[str, str]]]:
    """What the filters offer."""
    items = ProvincialItem.objects.order_by("plan", "position").values_list("code", "task")
    templates = ReportTemplate.objects.order_by("key", "version").values_list("key", "title")
    return {
        "kinds": KINDS,
        "years": [(str(y), str(y)) for y in ProvincialPlan.objects.values_list("year", flat=True)],
        "plan_standings": PlanStanding.choices,
        "report_standings": [
            *ReportStanding.choices,
            (ReportState.SUBMITTED.value, "Đang chờ tỉnh nhận"),
        ],
        "periods": list(ReportPeriod.objects.values_list("code", "label")),
        "templates": list(dict(templates).items()),
        "items": [(code, f"{code} – {task[:60]}") for code, task in dict(items).items()],
    }
