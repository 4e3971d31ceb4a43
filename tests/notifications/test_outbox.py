"""The outbox without a network: what is stored, what is tried again, what is erased."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist

from portal.notifications.models import Message, State, address_digest
from portal.notifications.pace import is_given_up, next_attempt
from portal.notifications.services import delivery, enqueue, forget_old, retry, send_waiting
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CONTEXT = {"code": "HY-AAAA-BBBB", "kind": "Phản ánh", "organisation": "Xã A & B"}


def queue(key="k", at=AT, **to):
    return enqueue(
        key=key,
        template="petition_received",
        context=CONTEXT,
        at=at,
        **(to or {"to_address": "ba.tu@example.vn"}),
    )


def send(at=AT):
    return send_waiting(clock=lambda: at)


def test_a_letter_is_plain_and_html_and_says_that_a_machine_wrote_it() -> None:
    message = queue()
    assert send() == delivery.Result(sent=1)
    [letter] = mail.outbox
    assert letter.subject == "HY-AAAA-BBBB: đã nhận"
    assert "Nơi nhận: Xã A & B" in letter.body
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert "Xã A &amp; B" in html
    sent = letter.message()
    assert sent["Message-ID"] == message.message_id
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] is None
    assert letter.to == ["ba.tu@example.vn"]


def test_the_same_key_is_one_letter() -> None:
    first = queue()
    assert queue().pk == first.pk
    send()
    assert queue().pk == first.pk
    send()
    assert len(mail.outbox) == 1


def test_a_letter_of_an_act_that_fails_is_not_written() -> None:
    def act() -> None:
        with transaction.atomic():
            queue()
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert not Message.objects.exists()


def test_a_letter_needs_one_receiver_and_all_three_files() -> None:
    with pytest.raises(ValueError, match="user or to an address"):
        enqueue(key="k", template="petition_received", context={}, at=AT)
    with pytest.raises(TemplateDoesNotExist):
        enqueue(key="k", template="no_such_letter", context={}, to_address="a@b.vn", at=AT)


def test_an_address_is_stored_sealed_and_erased_once_the_letter_left() -> None:
    message = queue()
    message.refresh_from_db()
    assert b"ba.tu" not in bytes(message.sealed)
    assert message.read_sealed() == {"address": "ba.tu@example.vn"}
    assert message.recipient == address_digest(" Ba.Tu@example.vn")
    send()
    message.refresh_from_db()
    assert (message.state, message.sealed) == (State.SENT, None)
    assert message.finished_at == AT


def test_what_only_the_receiver_may_read_is_sealed_with_the_address() -> None:
    message = enqueue(
        key="k",
        template="petition_received",
        context=CONTEXT,
        to_address="a@b.vn",
        secret={"link": "https://x.vn/rieng/abc/"},
        at=AT,
    )
    assert "rieng" not in str(message.context)
    send()
    assert "https://x.vn/rieng/abc/" in mail.outbox[0].body
    message.refresh_from_db()
    assert message.sealed is None


def test_staff_without_address_or_account_get_nothing() -> None:
    queue("none", to_user=make_user())
    queue("gone", to_user=make_user(email="a@b.vn", is_active=False))
    assert send().dropped == 2
    assert mail.outbox == []


def test_the_waits_grow_and_stay_below_six_hours() -> None:
    waits = [(next_attempt(attempts=n, at=AT) - AT).total_seconds() / 60 for n in range(1, 8)]
    assert waits == [1, 4, 16, 64, 256, 360, 360]
    assert not is_given_up(created_at=AT, at=AT + timedelta(days=4, hours=23), days=5)
    assert is_given_up(created_at=AT, at=AT + timedelta(days=5), days=5)


def failing(monkeypatch, error):
    def send(self, letter):
        raise error

    monkeypatch.setattr(delivery._Server, "send", send)


def test_a_server_that_is_away_is_asked_again_later_and_given_up_after_days(monkeypatch) -> None:
    failing(monkeypatch, smtplib.SMTPServerDisconnected("ba.tu@example.vn"))
    message = queue()
    assert send().later == 1
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert message.next_attempt_at == AT + timedelta(minutes=1)
    assert message.error == "SMTPServerDisconnected"
    assert send() == delivery.Result()
    assert send(AT + timedelta(days=5)).failed == 1
    message.refresh_from_db()
    assert (message.state, message.sealed) == (State.FAILED, None)
    assert not message.can_be_retried


def test_a_refused_receiver_fails_at_once_and_a_greylisted_one_later(monkeypatch) -> None:
    message = queue(to_user=make_user(email="a@b.vn"))
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b.vn": (451, b"later, a@b.vn")}))
    assert send().later == 1
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b.vn": (550, b"no a@b.vn here")}))
    assert send(AT + timedelta(hours=1)).failed == 1
    message.refresh_from_db()
    assert message.error == "SMTPRecipientsRefused 550"


def test_a_failed_letter_to_staff_can_be_sent_again(monkeypatch) -> None:
    message = queue(to_user=make_user(email="a@b.vn"))
    with monkeypatch.context() as broken:
        failing(broken, smtplib.SMTPDataError(554, b"spam"))
        assert send().failed == 1
    message.refresh_from_db()
    retry(message=message, at=AT + timedelta(days=9))
    assert send(AT + timedelta(days=9)).sent == 1
    with pytest.raises(ValueError, match="không gửi lại được"):
        retry(message=message, at=AT)


def test_more_than_the_hours_number_is_held_back_and_not_lost(settings) -> None:
    settings.MESSAGES_PER_HOUR = 3
    for number in range(5):
        queue(f"k{number}", at=AT + timedelta(seconds=number))
    queue("other", to_address="khac@example.vn")
    at = AT + timedelta(minutes=1)
    assert send(at) == delivery.Result(sent=4, held=2)
    assert send(at + timedelta(minutes=59)).sent == 0
    assert send(at + timedelta(hours=1)).sent == 2
    assert Message.objects.filter(state=State.SENT).count() == 6


def test_a_worker_that_lost_its_lease_does_not_mark_the_letter_of_the_next() -> None:
    queue()
    first = delivery._claim(at=AT)
    assert first is not None
    assert delivery._claim(at=AT + timedelta(minutes=1)) is None
    second = delivery._claim(at=AT + timedelta(hours=1))
    assert second is not None
    delivery._finish(first, State.FAILED, AT)
    second.refresh_from_db()
    assert (second.state, second.attempts) == (State.SENDING, 2)


def test_receivers_are_forgotten_after_days_and_letters_after_a_year() -> None:
    sent, waiting = queue("sent"), queue("waiting", to_address="khac@example.vn")
    to_staff = queue("staff", to_user=make_user(email="a@b.vn"))
    Message.objects.filter(pk=waiting.pk).update(next_attempt_at=AT + timedelta(days=9))
    send()
    assert forget_old(at=AT + timedelta(days=1)) == 0
    assert Message.objects.get(pk=sent.pk).recipient
    assert forget_old(at=AT + timedelta(days=3)) == 0
    assert Message.objects.get(pk=sent.pk).recipient == ""
    assert Message.objects.get(pk=waiting.pk).recipient
    assert Message.objects.get(pk=to_staff.pk).recipient
    assert forget_old(at=AT + timedelta(days=401)) == 2
    assert list(Message.objects.all()) == [waiting]
