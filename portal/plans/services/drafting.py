"""A plan is drafted by an editor and sent to the head, who publishes it or sends it back with a reason."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.core import page_cache
from portal.core.signals import content_changed
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.plans.comparing import changes, digest
from portal.plans.models import Plan, PlanVersion, ProvincialItem, Task, frozen
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services.opening import is_for
from portal.plans.services.permission import acting, public_text
from portal.plans.states import VersionState

MOST_TASKS = 80
_LONGEST = {
    "code": 20, "task": 400, "product": 300, "lead": 160, "cooperating": 300, "unit": 160,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskText:
    """One task as it was written; without a key it is new."""

    key: str
    code: str
    task: str
    product: str
    due_on: date
    lead: str
    cooperating: str = ""
    unit: str = ""


@transaction.atomic
def start_draft(*, plan: Plan, by: User, at: datetime) -> PlanVersion:
    """Begin the next version: from the one in force, else from the provincial plan's items. Or return the open one."""
    acting(by, Action.PLAN_WRITE, plan.organisation)
    held = Plan.objects.select_for_update().select_related("provincial", "organisation").get(pk=plan.pk)
    last = held.versions.first()
    if last is not None and last.state != VersionState.PUBLISHED:
        return last
    version = PlanVersion.objects.create(plan=held, number=last.number + 1 if last else 1, started_at=at)
    items = held.provincial.items.all()
    Task.objects.bulk_create(_copied(version, last) if last else from_items(version, items))
    return version


def from_items(version: PlanVersion, items: Iterable[ProvincialItem]) -> list[Task]:
    """Unsaved: a task for each item of the provincial plan that is meant for the unit."""
    unit = version.plan.organisation
    return [
        Task(
            version=version,
            key=item.code.lower().replace(".", "-"),
            position=position,
            code=item.code,
            task=item.task,
            product=item.product,
            due_on=item.due_on,
            lead=unit.name,
        )
        for position, item in enumerate(items)
        if is_for(item.who, unit)
    ]


def _copied(version: PlanVersion, before: PlanVersion) -> list[Task]:
    copies = []
    for task in before.tasks.all():
        task.pk, task.version = None, version
        task._state.adding = True
        copies.append(task)
    return copies


@transaction.atomic
def save_draft(
    *,
    version: PlanVersion,
    by: User,
    at: datetime,
    revision: int,
    document: str,
    reason: str,
    tasks: Sequence[TaskText],
) -> PlanVersion:
    """Store the draft as it was written. Raises PermissionDenied, EditedMeanwhile or PlanRefused naming the field."""
    held = _held(version, (VersionState.DRAFT,), revision)
    acting(by, Action.PLAN_WRITE, held.plan.organisation)
    if len(tasks) > MOST_TASKS:
        raise PlanRefused(f"Nhiều nhất {MOST_TASKS} nhiệm vụ.")
    held.document = public_text(document, field="document", at=at, longest=60)
    held.reason = public_text(reason, field="reason", at=at, longest=300)
    stored = {task.key: task for task in held.tasks.all()}
    rows = [_row(held, stored, number, text, at) for number, text in enumerate(tasks)]
    held.tasks.all().delete()
    Task.objects.bulk_create(rows)
    held.revision += 1
    held.save(update_fields=["document", "reason", "revision"])
    return held


def _row(version: PlanVersion, stored: dict[str, Task], number: int, text: TaskText, at: datetime) -> Task:
    values: dict[str, Any] = asdict(text)
    for name, longest in _LONGEST.items():
        values[name] = public_text(values[name], field=f"tasks-{number}-{name}", at=at, longest=longest)
    # Taken out: a second row with the same key is a task of its own.
    known = stored.pop(values.pop("key"), None)
    task = Task(version=version, position=number, key=known.key if known else uuid.uuid4().hex[:12], **values)
    if known:
        task.state, task.percent, task.done_on = known.state, known.percent, known.done_on
    return task


@transaction.atomic
def send_to_head(*, version: PlanVersion, by: User, at: datetime, revision: int) -> PlanVersion:
    """Hand the draft to the head. Raises PlanRefused when it says too little."""
    held = _held(version, (VersionState.DRAFT,), revision)
    role = acting(by, Action.PLAN_WRITE, held.plan.organisation)
    _complete(held)
    held.state, held.returned, held.revision = VersionState.WAITING, "", held.revision + 1
    held.save(update_fields=["state", "returned", "revision"])
    _record(EventKind.PLAN_PROPOSED, held, role, at, {"version": held.number})
    return held


