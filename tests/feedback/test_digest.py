"""The morning letter: who gets it, when, and what it names."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from portal.accounts.models import Membership, Role
from portal.feedback.services.digest import LONGEST_GROUP, send_digests
from portal.notifications.models import Message
from portal.notifications.services import send_waiting
from portal.statutes.models import CalendarException
from tests.cms.factories import at
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
MORNING = at("2026-03-03 07:00")
TUESDAY = MORNING.date()


@pytest.fixture
def office() -> Office:
    made = Office()
    for user, address in ((made.handler, "xu.ly@example.vn"), (made.head, "lanh.dao@example.vn")):
        user.email = address
        user.save()
    return made


def letter_to(address: str, on: date = TUESDAY) -> str:
    send_digests(on=on, at=MORNING)
    send_waiting(clock=lambda: MORNING)
    found = [one for one in mail.outbox if one.to == [address]]
    assert len(found) <= 1
    return found[0].body if found else ""


def test_nobody_hears_of_nothing(office: Office) -> None:
    assert send_digests(on=TUESDAY, at=MORNING) == 0


def test_each_group_names_its_cases(office: Office) -> None:
    new = office.petition()
    asked = office.petition("ask")
    drafted = office.petition("draft_answer")
    disputed = office.petition("dispute")
    letter = letter_to("lanh.dao@example.vn")
    for label, petition in (
        ("Mới, chờ tiếp nhận", new),
        ("Chờ người gửi bổ sung", asked),
        ("Chờ duyệt trả lời", drafted),
        ("Chờ xem xét lại", disputed),
    ):
        assert f"{label}: 1\n- {petition.code}, Phản ánh" in letter
    assert office.organisation.name in letter
    assert "Đèn" not in letter
    assert mail.outbox[-1].subject == "Phản ánh: việc cần làm ngày 03/03/2026"


def test_approval_is_for_the_head_alone(office: Office) -> None:
    office.petition("draft_answer")
    assert letter_to("xu.ly@example.vn") == ""
    assert "Chờ duyệt trả lời: 1" in letter_to("lanh.dao@example.vn")


def test_due_today_and_overdue_follow_the_clock(office: Office) -> None:
    petition = office.petition()
    due = petition.deadlines.get(stage="acknowledge").due_on
    assert "Đến hạn hôm nay: 1" in letter_to("xu.ly@example.vn", on=due)
    Message.objects.all().delete()
    mail.outbox.clear()
    assert "Quá hạn: 1" in letter_to("xu.ly@example.vn", on=due + timedelta(days=1))


def test_one_letter_a_person_and_day_whatever_arrives_later(office: Office) -> None:
    Membership.objects.create(user=office.handler, organisation=office.organisation, role=Role.HEAD)
    office.petition()
    assert send_digests(on=TUESDAY, at=MORNING) == 2
    office.petition()
    assert send_digests(on=TUESDAY, at=MORNING) == 0
    assert send_digests(on=TUESDAY + timedelta(days=1), at=MORNING) == 2


def test_no_letter_on_a_day_off_nor_to_those_who_left_or_work_elsewhere(office: Office) -> None:
    office.petition()
    other = Office()
    other.handler.email = "noi.khac@example.vn"
    other.handler.save()
    office.head.is_active = False
    office.head.save()
    CalendarException.objects.create(date=TUESDAY, kind="day_off", note="Nghỉ bù")
    assert send_digests(on=TUESDAY, at=MORNING) == 0
    assert send_digests(on=MONDAY.date() - timedelta(days=1), at=MORNING) == 0
    assert send_digests(on=date(2026, 3, 4), at=MORNING) == 1
    assert Message.objects.get().to_user == office.handler


def test_long_groups_are_cut_and_counted_with_few_queries(
    office: Office, django_assert_max_num_queries
) -> None:
    for _ in range(LONGEST_GROUP + 2):
        office.petition()
    with django_assert_max_num_queries(40):
        send_digests(on=TUESDAY, at=MORNING)
    send_waiting(clock=lambda: MORNING)
    assert "Mới, chờ tiếp nhận: 22" in mail.outbox[0].body
    assert "- và 2 hồ sơ khác" in mail.outbox[0].body


def test_the_command_writes_between_seven_and_noon(office: Office, monkeypatch, settings) -> None:
    from portal.feedback.management.commands import petition_digest as command

    office.petition()
    for clock, letters in (("06:59", 0), ("12:00", 0), ("07:00", 2), ("11:59", 2)):
        now = at(f"2026-03-03 {clock}")
        monkeypatch.setattr(command.timezone, "now", lambda now=now: now)
        call_command("petition_digest", verbosity=0)
        assert Message.objects.count() == letters
    assert settings.PERIODIC_COMMANDS["petition_digest"] == 900
