"""What everybody reads about plans: the province at a glance, one unit's tasks with what shows their progress."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import Count, Prefetch, Q

from portal.core.filters import AddressFilters
from portal.core.subjects import PublicLink, public_links
from portal.core.text import fold
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.models import (
    EvidenceFile,
    PeriodicReport,
    Plan,
    PlanQuerySet,
    Progress,
    ProvincialItem,
    ProvincialPlan,
    ReportPeriod,
    Task,
)
from portal.plans.models.plan import TaskQuerySet
from portal.plans.states import PlanStanding, ReportStanding, TaskState

KINDS = [
    (OrganisationKind.COMMUNE.value, "Xã, phường"),
    (OrganisationKind.DEPARTMENT.value, "Sở, ban, ngành"),
]


@dataclass(frozen=True, slots=True)
class PlanFilters(AddressFilters):
    """Part of a unit's name, kind of unit, standing, item of the provincial plan, year."""

    name: str = ""
    kind: str = ""
    standing: str = ""
    item: str = ""
    overdue: str = ""
    year: str = ""

    NAMES: ClassVar[dict[str, str]] = {
        "name": "q",
        "kind": "loai",
        "standing": "tinh-trang",
        "item": "muc",
        "overdue": "qua-han",
        "year": "nam",
    }
    SHOWING: ClassVar[frozenset[str]] = frozenset({"year"})

    @classmethod
    def asked(cls, parameters: Any) -> Self:
        found = cls.from_parameters(parameters)
        year = found.year if found.year.isascii() and found.year.isdecimal() and len(found.year) == 4 else ""
        return replace(found, year=year, item=found.item.replace("\x00", ""))


def years(on: date) -> list[ProvincialPlan]:
    """The provincial plans issued by then, the latest first."""
    return list(ProvincialPlan.objects.filter(issued_on__lte=on))


def units(provincial: ProvincialPlan, filters: PlanFilters) -> list[int] | None:
    """The bodies that the filters leave; None for all."""
    if not (filters.name or filters.kind):
        return None
    found = Organisation.objects.filter(plans__provincial=provincial)
    if filters.kind in OrganisationKind.values:
        found = found.filter(kind=filters.kind)
    wanted = fold(filters.name)
    return [pk for pk, name in found.values_list("pk", "name") if wanted in fold(name)]


def plans(provincial: ProvincialPlan, filters: PlanFilters, on: date) -> PlanQuerySet:
    found = Plan.objects.filter(provincial=provincial)
    chosen = units(provincial, filters)
    if chosen is not None:
        found = found.filter(organisation__in=chosen)
    if filters.standing in PlanStanding.values:
        found = found.standing_at(filters.standing, on=on)
    return found.for_list(on=on)


def tasks(provincial: ProvincialPlan, filters: PlanFilters, on: date) -> TaskQuerySet:
    """What the units set themselves for one item, or what of it all is overdue, unit by unit."""
    found = Task.objects.in_force().filter(version__plan__provincial=provincial)
    if filters.item:
        found = found.filter(code=filters.item)
    if filters.overdue:
        found = found.overdue(on=on)
    chosen = units(provincial, filters)
    if chosen is not None:
        found = found.filter(version__plan__organisation__in=chosen)
    found = found.select_related("version__plan__organisation", "version__plan__provincial")
    return found.order_by("version__plan__organisation__name", "position", "pk")


def items(provincial: ProvincialPlan) -> list[tuple[str, str]]:
    rows = ProvincialItem.objects.filter(plan=provincial).values_list("code", "task")
    return [(code, f"{code} – {task}") for code, task in rows]


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """One period: by when, and how many reports stand where."""

    period: ReportPeriod
    counts: list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Province:
    """The province's plans of a year in numbers."""

    standings: list[tuple[str, str, int]]
    tasks: int
    done: int
    overdue: int
    periods: list[PeriodCount]

    @property
    def share(self) -> int:
        return round(100 * self.done / self.tasks) if self.tasks else 0