@transaction.atomic
def send_back(*, version: PlanVersion, by: User, at: datetime, reason: str) -> PlanVersion:
    """Give the draft back to its editors with what is to be done."""
    held = _held(version, (VersionState.WAITING,))
    role = acting(by, Action.PLAN_APPROVE, held.plan.organisation)
    held.returned = public_text(reason, field="reason", at=at, longest=300)
    if not held.returned:
        raise PlanRefused("Hãy ghi cần sửa gì.", "reason")
    held.state, held.revision = VersionState.DRAFT, held.revision + 1
    held.save(update_fields=["state", "returned", "revision"])
    _record(EventKind.PLAN_SENT_BACK, held, role, at, {"version": held.number})
    return held


@transaction.atomic
def publish(*, version: PlanVersion, by: User, at: datetime, revision: int) -> PlanVersion:
    """Put the version in force, sealed by its digest. Progress told meanwhile comes along."""
    held = _held(version, (VersionState.WAITING,), revision)
    role = acting(by, Action.PLAN_APPROVE, held.plan.organisation)
    _complete(held)
    plan, before = held.plan, held.plan.current
    tasks = list(held.tasks.all())
    if before is not None:
        _bring_progress(before, tasks)
        held.changes = changes(
            [frozen(task) for task in before.tasks.all()], [frozen(task) for task in tasks]
        )
        if not held.changes:
            raise PlanRefused("Bản này không khác bản đang có hiệu lực, nên không có gì để ban hành.")
    seal(held, tasks, at)
    held.save()
    plan.current = held
    plan.published_on = plan.published_on or localdate(at)
    plan.save(update_fields=["current", "published_on"])
    kind = EventKind.PLAN_PUBLISHED if before is None else EventKind.PLAN_AMENDED
    _record(kind, held, role, at, published_payload(held, len(tasks)))
    content_changed.send(sender=Plan, instance=plan)
    page_cache.bump()
    return held


def seal(version: PlanVersion, tasks: Sequence[Task], at: datetime) -> None:
    """Mark the version as published at that time, without storing it."""
    version.state, version.published_at, version.returned = VersionState.PUBLISHED, at, ""
    version.digest = digest(content(version, tasks))


def content(version: PlanVersion, tasks: Sequence[Task]) -> dict[str, Any]:
    """What the digest is taken over, and what everybody can read on the page and in its file."""
    return {
        "organisation": version.plan.organisation.code,
        "year": version.plan.year,
        "number": version.number,
        "document": version.document,
        "reason": version.reason,
        "tasks": [frozen(task) for task in tasks],
    }


def published_payload(version: PlanVersion, tasks: int) -> dict[str, object]:
    return {"version": version.number, "sha256": version.digest, "tasks": tasks}


@transaction.atomic
def discard_draft(*, version: PlanVersion, by: User) -> None:
    """Throw the open draft away; what is in force stays as it is."""
    held = _held(version, (VersionState.DRAFT,))
    acting(by, Action.PLAN_WRITE, held.plan.organisation)
    held.delete()


def _held(version: PlanVersion, states: Sequence[str], revision: int | None = None) -> PlanVersion:
    """The version, locked, in one of the states. Published ones are in none of them: they never change."""
    locked = PlanVersion.objects.select_for_update(of=("self",))
    held = (
        locked.select_related("plan__organisation", "plan__provincial", "plan__current")
        .filter(pk=version.pk)
        .first()
    )
    if held is None:
        raise PlanRefused("Bản dự thảo này không còn nữa.")
    if held.state == VersionState.PUBLISHED:
        raise PlanRefused("Bản đã ban hành không sửa được; hãy lập bản sửa đổi.")
    if revision is not None and held.revision != revision:
        raise EditedMeanwhile
    if held.state not in states:
        raise PlanRefused(
            f"Bản này đang ở tình trạng “{held.get_state_display()}” nên không làm được việc đó."
        )
    return held


def _complete(version: PlanVersion) -> None:
    if not version.tasks.exists():
        raise PlanRefused("Kế hoạch chưa có nhiệm vụ nào.")
    if version.number > 1 and not version.reason:
        raise PlanRefused("Hãy ghi lý do sửa đổi; lý do được công khai cùng bản mới.", "reason")


def _bring_progress(before: PlanVersion, tasks: Sequence[Task]) -> None:
    now = {task.key: task for task in before.tasks.all()}
    told = [task for task in tasks if task.key in now]
    for task in told:
        known = now[task.key]
        task.state, task.percent, task.done_on = known.state, known.percent, known.done_on
    Task.objects.bulk_update(told, ["state", "percent", "done_on"])


def _record(
    kind: EventKind, version: PlanVersion, role: str, at: datetime, payload: dict[str, object]
) -> None:
    plan = version.plan
    record(
        kind, organisation=plan.organisation, subject=plan.subject, actor_role=role, at=at, payload=payload
    )
