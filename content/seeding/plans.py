"""Plans of the sample year: most published in time, some late, a few missing, with progress and one amendment."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from cms.disclosures.models import Obligation
from content.generators import documents
from content.generators.corpus import settings
from content.generators.moments import Year, office
from content.generators.streams import choose, stream
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies
from content.seeding.plan_reports import reports
from portal.core.private_files import private_storage
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.comparing import changes
from portal.plans.models import (
    EvidenceFile,
    Plan,
    PlanVersion,
    Progress,
    ProvincialItem,
    ProvincialPlan,
    Task,
    frozen,
)
from portal.plans.services.drafting import from_items, published_payload, seal
from portal.plans.services.opening import OWING, new_plans, plan_event
from portal.plans.services.progress import payload, put
from portal.plans.states import TaskState, VersionState
from portal.statutes.terms import ZONE

_FATES = {"in_time": 80, "late": 13, "missing": 7}
_DONE = (
    "Đã hoàn thành (dữ liệu mẫu): {product}.",
    "Xong đúng như kế hoạch (dữ liệu mẫu); sản phẩm: {product}.",
)
_DOING = (
    "Đang làm (dữ liệu mẫu): đã phân công, lập danh mục và làm được một phần.",
    "Đang làm (dữ liệu mẫu): đã họp thôn, tổ dân phố, còn chờ tổng hợp.",
    "Đang làm (dữ liệu mẫu): xong phần chuẩn bị, đang thực hiện từng nơi.",
)
_COOPERATING = {
    OrganisationKind.COMMUNE: (
        "Mặt trận Tổ quốc, các đoàn thể",
        "Các thôn, tổ dân phố",
        "Công an xã, phường",
        "",
    ),
    OrganisationKind.DEPARTMENT: (
        "UBND các xã, phường",
        "Trung tâm Phục vụ hành chính công",
        "Sở Tài chính",
        "",
    ),
}
_ROOMS = {
    OrganisationKind.COMMUNE: ("Văn phòng", "Phòng Kinh tế", "Phòng Văn hoá – Xã hội", ""),
    OrganisationKind.DEPARTMENT: ("Văn phòng", "Phòng Kế hoạch", "Phòng chuyên môn", ""),
}
_REASON = "Kế hoạch mẫu sửa đổi: bổ sung buổi đối thoại ở các tổ dân phố và lùi một thời hạn vì mưa bão (dữ liệu mẫu)."
Subjects = dict[str, list[tuple[str, date]]]


@dataclass
class Shelves:
    """What is stored in a few statements at the end."""

    versions: list[PlanVersion] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)


def create(number: int, bodies: Bodies, year: Year, shelf: Shelf) -> list[EventDraft]:
    """Store plans and reports of the year; return their ledger events, not yet written, in the order of time."""
    provincial = ProvincialPlan.objects.filter(year=year.starts.year).first()
    if provincial is None or provincial.issued_on >= year.today:
        return []
    opened = datetime.combine(provincial.issued_on + timedelta(days=1), time(8), ZONE)
    units = [body for body in bodies.organisations.values() if body.kind in OWING]
    items = list(provincial.items.all())
    plans = new_plans(provincial, units, year.calendar)
    for plan in plans:
        plan.is_sample_data = True
    Plan.objects.bulk_create(plans)
    shelves = Shelves(events=[plan_event(plan, opened) for plan in plans])
    subjects = _disclosed(units)
    for plan in plans:
        _tell(number, plan, items, subjects, year, shelves)
    _store(plans, shelves)
    _evidence(shelves, shelf)
    events = [*shelves.events, *reports(number, provincial, units, year, opened)]
    return sorted((event for event in events if event.at <= year.ends), key=lambda event: event.at)


def _tell(
    number: int, plan: Plan, items: Sequence[ProvincialItem], subjects: Subjects, year: Year, shelves: Shelves
) -> None:
    """One unit's year."""
    code = plan.organisation.code
    rng = stream(number, "plan", code)
    fate = "in_time" if code in settings()["demo_staff"][:2] else choose(rng, _FATES)
    if code == settings()["demo_staff"][2]:
        _waiting(plan, items, rng, year, shelves)
        return
    if fate == "missing":
        return
    at = _published_at(plan, fate, rng, year)
    if at > year.ends:
        return
    version, tasks = _version(plan, items, rng, at)
    shelves.versions.append(version)
    shelves.events.append(_event(EventKind.PLAN_PUBLISHED, plan, at, published_payload(version, len(tasks))))
    plan.published_on = at.date()
    _progress(plan, tasks, rng, at, subjects.get(code, []), year, shelves)
    shelves.tasks += tasks
    if code == settings()["demo_staff"][0]:
        _amend(plan, version, tasks, year, shelves)


