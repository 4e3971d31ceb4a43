"""A unit's pages: who may open which, what a form keeps, what each act leads to."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.generators.documents import xlsx
from portal.accounts.models import Role, User
from portal.plans.desk.panel import waiting
from portal.plans.models import PlanVersion, Progress
from portal.plans.services.drafting import send_to_head, start_draft
from portal.plans.services.reporting import propose_report, save_report, send_report
from portal.plans.states import ReportState, VersionState
from tests.factories import make_user
from tests.plans.helpers import AT, Unit, make_unit, published
from tests.plans.test_reporting import VALUES, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture(autouse=True)
def _private(settings, tmp_path) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path


def enter(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def draft_data(version: PlanVersion, **changes: str) -> dict[str, str]:
    """The form as the page sends it."""
    data = {
        "revision": str(version.revision),
        "document": "1/KH",
        "tasks-INITIAL_FORMS": str(version.tasks.count()),
    }
    rows = list(version.tasks.all())
    data["tasks-TOTAL_FORMS"] = str(len(rows) + 1)
    for number, task in enumerate(rows):
        for name in ("key", "code", "task", "product", "lead", "cooperating", "unit"):
            data[f"tasks-{number}-{name}"] = getattr(task, name)
        data[f"tasks-{number}-due_on"] = task.due_on.isoformat()
    return {**data, **changes}


def test_strangers_see_nothing_of_it(client: Client, unit: Unit) -> None:
    own = (
        "plans_own",
        "plans_province",
        "plans_province_plans",
        "plans_province_reports",
        "plans_province_tasks",
    )
    for role in (Role.HANDLER, Role.ADMINISTRATOR):
        enter(client, make_user(role, unit.organisation))
        for name in own:
            assert client.get(reverse(name)).status_code in {302, 403}, (role, name)
        assert client.get(reverse("plans_plan", args=[unit.plan.pk])).status_code in {302, 403}
        assert client.get(reverse("plans_report", args=[unit.reports[0].pk])).status_code in {302, 403}
    enter(client, make_user(Role.HEAD))
    for name, pk in (
        ("plans_plan", unit.plan.pk),
        ("plans_edit", unit.plan.pk),
        ("plans_report", unit.reports[0].pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.post(reverse("plans_start", args=[unit.plan.pk])).status_code == 404
    assert client.get(reverse("plans_province")).status_code == 302
    client.logout()
    assert client.get(reverse("plans_own")).status_code == 302


def test_the_menu_shows_each_their_part(client: Client, unit: Unit) -> None:
    for user, shown, hidden in (
        (unit.editor, "plans_own", "plans_province"),
        (make_user(Role.INSPECTOR), "plans_province", ""),
        (make_user(Role.HANDLER, unit.organisation), "", "plans_own"),
    ):
        text = enter(client, user).get("/quan-tri/").content.decode()
        assert not shown or f'"{reverse(shown)}"' in text
        assert not hidden or f'"{reverse(hidden)}"' not in text


def test_the_first_page_says_what_waits(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    send_to_head(version=version, by=unit.editor, at=AT, revision=0)
    sent(unit, unit.reports[0])
    on = date(2026, 7, 1)
    assert [text for text, _, late in waiting(unit.editor, on) if late] == [
        "Ban hành kế hoạch 2026, hạn 10/02/2026: Xã Mẫu"
    ]
    assert [text for text, _, late in waiting(unit.head, on) if not late] == [
        "Gửi báo cáo chuyên đề môi trường, 6 tháng đầu năm 2026, hạn 09/07/2026",
        "Duyệt kế hoạch 2026",
    ]
    assert [text for text, _, _ in waiting(make_user(Role.INSPECTOR), on)] == ["1 báo cáo chờ tỉnh nhận"]
    assert waiting(make_user(Role.HANDLER, unit.organisation), on) == []
    text = enter(client, unit.head).get("/quan-tri/").content.decode()
    assert "Ban hành kế hoạch 2026" in text


def test_an_inspector_reads_the_plan_but_no_draft(client: Client, unit: Unit) -> None:
    published(unit)
    start_draft(plan=unit.plan, by=unit.editor, at=AT)
    enter(client, make_user(Role.INSPECTOR))
    text = page(client, "plans_plan", unit.plan.pk)
    assert "Nhiệm vụ của bản đang có hiệu lực" in text
    assert "Soạn tiếp" not in text
    for name in ("plans_edit", "plans_review"):
        assert client.get(reverse(name, args=[unit.plan.pk])).status_code in {302, 403}
    report = unit.reports[0]
    save_report(report=report, by=unit.editor, revision=0, values={"ket-qua": "Nháp riêng của xã"})
    assert "Nháp riêng" not in page(client, "plans_report", report.pk)


def test_an_editor_drafts_and_a_head_publishes(client: Client, unit: Unit) -> None:
    enter(client, unit.editor)
    assert "Phải ban hành chậm nhất 10/02/2026" in page(client, "plans_plan", unit.plan.pk)
    client.post(reverse("plans_start", args=[unit.plan.pk]))
    version = unit.plan.versions.get()
    address = reverse("plans_edit", args=[unit.plan.pk])
    assert "II.1.1.a" in page(client, "plans_edit", unit.plan.pk)
    data = draft_data(version, **{"tasks-0-product": "Sản phẩm đã sửa", "tasks-1-DELETE": "on", "send": "1"})
    new = {"task": "Việc thêm", "product": "P", "due_on": "2026-08-01", "lead": "Văn phòng", "code": ""}
    last = int(data["tasks-TOTAL_FORMS"]) - 1
    data |= {f"tasks-{last}-{name}": value for name, value in new.items()}
    response = client.post(address, data)
    assert (response.status_code, response["Location"]) == (302, reverse("plans_plan", args=[unit.plan.pk]))
    version.refresh_from_db()
    tasks = list(version.tasks.all())
    assert (version.state, len(tasks), tasks[0].product, tasks[-1].task) == (
        VersionState.WAITING,
        29,
        "Sản phẩm đã sửa",
        "Việc thêm",
    )
    review = reverse("plans_review", args=[unit.plan.pk])
    assert "Đang chờ người đứng đầu" in page(client, "plans_review", unit.plan.pk)
    client.post(review, {"publish": "1", "revision": version.revision})
    version.refresh_from_db()
    assert version.state == VersionState.WAITING
    enter(client, unit.head)
    text = page(client, "plans_review", unit.plan.pk)
    assert "1 mục của kế hoạch tỉnh không có nhiệm vụ nào" in text
    assert "Hãy ghi cần sửa" in client.post(review, {"send_back": "1", "reason": ""}).content.decode()
    client.post(review, {"publish": "1", "revision": version.revision})
    unit.plan.refresh_from_db()
    assert unit.plan.current == version


def test_bad_input_says_where_and_keeps_what_was_typed(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    enter(client, unit.editor)
    wrong = {
        "tasks-0-product": "",
        "tasks-1-due_on": "2027-02-01",
        "tasks-2-lead": "Gọi 0912 345 678",
        "tasks-3-task": "Tôi vừa gõ",
        "tasks-4-due_on": "31/31/2026",
    }
    address = reverse("plans_edit", args=[unit.plan.pk])
    text = client.post(address, draft_data(version, **wrong)).content.decode()
    for message in (
        "Hãy ghi sản phẩm",
        "Thời hạn phải từ 20/01/2026 đến 31/12/2026",
        "Tôi vừa gõ",
        'value="31/31/2026"',
    ):
        assert message in text
    # What only the service knows is said beside its field, too.
    text = client.post(address, draft_data(version, **{"tasks-2-lead": "Gọi 0912 345 678"})).content.decode()
    assert 'id="id_tasks-2-lead_error"' in text
    assert "0912 345 678" in text
    version.refresh_from_db()
    assert (version.revision, version.tasks.filter(task="Tôi vừa gõ").exists()) == (0, False)


def test_the_second_editor_sees_what_differs_and_decides(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    address = reverse("plans_edit", args=[unit.plan.pk])
    mine, theirs = (draft_data(version, **{"tasks-0-product": text}) for text in ("Của tôi", "Của người kia"))
    enter(client, unit.head).post(address, theirs)
    enter(client, unit.editor)
    text = client.post(address, mine).content.decode()
    for piece in (
        "Người khác vừa lưu",
        "<del>Của người kia</del>",
        "<ins>Của tôi</ins>",
        'name="revision" value="1"',
    ):
        assert piece in text
    assert version.tasks.all()[0].product == "Của người kia"
    client.post(address, {**mine, "revision": "1"})
    assert version.tasks.all()[0].product == "Của tôi"


def test_the_second_editor_is_told_also_when_tasks_were_added_or_dropped(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    address = reverse("plans_edit", args=[unit.plan.pk])
    mine = draft_data(version)
    last = int(mine["tasks-TOTAL_FORMS"]) - 1
    new = {"task": "Việc thêm", "product": "P", "due_on": "2026-08-01", "lead": "Văn phòng", "code": ""}
    enter(client, unit.head).post(
        address, {**mine, **{f"tasks-{last}-{name}": text for name, text in new.items()}}
    )
    text = enter(client, unit.editor).post(address, mine).content.decode()
    assert "Người khác vừa lưu" in text
    assert "<strong>Bỏ:</strong> Việc thêm" in text
    assert "Hãy ghi nhiệm vụ" not in text


def test_a_form_that_was_tampered_with(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    address = reverse("plans_edit", args=[unit.plan.pk])
    enter(client, unit.editor)
    data = draft_data(version)
    for wrong in (
        {"revision": "0"},
        {**data, "revision": "x"},
        {**data, "tasks-TOTAL_FORMS": "5000"},
        {**data, "tasks-INITIAL_FORMS": ""},
        {**data, "tasks-0-code": "KHONG-CO", "tasks-1-task": "a\x00b" * 300},
    ):
        assert client.post(address, wrong).status_code == 200
    version.refresh_from_db()
    assert (version.revision, version.tasks.count()) == (0, 29)
    # The same key twice: two tasks, and no crash.
    assert client.post(address, {**data, "tasks-1-key": data["tasks-0-key"]}).status_code == 302
    assert len(set(version.tasks.values_list("key", flat=True))) == 29


def test_a_draft_can_be_thrown_away_and_a_waiting_one_not(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    version = send_to_head(version=version, by=unit.editor, at=AT, revision=0)
    enter(client, unit.editor)
    client.post(reverse("plans_discard", args=[unit.plan.pk]))
    assert unit.plan.versions.exists()
    PlanVersion.objects.update(state=VersionState.DRAFT)
    client.post(reverse("plans_discard", args=[unit.plan.pk]))
    assert not unit.plan.versions.exists()


def test_progress_with_a_file_and_what_is_wrong_with_one(client: Client, unit: Unit) -> None:
    published(unit)
    enter(client, unit.editor)
    address = reverse("plans_progress", args=[unit.plan.pk, "ii-3"])
    data: dict[str, object] = {"state": "done", "percent": "", "text": "Xong việc mẫu"}
    assert "Việc hoàn thành cần ít nhất một minh chứng" in client.post(address, data).content.decode()
    bad = SimpleUploadedFile("virus.exe", b"MZ\x90\x00")
    text = client.post(address, {**data, "attachments": bad}).content.decode()
    assert "virus.exe" in text
    assert "Xong việc mẫu" in text
    assert not Progress.objects.exists()
    many = [SimpleUploadedFile(f"{number}.exe", b"MZ") for number in range(6)]
    text = client.post(address, {**data, "attachments": many}).content.decode()
    assert "Nhiều nhất 5 tệp" in text
    good = SimpleUploadedFile("ket-qua.xlsx", xlsx("Kết quả", [["Nội dung"], ["Buổi"]]))
    assert client.post(address, {**data, "attachments": good}).status_code == 302
    assert "ket-qua.xlsx" in page(client, "plans_progress", unit.plan.pk, "ii-3")
    assert (
        "Hãy ghi đã làm được bao nhiêu" in client.post(address, {**data, "state": "doing"}).content.decode()
    )
    enter(client, make_user(Role.INSPECTOR))
    assert client.get(address).status_code in {302, 403}


def test_a_report_is_generated_from_its_form_kept_and_sent(client: Client, unit: Unit) -> None:
    report = unit.reports[0]
    address = reverse("plans_report", args=[report.pk])
    enter(client, unit.editor)
    text = page(client, "plans_report", report.pk)
    for piece in ("Số buổi tiếp công dân", "Cách làm, dòng 1", "Vì sao là ngày này?"):
        assert piece in text
    typed = {"revision": "0", "ket-qua": "Đã gõ", "buoi-tiep-dan": "mười"}
    text = client.post(address, typed).content.decode()
    assert "Hãy ghi một số" in text
    assert "Đã gõ" in text
    full = {
        **typed,
        "buoi-tiep-dan": "1.250,5",
        "buoi-doi-thoai": "0",
        "cach-lam-hay-1-0": "Loa",
        "propose": "1",
    }
    text = client.post(address, full).content.decode()
    assert "Còn thiếu câu trả lời bắt buộc" in text
    report.refresh_from_db()
    assert (report.state, report.values["buoi-tiep-dan"], report.values["cach-lam-hay"]) == (
        ReportState.DRAFT,
        "1250.5",
        [["Loa", ""]],
    )
    assert client.post(address, {**full, "revision": "1", "kho-khan": "Ít người"}).status_code == 302
    enter(client, unit.head).post(address, {"send": "1", "revision": "3"})
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert "1250,5" in page(client, "plans_report", report.pk)


def test_two_who_write_one_report(client: Client, unit: Unit) -> None:
    report = unit.reports[0]
    address = reverse("plans_report", args=[report.pk])
    enter(client, unit.editor).post(address, {"revision": "0", "ket-qua": "Của người thứ nhất"})
    text = client.post(address, {"revision": "0", "ket-qua": "Của người thứ hai"}).content.decode()
    assert "Người khác vừa lưu" in text
    assert "Của người thứ hai" in text
    report.refresh_from_db()
    assert report.values["ket-qua"] == "Của người thứ nhất"


def test_the_province_accepts_or_returns(client: Client, unit: Unit) -> None:
    report = sent(unit, unit.reports[0])
    address = reverse("plans_report", args=[report.pk])
    enter(client, make_user(Role.INSPECTOR))
    assert VALUES["kho-khan"] in page(client, "plans_report", report.pk)
    assert "Hãy ghi cần sửa" in client.post(address, {"return": "1", "reason": ""}).content.decode()
    assert "Người khác vừa lưu" in client.post(address, {"accept": "1", "revision": "0"}).content.decode()
    client.post(address, {"return": "1", "reason": "Thiếu số liệu", "revision": report.revision})
    assert "Thiếu số liệu" in page(enter(client, unit.editor), "plans_report", report.pk)
    report.refresh_from_db()
    held = save_report(
        report=report, by=unit.editor, revision=report.revision, values={**VALUES, "kho-khan": "Bản hai"}
    )
    held = propose_report(report=held, by=unit.editor, at=AT, revision=held.revision)
    send_report(report=held, by=unit.head, at=AT, revision=held.revision)
    enter(client, make_user(Role.INSPECTOR))
    assert "Bản hai" in page(client, "plans_report", report.pk)
    first = page(client, "plans_report", report.pk, query="?lan=1")
    assert VALUES["kho-khan"] in first
    assert "Bản hai" not in first