def province(provincial: ProvincialPlan, on: date) -> Province:
    """A fixed number of queries."""
    counts = Plan.objects.filter(provincial=provincial).counted(on=on)
    done = Q(state=TaskState.DONE)
    numbers = (
        Task.objects.in_force()
        .filter(version__plan__provincial=provincial)
        .order_by()
        .aggregate(
            total=Count("pk"),
            done=Count("pk", filter=done),
            overdue=Count("pk", filter=Q(due_on__lt=on) & ~done),
        )
    )
    periods = ReportPeriod.objects.filter(data_from__year=provincial.year).order_by("data_to")
    return Province(
        standings=[(value, label, counts.get(value, 0)) for value, label in PlanStanding.choices],
        tasks=numbers["total"],
        done=numbers["done"],
        overdue=numbers["overdue"],
        periods=[
            PeriodCount(period, report_counts(PeriodicReport.objects.filter(period=period).counted(on=on)))
            for period in periods
        ],
    )


def report_counts(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(value, label, counts.get(value, 0)) for value, label in ReportStanding.choices]


# ---- one unit


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a unit told about a task, as everybody may read it."""

    told: Progress
    link: PublicLink | None
    files: list[EvidenceFile]


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: Task
    overdue: bool
    told: list[Shown] = field(default_factory=list)

    @property
    def latest(self) -> Shown | None:
        return self.told[0] if self.told else None

    @property
    def standing(self) -> tuple[str, str]:
        """How the status is drawn, and in which words."""
        if self.overdue:
            return "overdue", f"Quá hạn, {self.task.get_state_display().lower()}"
        if self.task.state == TaskState.DONE:
            late = self.task.is_late()
            return ("late", "Hoàn thành trễ") if late else ("published", self.task.get_state_display())
        return (
            ("due", "Đang thực hiện")
            if self.task.state == TaskState.IN_PROGRESS
            else ("not_due", "Chưa bắt đầu")
        )


def lines(plan: Plan, on: date) -> list[tuple[str, list[TaskLine]]]:
    """The tasks in force under the groups of the provincial plan, each with its progress. Five queries at most."""
    if plan.current_id is None:
        return []
    told = told_by_task(plan)
    groups = dict(plan.provincial.items.values_list("code", "group"))
    found: dict[str, list[TaskLine]] = defaultdict(list)
    for task in Task.objects.filter(version=plan.current_id):
        group = groups.get(task.code, "Việc riêng của đơn vị")
        found[group].append(TaskLine(task, task.is_overdue(on), told.get(task.key, [])))
    return list(found.items())


def told_by_task(plan: Plan) -> dict[str, list[Shown]]:
    rows = list(plan.progress.prefetch_related(Prefetch("files", EvidenceFile.objects.order_by("pk"))))
    links = public_links({row.subject for row in rows if row.subject})
    found: dict[str, list[Shown]] = defaultdict(list)
    for row in rows:
        found[row.key].append(Shown(row, links.get(row.subject), list(row.files.all())))
    return found


TASK_HEADING = (
    "Mục", "Nhiệm vụ", "Sản phẩm", "Thời hạn", "Chủ trì", "Phối hợp", "Bộ phận", "Tình trạng", "Phần trăm",
    "Hoàn thành ngày", "Quá hạn",
)  # fmt: skip
PLAN_HEADING = (
    "Mã đơn vị", "Đơn vị", "Năm", "Hạn ban hành", "Ban hành ngày", "Tình trạng", "Nhiệm vụ", "Hoàn thành", "Quá hạn",
)  # fmt: skip


def task_cells(task: Task, on: date) -> Sequence[object]:
    return [
        task.code,
        task.task,
        task.product,
        task.due_on,
        task.lead,
        task.cooperating,
        task.unit,
        task.get_state_display(),
        task.percent,
        task.done_on,
        "có" if task.is_overdue(on) else "không",
    ]


def plan_rows(found: Iterable[Plan]) -> Iterable[Sequence[object]]:
    for plan in found:
        counts = (plan.tasks_total, plan.tasks_done, plan.tasks_overdue) if plan.current_id else ("", "", "")
        days = [plan.due_on, plan.published_on]
        body = plan.organisation
        yield [body.code, body.name, plan.year, *days, plan.standing_label, *counts]
