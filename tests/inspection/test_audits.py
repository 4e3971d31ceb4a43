"""An audit from its plan to the last remedy: who may what, what a body and the public know when."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Role, User
from portal.inspection import workflow
from portal.inspection.models import Audit, Finding
from portal.inspection.sampling import draw, population_digest, seed_of
from portal.inspection.services import audits, findings
from portal.inspection.services.audits import AuditRefused
from portal.inspection.services.sampled import population
from portal.ledger.models import Event, LedgerRoot
from portal.notifications.models import Message
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/thanh-tra/kiem-tra/"
AT = MONDAY + timedelta(days=7)
ROOT = "ab" * 32


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


@pytest.fixture
def lead() -> User:
    return make_user(Role.INSPECTOR)


@pytest.fixture
def second() -> User:
    return make_user(Role.INSPECTOR)


def planned(office: Office, lead: User, **fields: Any) -> Audit:
    values: dict[str, Any] = {
        "kind": "regular",
        "title": "Kiểm tra thời hạn trả lời",
        "basis": "Quyết định 12/QĐ-TTr",
        "scope": "Thời hạn và nội dung trả lời.",
        "start": date(2026, 3, 1),
        "end": date(2026, 3, 8),
        "population": "cases",
        "strategy": "random",
        "size": 2,
    }
    return audits.plan(
        by=lead, at=AT, bodies=[office.organisation], checks=["Có trả lời không?", ""], **{**values, **fields}
    )


def running(office: Office, lead: User, **fields: Any) -> Audit:
    for _ in range(3):
        office.petition("acknowledge")
    LedgerRoot.objects.create(date=AT.date() - timedelta(days=1), size=9, root=ROOT, sealed_at=AT)
    LedgerRoot.objects.create(date=AT.date(), size=9, root="cd" * 32, sealed_at=AT)
    return audits.start(audit=planned(office, lead, **fields), by=lead, at=AT)


def sent(office: Office, lead: User) -> tuple[Audit, Finding]:
    audit = running(office, lead)
    finding = findings.add_finding(
        audit=audit, by=lead, at=AT, organisation=office.organisation, severity="major",
        text="Hai câu trả lời không có nội dung.", remedy="Trả lời lại.", days=5,
    )  # fmt: skip
    audit = findings.send(audit=audit, by=lead, at=AT, reply_days=3)
    finding.refresh_from_db()
    return audit, finding


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_sample_follows_from_what_was_published_before(office: Office, lead: User) -> None:
    audit = running(office, lead)
    rows = [subject for subject, _, _ in population(audit)]
    assert (audit.code, audit.root, audit.population_count) == ("KT-2026-001", ROOT, 3)
    assert audit.seed == seed_of("KT-2026-001", ROOT)
    assert audit.population_digest == population_digest(rows)
    assert [item.subject for item in audit.items.all()] == draw(audit.seed, rows, 2)
    event = Event.objects.get(kind="audit_begun")
    assert (event.subject, event.organisation) == ("audit:KT-2026-001", office.organisation)
    assert json.loads(event.payload)["seed"] == audit.seed


def test_without_cases_or_roots_nothing_is_drawn_and_nothing_has_changed(office: Office, lead: User) -> None:
    audit = planned(office, lead)
    for _ in range(2):
        with pytest.raises(
            AuditRefused, match="chưa có gốc" if not LedgerRoot.objects.exists() else "Không có hồ sơ"
        ):
            audits.start(audit=audit, by=lead, at=AT)
        audit.refresh_from_db()
        assert audit.state == "planned"
        LedgerRoot.objects.get_or_create(
            date=date(2026, 3, 5), defaults={"size": 1, "root": ROOT, "sealed_at": AT}
        )
    assert not Event.objects.filter(subject=audit.subject).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"start": date(2026, 3, 9)}, "end"),
        ({"end": date(2026, 4, 1)}, "end"),
        ({"size": 0}, "size"),
    ],
)
def test_a_wrong_plan_names_its_field(office: Office, lead: User, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(AuditRefused) as refusal:
        planned(office, lead, **fields)
    assert refusal.value.field == field


def test_the_table_of_the_course_is_walked(office: Office, lead: User, second: User) -> None:
    audit, finding = sent(office, lead)
    assert (finding.due_on, audit.reply_due) == (date(2026, 3, 16), date(2026, 3, 12))
    assert finding.trace["due"] == "2026-03-16"
    with pytest.raises(AuditRefused, match="còn quyền trả lời"):
        audits.sign(audit=audit, by=second, at=AT, conclusion="Chậm.")
    findings.reply(finding=finding, by=office.head, at=AT, text="Sẽ trả lời lại.")
    with pytest.raises(AuditRefused, match="khác trưởng đoàn"):
        audits.sign(audit=audit, by=lead, at=AT, conclusion="Chậm.")
    audit = audits.sign(audit=audit, by=second, at=AT, conclusion="Chậm trả lời.")
    with pytest.raises(AuditRefused, match="Còn 1 biện pháp"):
        audits.close(audit=audit, by=lead, at=AT)
    later = AT + timedelta(days=3)
    findings.say_done(finding=finding, by=office.head, at=later, text="Đã trả lời lại cả hai.")
    findings.reopen(finding=finding, by=lead, at=later, reason="Một câu vẫn trống.")
    findings.say_done(finding=finding, by=office.head, at=later, text="Đã bổ sung.")
    findings.confirm(finding=finding, by=lead, at=later)
    assert audits.close(audit=audit, by=lead, at=later).state == "closed"
    kinds = list(
        Event.objects.filter(subject=audit.subject).order_by("sequence").values_list("kind", flat=True)
    )
    assert kinds == [
        "audit_begun", "audit_findings_sent", "audit_replied", "audit_signed", "remedy_reported", "remedy_reopened",
        "remedy_reported", "remedy_confirmed", "audit_closed",
    ]  # fmt: skip


def test_the_first_page_says_what_waits(office: Office, lead: User) -> None:
    _, finding = sent(office, lead)
    home = "/quan-tri/"
    assert "Phát hiện kiểm tra chờ trả lời: 1" in client_of(office.head).get(home).content.decode()
    findings.say_done(finding=finding, by=office.head, at=AT, text="Đã trả lời lại.")
    assert "Khắc phục chờ xác nhận: 1" in client_of(lead).get(home).content.decode()
    assert "thanh tra" not in client_of(make_user(Role.EDITOR)).get(home).content.decode().lower()


def test_a_surprise_is_never_announced(office: Office, lead: User) -> None:
    audit = planned(office, lead, kind="surprise")
    with pytest.raises(AuditRefused, match="Báo cho đơn vị"):
        audits.announce(audit=audit, by=lead, at=AT)
    assert "announce" not in workflow.possible("planned", "surprise")
    assert client_of(office.head).get(f"{LIST}{audit.code}/").status_code == 404
    assert audit.title not in client_of(office.head).get(LIST).content.decode()


def test_an_overdue_remedy_is_noted_and_told_once(office: Office, lead: User) -> None:
    _, finding = sent(office, lead)
    on_the_day = datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert findings.follow_remedies(at=on_the_day) == 0
    assert findings.follow_remedies(at=on_the_day + timedelta(days=1)) == 1
    assert findings.follow_remedies(at=on_the_day + timedelta(days=2)) == 0
    event = Event.objects.get(kind="remedy_overdue")
    assert json.loads(event.payload) == {"finding": 1, "due": "2026-03-16"}
    assert Message.objects.filter(template="audit_news", to_user=office.head).count() == 2
    finding.refresh_from_db()
    assert finding.is_overdue(date(2026, 3, 17))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.ADMINISTRATOR])
def test_others_see_no_audit(office: Office, lead: User, role: Role) -> None:
    audit, _ = sent(office, lead)
    client = client_of(make_user(role, office.organisation))
    assert client.get(LIST).status_code in {302, 403}
    assert client.get(f"{LIST}{audit.code}/").status_code in {302, 403}


def test_no_act_without_the_right(office: Office, lead: User) -> None:
    audit, finding = sent(office, lead)
    stranger = make_user(Role.HEAD)
    for act in (findings.reply, findings.say_done):
        with pytest.raises(PermissionDenied):
            act(finding=finding, by=stranger, at=AT, text="x")
        with pytest.raises(PermissionDenied):
            act(finding=finding, by=lead, at=AT, text="x")
    for user in (office.head, stranger, office.handler):
        with pytest.raises(PermissionDenied):
            audits.sign(audit=audit, by=user, at=AT, conclusion="x")
        with pytest.raises(PermissionDenied):
            findings.confirm(finding=finding, by=user, at=AT)
        with pytest.raises(PermissionDenied):
            audits.publish(audit=audit, by=user, at=AT)


def test_a_body_reads_its_own_findings_only_when_they_were_sent(office: Office, lead: User) -> None:
    audit = running(office, lead)
    other = make_organisation("Xã Khác")
    audit.bodies.add(other)
    for body, text in ((office.organisation, "Trễ ở Đông Minh."), (other, "Trễ ở xã khác.")):
        findings.add_finding(audit=audit, by=lead, at=AT, organisation=body, severity="minor", text=text)
    client, address = client_of(office.head), f"{LIST}{audit.code}/"
    page = client.get(address).content.decode()
    assert "Trễ ở Đông Minh." not in page
    assert "Câu hỏi kiểm tra" not in page
    findings.send(audit=audit, by=lead, at=AT, reply_days=3)
    page = client.get(address).content.decode()
    assert "Trễ ở Đông Minh." in page
    assert "Trễ ở xã khác." not in page
    assert audit.items.all()[0].case_code not in page


def test_the_desk_does_each_act_and_keeps_what_was_typed(office: Office, lead: User) -> None:
    client = client_of(lead)
    form = {
        "title": "Kiểm tra", "kind": "thematic", "basis": "QĐ 12", "scope": "Thời hạn",
        "bodies": [office.organisation.pk],
        "start": "2026-03-01", "end": "2026-03-08", "population": "cases", "strategy": "by_kind", "size": "0",
        "checks": "Một?\nHai?",
    }  # fmt: skip
    page = client.post(f"{LIST}lap/", form).content.decode()
    assert "Ít nhất 1." in page
    assert "Hai?" in page
    assert client.post(f"{LIST}lap/", {**form, "size": "2"}).status_code == 302
    audit = Audit.objects.get()
    for _ in range(3):
        office.petition("acknowledge")
    LedgerRoot.objects.create(date=date(2026, 3, 5), size=9, root=ROOT, sealed_at=AT)
    address = f"{LIST}{audit.code}/"
    assert client.post(address, {"act": "sign", "conclusion": "x"})["Location"] == "/quan-tri/"
    for act in ("announce", "start"):
        assert client.post(address, {"act": act}).status_code == 302
    assert (
        client.post(address, {"act": "check", "number": "1", "result": "ok", "note": "Đủ."}).status_code
        == 302
    )
    case = office.petition("acknowledge")
    added = {"act": "add_item", "subject": case.code, "reason": "Dân nêu ở buổi tiếp."}
    assert client.post(address, added).status_code == 302
    assert "đã có trong cuộc kiểm tra" in client.post(address, added).content.decode()
    finding = {"act": "add_finding", "organisation": office.organisation.pk, "severity": "minor"}
    page = client.post(
        address, {**finding, "text": "Gọi 0912345678 không được.", "remedy": "Sửa."}
    ).content.decode()
    assert "hạn khắc phục" in page
    page = client.post(address, {**finding, "text": "Gọi 0912345678 không được."}).content.decode()
    assert "dữ liệu cá nhân" in page
    assert "0912345678 không được." in page
    assert (
        client.post(address, {**finding, "text": "Chậm.", "remedy": "Sửa.", "days": "5"}).status_code == 302
    )
    assert client.post(address, {"act": "send", "reply_days": "3"}).status_code == 302
    head = client_of(office.head)
    own = Finding.objects.get()
    assert head.post(address, {"act": "reply", "finding": own.pk, "text": "Đã rõ."}).status_code == 302
    assert head.post(address, {"act": "confirm", "finding": own.pk})["Location"] == "/quan-tri/"
    own.refresh_from_db()
    assert own.reply == "Đã rõ."


def test_only_what_was_published_is_public_and_it_says_all(office: Office, lead: User, second: User) -> None:
    audit, finding = sent(office, lead)
    findings.reply(finding=finding, by=office.head, at=AT, text="Xin nhận.")
    audits.sign(audit=audit, by=second, at=AT, conclusion="Trả lời chậm.")
    anybody = Client()
    assert anybody.get(audit.get_absolute_url()).status_code == 404
    for address in ("/thanh-tra/", "/thanh-tra/phat-hien.csv"):
        assert audit.code not in anybody.get(address).getvalue().decode() if "csv" in address else True
    assert audit.title not in anybody.get("/thanh-tra/").content.decode()
    with pytest.raises(AuditRefused):
        audits.publish(audit=planned(office, lead), by=lead, at=AT)
    audits.publish(audit=audit, by=lead, at=AT)
    page = anybody.get(audit.get_absolute_url()).content.decode()
    for text in (
        "Trả lời chậm.",
        "Xin nhận.",
        "Trả lời lại.",
        audit.seed,
        ROOT,
        audit.items.all()[0].case_code,
    ):
        assert text in page
    assert audit.title in anybody.get("/thanh-tra/?q=dong+minh&hinh-thuc=regular&nam=2026").content.decode()
    assert audit.title not in anybody.get("/thanh-tra/?q=khong+co").content.decode()
    assert anybody.get("/thanh-tra/?nam=x&hinh-thuc=y&q=%00").status_code == 200
    for year in ("0000", "9999", "²²²²", "٢٠٢٦"):
        assert anybody.get("/thanh-tra/", {"nam": year}).status_code == 200
    assert "Hai câu trả lời không có nội dung." in anybody.get("/thanh-tra/phat-hien.csv").getvalue().decode()
    with pytest.raises(AuditRefused):
        audits.publish(audit=audit, by=lead, at=AT)


def test_the_list_asks_the_same_queries_for_one_and_for_many(office: Office, lead: User) -> None:
    client, counts = client_of(lead), []
    for number in (2, 5):
        for _ in range(number):
            planned(office, lead)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
