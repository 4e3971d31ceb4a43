"""From draft to published plan, and what nobody can do."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.plans.comparing import digest
from portal.plans.models import PlanVersion
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services.drafting import (
    MOST_TASKS,
    TaskText,
    content,
    discard_draft,
    publish,
    save_draft,
    send_back,
    send_to_head,
    start_draft,
)
from portal.plans.services.progress import Told, report_progress
from portal.plans.states import TaskState, VersionState
from tests.factories import make_user
from tests.plans.helpers import AT, Unit, make_unit, published, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


def save(
    unit: Unit, version: PlanVersion, tasks: list[TaskText] | None = None, **changes: object
) -> PlanVersion:
    given: dict[str, object] = {
        "version": version,
        "by": unit.editor,
        "at": AT,
        "revision": version.revision,
        "document": "12/KH-UBND",
        "reason": "",
        "tasks": texts(version) if tasks is None else tasks,
    }
    return save_draft(**{**given, **changes})  # type: ignore[arg-type]


def kinds(unit: Unit) -> list[str]:
    rows = Event.objects.filter(organisation=unit.organisation, subject=unit.plan.subject)
    return list(rows.order_by("sequence").values_list("kind", flat=True))


def test_a_draft_begins_with_the_items_meant_for_the_unit(unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    assert version.tasks.count() == 29
    first = version.tasks.order_by("position")[0]
    assert (first.code, first.due_on, first.lead) == ("II.1.1.a", date(2026, 6, 30), unit.organisation.name)
    assert start_draft(plan=unit.plan, by=unit.head, at=AT) == version
    department = make_unit("Sở Mẫu", "department")
    theirs = start_draft(plan=department.plan, by=department.editor, at=AT)
    assert not theirs.tasks.filter(code="II.1.2.c").exists()


def test_a_plan_is_written_sent_and_published(unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    own = TaskText(
        key="", code="", task="Việc riêng", product="Sản phẩm", due_on=date(2026, 5, 1), lead="Văn phòng"
    )
    version = save(unit, version, [*texts(version)[:3], own])
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    version = publish(version=version, by=unit.head, at=AT, revision=version.revision)
    unit.plan.refresh_from_db()
    assert (unit.plan.current, unit.plan.published_on) == (version, date(2026, 2, 5))
    assert [task.task for task in version.tasks.all()][-1] == "Việc riêng"
    assert version.digest == digest(content(version, list(version.tasks.all())))
    assert kinds(unit) == ["plan_due", "plan_proposed", "plan_published"]


def test_who_lacks_a_right_is_refused(unit: Unit) -> None:
    other = make_unit("Xã Khác")
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    for user in (other.head, make_user(Role.HANDLER, unit.organisation), make_user(Role.INSPECTOR)):
        with pytest.raises(PermissionDenied):
            start_draft(plan=unit.plan, by=user, at=AT)
        with pytest.raises(PermissionDenied):
            save(unit, version, by=user)
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    for user in (unit.editor, other.head, make_user(Role.INSPECTOR)):
        with pytest.raises(PermissionDenied):
            publish(version=version, by=user, at=AT, revision=version.revision)
        with pytest.raises(PermissionDenied):
            send_back(version=version, by=user, at=AT, reason="Sửa")
    assert not unit.plan.versions.filter(state=VersionState.PUBLISHED).exists()


def test_the_second_of_two_editors_is_told_and_loses_nothing_of_the_first(unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    save(unit, version, [replace(texts(version)[0], product="Của người thứ nhất")])
    with pytest.raises(EditedMeanwhile):
        save(unit, version, [replace(texts(version)[0], product="Của người thứ hai")])
    assert [task.product for task in version.tasks.all()] == ["Của người thứ nhất"]
    with pytest.raises(EditedMeanwhile):
        send_to_head(version=version, by=unit.editor, at=AT, revision=0)


def test_a_published_version_never_changes(unit: Unit) -> None:
    version = published(unit)
    acts = (
        lambda: save(unit, version),
        lambda: send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision),
        lambda: send_back(version=version, by=unit.head, at=AT, reason="Sửa"),
        lambda: publish(version=version, by=unit.head, at=AT, revision=version.revision),
        lambda: discard_draft(version=version, by=unit.editor),
    )
    for act in acts:
        with pytest.raises(PlanRefused, match="không sửa được"):
            act()
    assert version.tasks.count() == 29


def test_an_amendment_says_what_differs_and_why_and_keeps_the_progress(unit: Unit) -> None:
    first = published(unit)
    key = first.tasks.all()[0].key
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    told = Told(state=TaskState.IN_PROGRESS, percent=40, text="Đã làm một phần")
    report_progress(plan=unit.plan, key=key, by=unit.editor, at=AT, told=told)
    rows = texts(version)
    with pytest.raises(PlanRefused, match="lý do"):
        send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    version = save(unit, version, [replace(rows[0], product="Khác"), *rows[2:]], reason="Đổi cách làm")
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    version = publish(version=version, by=unit.head, at=AT, revision=version.revision)
    assert [(one["what"], one["task"]) for one in version.changes] == [
        ("changed", rows[0].task),
        ("removed", rows[1].task),
    ]
    assert (version.tasks.get(key=key).percent, version.tasks.get(key=key).state) == (
        40,
        TaskState.IN_PROGRESS,
    )
    unit.plan.refresh_from_db()
    assert unit.plan.current == version
    # The first version and the day on which it came stay as they were.
    assert first.tasks.count() == 29
    assert digest(content(first, list(first.tasks.all()))) == PlanVersion.objects.get(pk=first.pk).digest
    assert kinds(unit)[-2:] == ["plan_proposed", "plan_amended"]


def test_a_version_without_a_difference_is_not_published(unit: Unit) -> None:
    published(unit)
    version = save(unit, start_draft(plan=unit.plan, by=unit.editor, at=AT), reason="Không đổi gì")
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    with pytest.raises(PlanRefused, match="không khác"):
        publish(version=version, by=unit.head, at=AT, revision=version.revision)


def test_the_head_sends_back_with_a_reason(unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    with pytest.raises(PlanRefused, match="Hãy ghi"):
        send_back(version=version, by=unit.head, at=AT, reason=" ")
    version = send_back(version=version, by=unit.head, at=AT, reason="Thiếu sản phẩm")
    assert (version.state, version.returned) == (VersionState.DRAFT, "Thiếu sản phẩm")
    save(unit, version)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"product": "Gọi 0912 345 678"}, "tasks-0-product"),
        ({"lead": "x" * 161}, "tasks-0-lead"),
    ],
)
def test_what_may_not_be_public_names_its_field(unit: Unit, change: dict[str, str], field: str) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    row = replace(texts(version)[0], **change)  # type: ignore[arg-type]
    with pytest.raises(PlanRefused) as refused:
        save(unit, version, [row])
    assert refused.value.field == field
    assert version.tasks.count() == 29


def test_bounds(unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    with pytest.raises(PlanRefused, match="Nhiều nhất"):
        save(unit, version, [replace(texts(version)[0], key="")] * (MOST_TASKS + 1))
    version = save(unit, version, [])
    with pytest.raises(PlanRefused, match="chưa có nhiệm vụ"):
        send_to_head(version=version, by=unit.editor, at=AT, revision=version.revision)
    discard_draft(version=version, by=unit.editor)
    assert not unit.plan.versions.exists()
