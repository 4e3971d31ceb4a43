"""Tips from the first word to the conclusion, and what the ledger learns of them."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from portal.accounts.models import Role
from portal.confidential import boxes, services
from portal.confidential.models import DailySeal, Tip, TipKey, TipPart
from portal.confidential.workflow import TransitionNotAllowed
from portal.ledger.models import Event
from tests.confidential.making import AT, CODE, PRIVATE, make_inspector, make_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def submit(code=CODE, **fields):
    return services.submit(code=code, text="Một việc sai trái.", at=AT, **fields)


def test_a_tip_is_sealed_to_the_inspectorate_and_starts_its_clock():
    make_key()
    tip = submit(files=[services.CleanFile("tep-1.jpg", "image/jpeg", b"...")])
    opened = [boxes.open_box(bytes(part.sealed), bytes(PRIVATE)) for part in tip.parts.all()]
    assert [(inside.kind, inside.content) for inside in opened] == [
        ("message", "Một việc sai trái.".encode()),
        ("file", b"..."),
    ]
    # Seven working days after Monday 23 November; 26 November and the weekends are as the calendar says.
    assert tip.accept_due == date(2026, 12, 2)
    assert tip.answer_due is None


def test_nothing_is_taken_without_a_confirmed_key():
    make_key(confirmed_on=None, confirmed_by=None)
    with pytest.raises(services.NoKey):
        submit()
    assert not Tip.objects.exists()


def test_the_same_form_twice_is_one_tip_and_another_text_has_another_code():
    make_key()
    assert submit() == submit()
    assert services.code_for("n", "a") == services.code_for("n", "a") != services.code_for("n", "b")


def test_sender_and_inspectorate_talk_through_sealed_messages():
    make_key()
    tip = submit()
    services.reply(tip=tip, by=make_inspector(), text="Có ảnh không?", at=AT)
    services.write(code=CODE, text="Có.", at=AT + timedelta(days=1))
    assert [line.text for line in services.conversation(tip, CODE)] == [
        "Một việc sai trái.",
        "Có ảnh không?",
        "Có.",
    ]
    assert Tip.objects.get().waits_for_us


def test_acts_move_the_clock_and_tell_the_sender():
    make_key()
    inspector = make_inspector()
    tip = services.act("accept", tip=submit(), by=inspector, at=AT + timedelta(days=1))
    assert tip.answer_due == date(2026, 12, 24)  # 30 days after acceptance on 24 November
    with pytest.raises(TransitionNotAllowed, match="biết lý do"):
        services.act("extend", tip=tip, by=inspector, at=AT + timedelta(days=2))
    for times in (1, 2):
        tip = services.act("extend", tip=tip, by=inspector, at=AT + timedelta(days=2), text=f"Lần {times}")
    with pytest.raises(TransitionNotAllowed, match="chỉ được gia hạn 2 lần"):
        services.act("extend", tip=tip, by=inspector, at=AT + timedelta(days=2), text="Lần 3")
    tip = services.act("conclude", tip=tip, by=inspector, at=AT + timedelta(days=30), text="Có sai phạm.")
    assert tip.status == "concluded"
    assert services.conversation(tip, CODE)[-1].text == "Có sai phạm."


def test_a_tip_of_the_weekend_can_be_accepted_at_the_weekend():
    make_key()
    saturday = AT + timedelta(days=5)
    tip = services.submit(code=CODE, text="Một việc sai trái.", at=saturday)
    assert tip.received_on == date(2026, 11, 30)
    accepted = services.act("accept", tip=tip, by=make_inspector(), at=saturday, text="Đã nhận.")
    # Thirty calendar days after the Monday from which the tip counts.
    assert accepted.answer_due == date(2026, 12, 30)


@pytest.mark.parametrize("name", ["extend", "conclude"])
def test_a_tip_that_was_not_accepted_cannot_be_extended_or_concluded(name):
    make_key()
    with pytest.raises(TransitionNotAllowed):
        services.act(name, tip=submit(), by=make_inspector(), at=AT, text="x")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INSPECTOR])
def test_nobody_but_inspectors_acts(role):
    make_key()
    user = make_user(role)
    with pytest.raises(PermissionDenied):
        services.reply(tip=submit(), by=user, text="x", at=AT)
    with pytest.raises(PermissionDenied):
        services.act("accept", tip=Tip.objects.get(), by=user, at=AT)


def test_a_key_is_confirmed_by_somebody_else_than_who_entered_it_and_the_ledger_says_so():
    old = make_key()
    inspector = make_inspector()
    new = TipKey.objects.create(
        organisation=old.organisation, public=b"x" * 32, entered_by=inspector, entered_on=AT.date()
    )
    with pytest.raises(PermissionDenied):
        services.confirm_key(key=new, by=inspector, at=AT)
    services.confirm_key(key=new, by=make_inspector(), at=AT)
    assert TipKey.objects.current() == new
    old.refresh_from_db()
    assert old.retired_on == date(2026, 11, 23)
    assert json.loads(Event.objects.get().payload) == {"fingerprint": new.fingerprint}


def test_the_ledger_gets_one_event_a_day_that_tells_nothing():
    make_key()
    day = date(2026, 11, 22)
    quiet = services.seal_day(day=day, at=AT)
    assert services.seal_day(day=day, at=AT) == quiet
    submit()
    call_command("seal_tips", "--on", "2026-11-23", verbosity=0)
    events = list(Event.objects.order_by("sequence"))
    assert [event.subject for event in events] == ["tips:2026-11-22", "tips:2026-11-23"]
    assert [list(json.loads(event.payload)) for event in events] == [["digest"], ["digest"]]
    again = services.seal_day(day=date(2026, 11, 24), at=AT)
    # Nothing came in between, and the digest differs all the same.
    assert again.digest != DailySeal.objects.get(day=date(2026, 11, 23)).digest
    assert again.digest == services.digest_of_all(again.nonce)


@pytest.mark.parametrize(
    "damage",
    [
        lambda: TipPart.objects.update(sealed=b"forged"),
        lambda: TipPart.objects.filter(place=1).delete(),
        lambda: Tip.objects.all().delete(),
        lambda: DailySeal.objects.update(digest="0" * 64),
    ],
)
def test_altered_and_missing_boxes_are_found(damage):
    make_key()
    services.write(code=submit() and CODE, text="Thêm", at=AT)
    services.seal_day(day=date(2026, 11, 23), at=AT)
    call_command("check_tips")
    damage()
    with pytest.raises(CommandError):
        call_command("check_tips")
