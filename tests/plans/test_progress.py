"""Progress is told with what shows it, and standing follows from days."""

import io
import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from content.generators.documents import xlsx
from portal.accounts.models import Role
from portal.core.models import ScannedFile
from portal.core.uploads import XLSX, CleanUpload, clean_upload
from portal.ledger.models import Event
from portal.plans.models import EvidenceFile, Plan, Task
from portal.plans.refusals import PlanRefused
from portal.plans.services.progress import Told, report_progress
from portal.plans.states import PlanStanding, TaskState
from tests.core.personal_data.corpus.pictures import paper
from tests.factories import make_user
from tests.plans.helpers import AT, Unit, make_unit, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    unit = make_unit()
    published(unit)
    return unit


@pytest.fixture(autouse=True)
def _private(settings, tmp_path) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path


def told(unit: Unit, **changes: object) -> Task:
    given: dict[str, object] = {"state": TaskState.IN_PROGRESS, "percent": 30, "text": "Đã họp các thôn"}
    by = changes.pop("by", unit.editor)
    report_progress(plan=unit.plan, key="ii-3", by=by, at=AT, told=Told(**{**given, **changes}))  # type: ignore[arg-type]
    return Task.objects.get(version=unit.plan.current, key="ii-3")


def sheet(*rows: list[object]) -> CleanUpload:
    file = io.BytesIO(xlsx("Kết quả", rows))
    file.name = "ket-qua.xlsx"
    return clean_upload(file)


def test_progress_is_stored_and_stands_in_the_ledger(unit: Unit) -> None:
    task = told(unit)
    assert (task.state, task.percent, task.done_on) == (TaskState.IN_PROGRESS, 30, None)
    event = Event.objects.filter(organisation=unit.organisation).order_by("sequence").last()
    assert event is not None
    assert (event.kind, "họp" in event.payload) == ("task_reported", False)


def test_a_finished_task_shows_something(unit: Unit) -> None:
    with pytest.raises(PlanRefused, match="minh chứng") as refused:
        told(unit, state=TaskState.DONE)
    assert refused.value.field == "attachments"
    task = told(unit, state=TaskState.DONE, files=[sheet(["Nội dung", "Số"], ["Buổi", 3])])
    assert (task.percent, task.done_on) == (100, date(2026, 2, 5))
    file = EvidenceFile.objects.get()
    assert (file.name, file.media_type) == ("ket-qua.xlsx", XLSX)
    assert told(unit).done_on is None


def test_evidence_with_personal_data_is_refused_and_nothing_is_kept(unit: Unit) -> None:
    numbers = [["Họ tên", "Số CCCD"], ["Nguyễn Văn A", "033 085 001 234"], ["Trần Thị B", "033 185 001 235"]]
    with pytest.raises(PlanRefused, match="dữ liệu cá nhân"):
        told(unit, files=[sheet(*numbers)])
    assert not EvidenceFile.objects.exists()
    assert not unit.plan.progress.exists()


def test_scanned_paper_needs_a_person_who_has_looked(unit: Unit) -> None:
    raw = io.BytesIO(paper(random.Random(1)))
    raw.name = "bien-ban.png"
    file = clean_upload(raw)
    with pytest.raises(PlanRefused) as refused:
        told(unit, files=[file])
    assert refused.value.field == "looked_at"
    told(unit, files=[file], looked_at=True)
    assert EvidenceFile.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"percent": 100}, "percent"),
        ({"text": " "}, "text"),
        ({"text": "Bà Mẫu, số 0912 345 678"}, "text"),
        ({"subject": "petition:HY-KHONG-CO"}, "case"),
    ],
)
def test_what_is_wrong_names_its_field(unit: Unit, change: dict[str, object], field: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        told(unit, **change)
    assert refused.value.field == field


def test_only_the_unit_s_own_people_tell(unit: Unit) -> None:
    for user in (
        make_user(Role.HANDLER, unit.organisation),
        make_user(Role.EDITOR),
        make_user(Role.INSPECTOR),
    ):
        with pytest.raises(PermissionDenied):
            told(unit, by=user)
    with pytest.raises(PlanRefused, match="không có trong kế hoạch"):
        report_progress(
            plan=unit.plan, key="x", by=unit.editor, at=AT, told=Told(state="doing", percent=1, text="x")
        )


def test_a_file_is_served_only_when_it_was_found_clean(unit: Unit, settings) -> None:
    told(unit, files=[sheet(["Nội dung"], ["Buổi"])])
    file = EvidenceFile.objects.get()
    assert file.may_be_served
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    assert not file.may_be_served
    seen = {"model": "plans.evidencefile.file", "name": file.file.name, "scanned_at": AT}
    row = ScannedFile.objects.create(infection="", **seen)
    assert file.may_be_served
    row.infection = "Eicar"
    row.save()
    assert not file.may_be_served


def test_overdue_excludes_what_is_due_today_and_what_is_done(unit: Unit) -> None:
    june = date(2026, 6, 30)
    tasks = Task.objects.in_force()
    assert set(tasks.overdue(on=date(2026, 7, 1)).values_list("code", flat=True)) == {"II.1.1.a", "II.1.5.b"}
    assert list(tasks.overdue(on=june).values_list("code", flat=True)) == ["II.1.5.b"]
    Task.objects.filter(code="II.1.5.b").update(state=TaskState.DONE)
    assert not tasks.overdue(on=june).exists()


@pytest.mark.parametrize(
    ("published_on", "on", "standing"),
    [
        (None, date(2026, 2, 10), PlanStanding.NOT_DUE),
        (None, date(2026, 2, 11), PlanStanding.MISSING),
        (date(2026, 2, 10), date(2026, 3, 1), PlanStanding.IN_TIME),
        (date(2026, 2, 11), date(2026, 3, 1), PlanStanding.LATE),
        (date(2026, 2, 11), date(2026, 2, 10), PlanStanding.NOT_DUE),
    ],
)
def test_where_a_plan_stands_on_a_day(unit: Unit, published_on: date | None, on: date, standing: str) -> None:
    Plan.objects.update(published_on=published_on)
    assert Plan.objects.with_standing(on=on).get().standing == standing
    assert Plan.objects.all().counted(on=on) == {standing: 1}
