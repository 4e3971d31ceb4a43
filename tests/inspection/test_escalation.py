"""Steps of reminding worked by hand over Tết, and who hears what, once."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback.models import Act, Deadline, Petition
from portal.inspection import queues
from portal.inspection.escalation import Step, day_of, step_reached
from portal.inspection.models import EscalationRule, Reminder
from portal.inspection.services import reminders
from portal.inspection.services.audits import AuditRefused
from portal.ledger.models import Event
from portal.notifications.models import Message
from portal.notifications.services import send_waiting
from portal.organisations.models import OrganisationKind
from portal.statutes.services import working_calendar
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office
from tests.plans.helpers import make_unit, published

pytestmark = pytest.mark.django_db
STEPS = [Step(-2, to_handler=True), Step(1, to_handler=True, to_head=True), Step(5, to_province=True)]
QUEUES = "/quan-tri/thanh-tra/hang-doi/"


@pytest.fixture
def office() -> Office:
    province = make_organisation("Tỉnh", kind=OrganisationKind.PROVINCE)
    found = Office(name="Xã Đông Minh", parent=province)
    for user in (found.handler, found.head):
        user.email = f"{user.username}@coquan.example"
        user.save()
    return found


@pytest.fixture
def chief(office: Office) -> User:
    return make_user(Role.HEAD, office.organisation.parent, email="lanh-dao@tinh.example")


def overdue(office: Office, days: int = 1) -> tuple[Petition, date]:
    """An acknowledged case, and the working day so many working days after its deadline."""
    petition = office.petition("accept")
    assert petition.next_due_on is not None
    return petition, working_calendar().add_working_days(petition.next_due_on, days)


def morning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=1)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, date(2026, 2, 13)),
        (1, date(2026, 2, 23)),  # Tết: 14/2 to 22/2 are off
        (5, date(2026, 2, 27)),
        (-2, date(2026, 2, 11)),
    ],
)
def test_days_of_steps_are_working_days(days: int, expected: date) -> None:
    assert day_of(date(2026, 2, 13), days, working_calendar()) == expected


def test_the_last_step_reached_counts_and_missed_ones_are_not_made_up() -> None:
    calendar, due = working_calendar(), date(2026, 3, 10)
    reached = [step_reached(due, STEPS, due + timedelta(days=n), calendar) for n in (-6, -4, 0, 1, 6, 7, 30)]
    assert [step and step.days for step in reached] == [None, -2, -2, 1, 1, 5, 5]
    assert step_reached(due, [], due, calendar) is None


def test_each_step_is_told_once_and_goes_up(office: Office, chief: User) -> None:
    petition, day = overdue(office)
    assert reminders.escalate(on=day, at=morning(day)) == 2
    assert reminders.escalate(on=day, at=morning(day)) == 0
    assert set(Reminder.objects.values_list("to_user", "role", "days")) == {
        (office.handler.pk, "handler", 1),
        (office.head.pk, "head", 1),
    }
    later = working_calendar().add_working_days(day, 4)
    assert reminders.escalate(on=later, at=morning(later)) == 2
    assert set(Reminder.objects.filter(days=5).values_list("to_user", flat=True)) == {
        office.head.pk,
        chief.pk,
    }
    payloads = [
        json.loads(event.payload) for event in Event.objects.filter(kind="reminded").order_by("sequence")
    ]
    assert [item["days"] for item in payloads] == [1, 5]
    assert {event.subject for event in Event.objects.filter(kind="reminded")} == {petition.subject}
    assert payloads[1]["roles"] == ["head", "province"]


def test_a_moved_deadline_begins_its_steps_anew(office: Office) -> None:
    petition, day = overdue(office)
    reminders.escalate(on=day, at=morning(day))
    moved = day + timedelta(days=14)
    Deadline.objects.filter(petition=petition, stage="answer").update(due_on=moved)
    Petition.objects.filter(pk=petition.pk).update(next_due_on=moved)
    assert reminders.escalate(on=day + timedelta(days=1), at=morning(day)) == 0
    next_day = working_calendar().add_working_days(moved, 1)
    assert reminders.escalate(on=next_day, at=morning(next_day)) == 2


def test_nothing_leaves_on_a_day_off_and_nothing_without_rules(office: Office) -> None:
    _, day = overdue(office)
    sunday = day + timedelta(days=6 - day.weekday())
    assert reminders.escalate(on=sunday, at=morning(sunday)) == 0
    EscalationRule.objects.update(effective_to=day - timedelta(days=1))
    assert reminders.escalate(on=day, at=morning(day)) == 0


def test_the_letter_holds_codes_and_days_and_no_words_of_a_sender(office: Office) -> None:
    first, day = overdue(office)
    second = office.petition("accept", text="Ông Tư đổ rác ra mương.", contact_name="Lan")
    reminders.escalate(on=day, at=morning(day))
    assert Message.objects.filter(template="escalation", to_user=office.handler).count() == 1
    send_waiting(clock=lambda: timezone.now() + timedelta(days=400))
    body = next(letter.body for letter in mail.outbox if letter.to == [office.handler.email])
    assert first.code in body
    assert second.code in body
    assert "rác" not in body
    assert "Lan" not in body


def test_a_run_that_breaks_has_told_nobody_anything(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise KeyboardInterrupt

    _, day = overdue(office)
    monkeypatch.setattr(reminders, "record_many", fail)
    with pytest.raises(KeyboardInterrupt):
        reminders.escalate(on=day, at=morning(day))
    assert not Reminder.objects.exists()
    assert not Message.objects.filter(template="escalation").exists()
    monkeypatch.undo()
    assert reminders.escalate(on=day, at=morning(day)) == 2


def test_by_hand_once_a_day_by_those_who_oversee(office: Office, chief: User) -> None:
    petition, day = overdue(office)
    inspector = make_user(Role.INSPECTOR)
    made = reminders.remind(subject=petition.subject, by=inspector, at=morning(day), text="Xin trả lời dân.")
    assert {row.to_user for row in made} == {office.handler, office.head}
    with pytest.raises(AuditRefused, match="Hôm nay đã có người nhắc"):
        reminders.remind(subject=petition.subject, by=chief, at=morning(day), text="Nữa.")
    assert reminders.remind(
        subject=petition.subject, by=chief, at=morning(day + timedelta(days=1)), text="Nữa."
    )
    for user in (office.head, office.handler, make_user(Role.HEAD), make_user(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            reminders.remind(subject=petition.subject, by=user, at=morning(day), text="x")
    for subject in ("petition:HY-XXXX-XXXX", "duty:x", "khác"):
        with pytest.raises(AuditRefused, match="Không có việc"):
            reminders.remind(subject=subject, by=inspector, at=morning(day), text="x")
    with pytest.raises(AuditRefused, match="dữ liệu cá nhân"):
        reminders.remind(
            subject=petition.subject, by=inspector, at=morning(day + timedelta(days=3)), text="Gọi 0912345678"
        )


def test_queues_hold_what_they_say(office: Office) -> None:
    late, day = overdue(office)
    silent = office.petition()
    twice = office.petition("accept")
    Deadline.objects.filter(petition=twice, stage="answer").update(extensions=2)
    fought = office.petition("dispute")
    circled = office.petition("accept")
    other = make_organisation()
    for _ in range(2):
        Act.objects.create(
            petition=circled,
            name="forward",
            at=office.now,
            organisation=office.organisation,
            to_organisation=other,
        )
    reminders.remind(subject=late.subject, by=make_user(Role.INSPECTOR), at=morning(day), text="Xin trả lời.")
    later = day + timedelta(days=5)
    found = {queue.key: set(queues.cases_of(queue, day)) for queue in queues.QUEUES}
    assert late in found["moi-qua-han"]
    assert late not in queues.cases_of(queues.BY_KEY["moi-qua-han"], day + timedelta(days=10))
    assert found["chua-tiep-nhan"] == {silent}
    assert found["gia-han-hai-lan"] == {twice}
    assert found["khong-dong-y"] == {fought}
    assert found["chuyen-vong"] == {circled}
    assert found["nhac-khong-dong"] == set()
    assert set(queues.cases_of(queues.BY_KEY["nhac-khong-dong"], later)) == {late}


def test_an_inspector_reminds_from_a_queue(office: Office) -> None:
    fought = office.petition("dispute")
    inspector = make_user(Role.INSPECTOR)
    client, address = client_of(inspector), f"{QUEUES}khong-dong-y/"
    page = client.get(QUEUES).content.decode()
    assert "Người gửi không đồng ý" in page
    assert fought.code in client.get(f"{address}?don-vi=dong+minh&loai=report").content.decode()
    assert fought.code not in client.get(f"{address}?don-vi=khac").content.decode()
    assert "Chọn ít nhất một hồ sơ." in client.post(address, {"text": "Xin xem."}).content.decode()
    odd = client.post(address, {"subject": "petition:\x00", "text": "Xin xem."}, follow=True)
    assert "Không có việc đang chờ" in odd.content.decode()
    empty = client.post(address, {"subject": fought.subject, "text": ""}).content.decode()
    assert "Hãy điền ô này." in empty
    assert "checked" in empty
    answer = client.post(address, {"subject": fought.subject, "text": "Xin xem xét sớm."}, follow=True)
    assert "Đã nhắc 1 việc." in answer.content.decode()
    case = client_of(office.handler).get(f"/quan-tri/phan-anh/{fought.code}/").content.decode()
    assert "Đã được nhắc lúc" in case
    assert case.count("Xin xem xét sớm.") == 1
    assert "Xin xem xét sớm." in client.get("/quan-tri/thanh-tra/nhac-viec/").content.decode()
    assert "Xin xem xét sớm." in client_of(office.head).get("/quan-tri/thanh-tra/nhac-viec/").content.decode()
    assert (
        "Xin xem xét sớm."
        not in client_of(make_user(Role.HEAD)).get("/quan-tri/thanh-tra/nhac-viec/").content.decode()
    )
    assert fought.code in client.get(f"{QUEUES}khong-dong-y.csv").getvalue().decode()
    assert client.get(f"{QUEUES}khong-co/").status_code == 404
    assert client.get(f"{QUEUES}{queues.DUTIES}/").status_code == 200
    assert client.get(f"{QUEUES}{queues.DUTIES}.csv").status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.HEAD, Role.ADMINISTRATOR])
def test_others_see_no_queue(office: Office, role: Role) -> None:
    client = client_of(make_user(role, office.organisation))
    for address in (QUEUES, f"{QUEUES}moi-qua-han/", f"{QUEUES}moi-qua-han.csv"):
        assert client.get(address).status_code in {302, 403}
    if role != Role.HEAD:
        assert client.get("/quan-tri/thanh-tra/nhac-viec/").status_code in {302, 403}


def test_units_are_reminded_of_plans_and_reports_before_and_after_their_day() -> None:
    province = make_organisation("Tỉnh", kind=OrganisationKind.PROVINCE)
    unit = make_unit("Xã Mẫu", parent=province)
    chief = make_user(Role.HEAD, province)
    calendar, due = working_calendar(), unit.plan.due_on
    before, after = day_of(due, -3, calendar), day_of(due, 1, calendar)
    assert reminders.escalate(on=before, at=morning(before)) == 2
    assert reminders.escalate(on=after, at=morning(after)) == 3
    told = Reminder.objects.filter(subject=unit.plan.subject)
    assert set(told.filter(days=1).values_list("to_user", flat=True)) == {
        unit.editor.pk,
        unit.head.pk,
        chief.pk,
    }
    made = reminders.remind(subject=unit.plan.subject, by=chief, at=morning(after), text="Xin ban hành.")
    assert {row.to_user for row in made} == {unit.editor, unit.head}
    published(unit, at=morning(after))
    with pytest.raises(AuditRefused, match="Không có việc"):
        reminders.remind(subject=unit.plan.subject, by=chief, at=morning(after), text="Nữa.")
    report = unit.reports[0]
    late = day_of(report.due_on, 1, calendar)
    assert reminders.escalate(on=late, at=morning(late)) == 3
    assert Reminder.objects.filter(subject=report.subject, days=1).count() == 3


@pytest.mark.parametrize("upto", ["approve_answer", "refuse"])
def test_a_settled_case_leaves_the_queues(office: Office, upto: str) -> None:
    petition = office.petition(upto)
    Deadline.objects.filter(petition=petition).update(extensions=2)
    for _ in range(3):
        Act.objects.create(petition=petition, name="forward", at=office.now, organisation=office.organisation)
    for key in ("gia-han-hai-lan", "chuyen-vong"):
        assert not queues.cases_of(queues.BY_KEY[key], MONDAY.date()).exists()


def test_nobody_is_reminded_of_a_suspended_case(office: Office) -> None:
    petition, day = overdue(office)
    Petition.objects.filter(pk=petition.pk).update(status="paused")
    assert reminders.escalate(on=day, at=morning(day)) == 0


@pytest.mark.parametrize("days", [-16, 56, 7000])
def test_a_step_that_no_run_would_reach_is_refused(days: int) -> None:
    rule = EscalationRule(matter="case", days=days, to_head=True, basis="x", effective_from=MONDAY.date())
    with pytest.raises(ValidationError, match="ngày làm việc"):
        rule.full_clean()


def test_a_weekend_is_part_of_the_working_day_before(office: Office) -> None:
    petition, day = overdue(office)
    inspector = make_user(Role.INSPECTOR)
    saturday = day + timedelta(days=5 - day.weekday())
    reminders.remind(subject=petition.subject, by=inspector, at=morning(saturday), text="Xin trả lời.")
    for later in (1, 2):
        at = morning(saturday + timedelta(days=later))
        if later == 1:
            with pytest.raises(AuditRefused, match="Hôm nay đã có người nhắc"):
                reminders.remind(subject=petition.subject, by=inspector, at=at, text="Nữa.")
        else:
            assert reminders.remind(subject=petition.subject, by=inspector, at=at, text="Nữa.")