def _published_at(plan: Plan, fate: str, rng: Random, year: Year) -> datetime:
    if fate == "in_time":
        day = plan.due_on - timedelta(days=rng.randint(0, 9))
    else:
        day = plan.due_on + timedelta(days=rng.randint(1, 45))
    on = year.calendar.on_or_before(day) if fate == "in_time" else year.calendar.on_or_after(day)
    return office(rng, on, datetime.combine(on, time(7, 40), ZONE), year)


def _version(
    plan: Plan, items: Sequence[ProvincialItem], rng: Random, at: datetime
) -> tuple[PlanVersion, list[Task]]:
    version = PlanVersion(
        plan=plan,
        number=1,
        document=f"{rng.randint(8, 160)}/KH-UBND (mẫu)",
        started_at=at - timedelta(days=6),
    )
    tasks, kind = from_items(version, items), OrganisationKind(plan.organisation.kind)
    for task in tasks:
        task.cooperating = rng.choice(_COOPERATING[kind])
        task.unit = rng.choice(_ROOMS[kind])
    seal(version, tasks, at)
    return version, tasks


def _waiting(plan: Plan, items: Sequence[ProvincialItem], rng: Random, year: Year, shelves: Shelves) -> None:
    """A first version that lies on the head's desk, long after it was due."""
    at = datetime.combine(year.calendar.on_or_before(year.today - timedelta(days=2)), time(9, 5), ZONE)
    version, tasks = _version(plan, items, rng, at)
    version.state, version.published_at, version.digest = VersionState.WAITING, None, ""
    shelves.versions.append(version)
    shelves.tasks += tasks
    event = _event(EventKind.PLAN_PROPOSED, plan, at, {"version": 1}, ActorRole.EDITOR)
    shelves.events.append(event)


def _progress(
    plan: Plan,
    tasks: Sequence[Task],
    rng: Random,
    since: datetime,
    subjects: list[tuple[str, date]],
    year: Year,
    shelves: Shelves,
) -> None:
    """What is due by now is mostly told about; of the rest a few tasks are under way."""
    for task in tasks:
        is_due = task.due_on < year.today
        if rng.random() > (0.88 if is_due else 0.2):
            continue
        latest = (
            min(task.due_on + timedelta(days=12), year.today - timedelta(days=1)) if is_due else year.today
        )
        day = max(since.date() + timedelta(days=20), latest - timedelta(days=rng.randint(3, 60)))
        on = year.calendar.on_or_before(min(day, year.today - timedelta(days=1)))
        at = office(rng, on, max(since, datetime.combine(on, time(7, 40), ZONE)), year)
        if at > year.ends:
            continue
        shown = [subject for subject, disclosed in subjects if disclosed <= at.date()]
        done = bool(shown) and is_due and rng.random() < 0.85
        state = TaskState.DONE if done else TaskState.IN_PROGRESS
        percent = 100 if done else rng.choice((20, 30, 40, 50, 60, 75, 80))
        told = Progress(
            plan=plan,
            key=task.key,
            at=at,
            state=state,
            percent=percent,
            text=rng.choice(_DONE if done else _DOING).format(
                product=task.product[:1].lower() + task.product[1:]
            ),
            subject=rng.choice(shown) if done else "",
            is_sample_data=True,
        )
        put(task, state, percent, at)
        shelves.progress.append(told)
        shelves.events.append(_event(EventKind.TASK_REPORTED, plan, at, payload(told, 0), ActorRole.EDITOR))


