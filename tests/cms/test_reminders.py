"""Reminders of what is owed: who is told of what on which day, once."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client

from cms.disclosures.models import Obligation, Reminder
from cms.disclosures.services.reminders import RemindersSent, remind_duties
from portal.accounts.models import Role
from portal.notifications.models import Message
from portal.notifications.services import send_waiting
from portal.organisations.models import OrganisationKind
from portal.statutes.models import CalendarException, DisclosureDuty
from portal.statutes.thresholds import Threshold
from tests.cms.factories import at
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 13)  # a Friday
MORNING = at("2026-03-06 07:00")


class World:
    """A province, a commune with its people, and one thing that the commune owes."""

    def __init__(self) -> None:
        self.province = make_organisation(kind=OrganisationKind.PROVINCE)
        self.commune = make_organisation("Xã Đông Hòa", parent=self.province)
        self.editor = make_user(Role.EDITOR, self.commune, email="bien.tap@example.vn")
        self.head = make_user(Role.HEAD, self.commune, email="lanh.dao@example.vn")
        self.handler = make_user(Role.HANDLER, self.commune, email="xu.ly@example.vn")
        self.above = make_user(Role.HEAD, self.province, email="tinh@example.vn")
        self.owed = self.owes()

    def owes(self, due: date = DUE, key: str = "investment_projects", **fields) -> Obligation:
        duty = DisclosureDuty.objects.get(key=key)
        values = {"organisation": self.commune, "duty": duty, "period": "2026", "due_on": due, **fields}
        return Obligation.objects.create(**values)


@pytest.fixture
def world() -> World:
    return World()


def remind(on: date) -> RemindersSent:
    return remind_duties(on=on, at=MORNING)


def told() -> set[tuple[str, str]]:
    return set(Reminder.objects.values_list("stage", "user__email"))


def test_five_and_one_working_days_before_and_once_when_late(world: World) -> None:
    days = {DUE + timedelta(days=n): remind(DUE + timedelta(days=n)).letters for n in range(-14, 20)}
    assert {day: letters for day, letters in days.items() if letters} == {
        date(2026, 3, 6): 2,  # the Friday before: five working days
        date(2026, 3, 12): 2,
        date(2026, 3, 16): 3,  # Monday: late, and the province's head hears of it
    }
    own = {"bien.tap@example.vn", "lanh.dao@example.vn"}
    assert told() == {(stage, who) for stage in ("first", "last", "late") for who in own} | {
        ("late", "tinh@example.vn")
    }


def test_a_holiday_moves_the_reminder_forward_and_nothing_is_written_on_it(world: World) -> None:
    CalendarException.objects.create(date=date(2026, 3, 12), kind="day_off", note="Nghỉ bù")
    assert remind(date(2026, 3, 5)).letters == 2
    assert remind(date(2026, 3, 12)).letters == 0
    assert remind(date(2026, 3, 11)).letters == 2
    assert ("last", "bien.tap@example.vn") in told()


def test_the_letter_of_a_day_lists_everything_and_is_written_once(world: World) -> None:
    world.owes(key="land_use_plan")
    world.owes(date(2026, 3, 2), "socioeconomic_plan")
    assert remind(date(2026, 3, 6)) == RemindersSent(letters=3, items=7)
    assert remind(date(2026, 3, 6)) == RemindersSent(0, 0)
    send_waiting(clock=lambda: MORNING)
    [letter] = [one for one in mail.outbox if one.to == ["bien.tap@example.vn"]]
    assert letter.subject == "Công khai: 3 nội dung cần làm"
    assert "ĐÃ QUÁ HẠN" in letter.body
    assert letter.body.count("hạn 13/03/2026") == 2
    assert f"/cong-khai/nghia-vu/{world.owed.pk}/" in letter.alternatives[0][0]
    [above] = [one for one in mail.outbox if one.to == ["tinh@example.vn"]]
    assert above.subject == "Công khai: 1 nội dung cần làm"


def test_what_becomes_due_after_the_days_letter_comes_the_next_day(world: World) -> None:
    remind(date(2026, 3, 6))
    late_news = world.owes(key="land_use_plan")
    assert remind(date(2026, 3, 6)).letters == 0
    assert not late_news.reminders.exists()
    assert remind(date(2026, 3, 9)) == RemindersSent(letters=2, items=2)


@pytest.mark.parametrize(
    "state",
    [{"disclosed_on": date(2026, 3, 2)}, {"exempted_on": date(2026, 3, 2)}, {"due_on": date(2026, 1, 5)}],
)
def test_what_is_done_or_does_not_apply_or_was_late_long_ago_is_not_told(world: World, state: dict) -> None:
    Obligation.objects.update(**state)
    assert remind(date(2026, 3, 6)).letters == 0
    assert remind(date(2026, 3, 16)).letters == 0


def test_a_missed_run_is_caught_up_at_the_most_urgent_stage(world: World) -> None:
    assert remind(date(2026, 3, 12)).letters == 2
    assert {stage for stage, _ in told()} == {"last"}


def test_the_steps_are_dated_rows(world: World) -> None:
    Threshold.objects.filter(key="duty_reminder_first").update(amount=8)
    Threshold.objects.filter(key="duty_reminder_last").update(effective_to=date(2026, 3, 8))
    assert remind(date(2026, 3, 3)).letters == 2
    assert remind(date(2026, 3, 12)).letters == 0


def test_people_without_an_address_or_an_account_are_neither_written_to_nor_counted(world: World) -> None:
    world.editor.email = ""
    world.editor.save()
    world.head.is_active = False
    world.head.save()
    assert remind(date(2026, 3, 6)) == RemindersSent(0, 0)


def test_the_run_takes_the_same_queries_for_many_items(world: World, django_assert_max_num_queries) -> None:
    for number in range(30):
        world.owes(occurrence=str(number))
    with django_assert_max_num_queries(25):
        assert remind(date(2026, 3, 6)).items == 62


def test_the_obligations_page_in_the_admin_says_who_was_reminded_when(world: World) -> None:
    remind(date(2026, 3, 6))
    client = Client()
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/quan-tri/cong-khai/nghia-vu/{world.owed.pk}/").content.decode()
    assert "Đã nhắc qua thư điện tử" in page
    assert f"Nhắc lần đầu, {world.editor}" in page
    assert world.editor.email not in page


def test_the_command_runs_for_a_day_and_waits_for_the_morning(world: World, monkeypatch, capsys) -> None:
    call_command("remind_duties", on="2026-03-06")
    assert capsys.readouterr().out == "2 letters about 2 items\n"
    from cms.disclosures.management.commands import remind_duties as command

    Reminder.objects.all().delete()
    Message.objects.all().delete()
    monkeypatch.setattr(command.timezone, "now", lambda: at("2026-03-06 06:59"))
    call_command("remind_duties")
    assert not Reminder.objects.exists()
    monkeypatch.setattr(command.timezone, "now", lambda: at("2026-03-06 07:00"))
    call_command("remind_duties")
    assert Reminder.objects.count() == 2
    assert settings.PERIODIC_COMMANDS["remind_duties"] == 900
