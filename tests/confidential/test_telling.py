"""The Inspectorate hears once a day, in a letter that says no more than the day."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.management import call_command

from portal.accounts.models import Role
from portal.confidential import services
from portal.confidential.models import Tip
from portal.confidential.telling import tell_inspectors
from portal.notifications.models import Message
from portal.notifications.services import send_waiting
from portal.statutes.terms import ZONE
from tests.confidential.making import AT, CODE, make_inspector, make_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 7, 30, tzinfo=ZONE)  # Wednesday


@pytest.fixture
def inspector():
    make_key()
    user = make_inspector()
    user.email = "thanh.tra@hungyen.example"
    user.save()
    return user


def letter(at: datetime):
    mail.outbox.clear()
    send_waiting(clock=lambda: at + timedelta(minutes=1))
    [sent] = [one for one in mail.outbox if one.to == ["thanh.tra@hungyen.example"]]
    return sent


def test_one_letter_a_working_day_from_half_past_seven_whatever_came(inspector):
    assert tell_inspectors(at=MORNING - timedelta(minutes=1)) == 0
    assert tell_inspectors(at=MORNING) > 0
    made = Message.objects.filter(to_user=inspector, template="tips_daily")
    tell_inspectors(at=MORNING + timedelta(hours=5))
    assert made.count() == 1
    saturday = MORNING + timedelta(days=3)
    assert tell_inspectors(at=saturday) == 0


def test_it_says_yes_or_no_and_neither_number_nor_hour_nor_content(inspector):
    tell_inspectors(at=MORNING)
    quiet = letter(MORNING)
    tip = services.submit(code=CODE, text="Một việc sai trái.", at=AT)
    Tip.objects.update(accept_due=MORNING.date())
    tomorrow = MORNING + timedelta(days=1)
    tell_inspectors(at=tomorrow)
    busy = letter(tomorrow)
    assert "người gửi vừa viết: KHÔNG" in quiet.body
    assert "người gửi vừa viết: CÓ" in busy.body
    assert "đã qua: CÓ" in busy.body
    assert quiet.subject.replace("25/11", "26/11") == busy.subject
    whole = message_from_bytes(busy.message().as_bytes(), policy=policy.default)
    text = "".join(part.get_content() for part in whole.walk() if not part.is_multipart()) + busy.subject
    for word in (tip.number, "sai trái", tip.locator, "07:3", "10:00", CODE):
        assert word not in text
    sizes = [len(one.body) for one in (quiet, busy)]
    assert sizes[0] == sizes[1]


def test_the_outbox_keeps_nothing_of_it(inspector):
    services.submit(code=CODE, text="Một việc sai trái.", at=AT)
    tell_inspectors(at=MORNING)
    made = Message.objects.get(to_user=inspector)
    assert made.context.keys() == {"day", "address"}
    letter(MORNING)
    made.refresh_from_db()
    assert made.sealed is None


def test_nobody_else_is_told_and_nobody_without_a_key(inspector):
    for role in (Role.ADMINISTRATOR, Role.HEAD, Role.HANDLER, Role.EDITOR):
        make_user(role)
    tell_inspectors(at=MORNING)
    receivers = {one.to_user for one in Message.objects.select_related("to_user")}
    assert all(services.may_handle(user) for user in receivers)


def test_without_a_confirmed_key_there_is_no_letter():
    make_key(confirmed_on=None, confirmed_by=None)
    assert tell_inspectors(at=MORNING) == 0
    call_command("tell_inspectors", verbosity=0)
    assert not Message.objects.exists()


def test_overdue_are_open_tips_past_their_next_day(inspector):
    tip = services.submit(code=CODE, text="x", at=AT)
    due = tip.accept_due
    assert not Tip.objects.overdue(on=due).exists()
    assert list(Tip.objects.overdue(on=due + timedelta(days=1))) == [tip]
    services.act("refuse", tip=tip, by=inspector, at=AT, text="Không.")
    assert not Tip.objects.overdue(on=due + timedelta(days=9)).exists()
