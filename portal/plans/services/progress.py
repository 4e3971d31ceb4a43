"""How far a task is, with what shows it. Told again and again, never altered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.core import page_cache
from portal.core.personal_data import FOR_PEOPLE, scan
from portal.core.subjects import public_links
from portal.core.uploads import CleanUpload
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.plans.models import EvidenceFile, Plan, Progress, Task
from portal.plans.refusals import PlanRefused
from portal.plans.services.permission import acting, public_text
from portal.plans.states import TaskState

MOST_FILES = 5
TEXT_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a unit says about a task: where it is, in words, and what shows it."""

    state: str
    percent: int
    text: str
    subject: str = ""
    files: Sequence[CleanUpload] = ()
    # Whether a person has looked at what no program can read: scanned pages, photographs of paper.
    looked_at: bool = False


@transaction.atomic
def report_progress(*, plan: Plan, key: str, by: User, at: datetime, told: Told) -> Progress:
    """Note the progress; everybody reads it at once. Raises PermissionDenied or PlanRefused naming the field."""
    held = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("organisation", "provincial")
        .get(pk=plan.pk)
    )
    role = acting(by, Action.PLAN_WRITE, held.organisation)
    task = Task.objects.filter(version=held.current_id, key=key).first()
    if task is None:
        raise PlanRefused("Nhiệm vụ này không có trong kế hoạch đang có hiệu lực.")
    percent = _percent(told)
    text = public_text(told.text, field="text", at=at, longest=TEXT_LENGTH)
    if not text:
        raise PlanRefused("Hãy ghi kết quả đã đạt được.", "text")
    _shown(told, at)
    made = Progress.objects.create(
        plan=held, key=key, at=at, state=told.state, percent=percent, text=text, subject=told.subject
    )
    for file in told.files:
        _keep(made, file)
    put(task, told.state, percent, at)
    task.save(update_fields=["state", "percent", "done_on"])
    record(
        EventKind.TASK_REPORTED,
        organisation=held.organisation,
        subject=held.subject,
        actor_role=role,
        at=at,
        payload=payload(made, len(told.files)),
    )
    page_cache.bump()
    return made


def put(task: Task, state: str, percent: int, at: datetime) -> None:
    """Let the task stand where the report says, without storing it."""
    if state != TaskState.DONE:
        task.done_on = None
    elif task.state != TaskState.DONE or task.done_on is None:
        task.done_on = localdate(at)
    task.state, task.percent = state, percent


def payload(progress: Progress, files: int) -> dict[str, object]:
    return {
        "task": progress.key,
        "state": progress.state,
        "percent": progress.percent,
        "evidence": progress.subject,
        "files": files,
    }


def _percent(told: Told) -> int:
    if told.state == TaskState.DONE:
        return 100
    if told.state == TaskState.NOT_STARTED:
        return 0
    if not 0 <= told.percent <= 99:
        raise PlanRefused("Việc đang làm đạt từ 0 đến 99 phần trăm.", "percent")
    return told.percent


def _shown(told: Told, at: datetime) -> None:
    """A finished task shows something; what it shows is public and holds nobody's data."""
    if told.state == TaskState.DONE and not (told.subject or told.files):
        raise PlanRefused(
            "Việc hoàn thành cần ít nhất một minh chứng: tệp, hồ sơ hoặc mục công khai.", "attachments"
        )
    if told.subject and told.subject not in public_links([told.subject]):
        raise PlanRefused("Không có hồ sơ công khai nào như vậy trên cổng.", "case")
    if len(told.files) > MOST_FILES:
        raise PlanRefused(f"Nhiều nhất {MOST_FILES} tệp mỗi lần.", "attachments")
    for file in told.files:
        _free_of_data(file, told.looked_at, at)


def _free_of_data(file: CleanUpload, looked_at: bool, at: datetime) -> None:
    found = [one for one in scan(file.content, file.media_type, file.name, on=localdate(at)) if one.blocks]
    known = [one for one in found if one.kind not in FOR_PEOPLE]
    if known:
        what = ", ".join(sorted({one.label_vi for one in known}))
        raise PlanRefused(
            f"Tệp “{file.name}” còn dữ liệu cá nhân: {what}. Minh chứng được công khai, hãy che rồi gửi lại.",
            "attachments",
        )
    if found and not looked_at:
        raise PlanRefused(
            f"Tệp “{file.name}” là bản quét hoặc ảnh chụp giấy, cổng không đọc được. Hãy tự xem, che thông tin riêng, "
            "rồi đánh dấu ô xác nhận và chọn lại tệp.",
            "looked_at",
        )


def _keep(progress: Progress, file: CleanUpload) -> None:
    row = EvidenceFile(
        progress=progress,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        scanned=file.scanned,
    )
    row.hold(file.content)
    row.save()