def _amend(plan: Plan, before: PlanVersion, tasks: Sequence[Task], year: Year, shelves: Shelves) -> None:
    """A second version: one task later, one more, and why."""
    day = year.calendar.on_or_after(date(year.starts.year, 9, 14))
    at = datetime.combine(day, time(10, 20), ZONE)
    if at > year.ends:
        return
    after = PlanVersion(
        plan=plan, number=2, document="97/KH-UBND (mẫu)", reason=_REASON, started_at=at - timedelta(days=3)
    )
    copies = [_copy(task, after) for task in tasks]
    moved = next(task for task in copies if task.code == "II.1.7.a")
    moved.due_on = date(year.starts.year, 11, 30)
    copies.append(_dialogues(after, plan.organisation, len(copies)))
    after.changes = changes([frozen(task) for task in tasks], [frozen(task) for task in copies])
    seal(after, copies, at)
    shelves.versions.append(after)
    shelves.tasks += copies
    shelves.events.append(_event(EventKind.PLAN_AMENDED, plan, at, published_payload(after, len(copies))))


def _copy(task: Task, version: PlanVersion) -> Task:
    names = [one.attname for one in Task._meta.concrete_fields if one.name not in {"id", "version"}]
    return Task(version=version, **{name: getattr(task, name) for name in names})


def _dialogues(version: PlanVersion, body: Organisation, position: int) -> Task:
    return Task(
        version=version,
        key="doi-thoai-to-dan-pho",
        position=position,
        code="",
        task="Đối thoại ở từng tổ dân phố về thoát nước mùa mưa (mẫu)",
        product="Biên bản đối thoại công khai trên cổng",
        due_on=date(version.started_at.year, 12, 15),
        lead=body.name,
    )


def _disclosed(units: Sequence[Organisation]) -> Subjects:
    """What each unit made public, as the ledger names it, with its day: evidence to point at."""
    found: Subjects = {}
    rows = Obligation.objects.filter(organisation__in=units, disclosed_on__isnull=False, occurrence="")
    for code, key, period, day in rows.order_by("pk").values_list(
        "organisation__code", "duty_key", "period", "disclosed_on"
    ):
        assert day is not None
        found.setdefault(code, []).append((f"duty:{key}:{code}:{period}", day))
    return found


def _evidence(shelves: Shelves, shelf: Shelf) -> None:
    """A table behind what the first demo commune told last."""
    code = settings()["demo_staff"][0]
    told = next((one for one in reversed(shelves.progress) if one.plan.organisation.code == code), None)
    if told is None:
        return
    content = documents.xlsx(
        "Kết quả", [["Nội dung (mẫu)", "Số lượng"], ["Buổi hướng dẫn", 4], ["Lượt người", 180]]
    )
    digest = hashlib.sha256(content).hexdigest()
    EvidenceFile.objects.create(
        progress=told,
        file=shelf.put(private_storage(), f"plans/{digest[:2]}/{digest[:32]}", content),
        name="ket-qua-mau.xlsx",
        media_type=documents.XLSX,
        size=len(content),
        sha256=digest,
    )


def _store(plans: Sequence[Plan], shelves: Shelves) -> None:
    PlanVersion.objects.bulk_create(shelves.versions)
    Task.objects.bulk_create(shelves.tasks, batch_size=500)
    Progress.objects.bulk_create(shelves.progress, batch_size=500)
    current: dict[int, PlanVersion] = {}
    for version in shelves.versions:
        if version.state == VersionState.PUBLISHED:
            current[version.plan_id] = version
    for plan in plans:
        plan.current = current.get(plan.pk)
    Plan.objects.bulk_update(
        [plan for plan in plans if plan.current], ["current", "published_on"], batch_size=200
    )


def _event(
    kind: EventKind, plan: Plan, at: datetime, payload: dict[str, object], role: ActorRole = ActorRole.HEAD
) -> EventDraft:
    return EventDraft(
        kind=kind,
        organisation=plan.organisation,
        subject=plan.subject,
        actor_role=role,
        at=at,
        payload=payload,
    )
