"""Delivery over a real socket to a real mail server, with a real worker process that is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.notifications.models import Message, State
from portal.notifications.services import enqueue, send_waiting
from scripts.paths import ROOT
from tests.notifications.mailserver import mail_server

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 8
FATAL = 4  # the letter at which the first worker is killed
PATIENCE = 240  # seconds; starting a process may take long on a busy machine


def queue(number: int, address: str = "") -> Message:
    return enqueue(
        key=f"k{number}",
        template="petition_received",
        context={"code": f"HY-{number:04}-0000", "kind": "Phản ánh", "organisation": "Xã Thử"},
        to_address=address or f"nguoi-{number}@example.vn",
        at=timezone.now() - timedelta(minutes=1),
    )


def worker(port: int, **environment: str) -> subprocess.Popen[str]:
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{described['NAME']}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**described)
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_messages"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out


@pytest.fixture
def over_smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    return settings


def test_a_killed_worker_loses_nothing_and_doubles_one_letter_at_most() -> None:
    expected = {queue(number).message_id for number in range(LETTERS)}
    taken = threading.Event()
    with mail_server() as (mailbox, port):

        async def hang(count: int) -> None:
            if count == FATAL:
                taken.set()
                await asyncio.sleep(3)

        mailbox.after_data = hang
        first = worker(port)
        try:
            assert taken.wait(PATIENCE)
        finally:
            first.send_signal(signal.SIGKILL)
            first.communicate(timeout=20)
        assert first.returncode == -signal.SIGKILL
        assert Message.objects.filter(state=State.SENT).count() == FATAL - 1
        [taken_row] = Message.objects.filter(state=State.SENDING)
        mailbox.after_data = None
        # While the lease lasts nobody else takes the letter.
        assert f"{LETTERS - FATAL} sent" in finish(worker(port))
        taken_row.refresh_from_db()
        assert taken_row.state == State.SENDING
        Message.objects.filter(pk=taken_row.pk).update(lease_until=timezone.now())
        assert "1 sent" in finish(worker(port))
    counted = Counter(mailbox.ids())
    assert set(counted) == expected
    assert {id_: number for id_, number in counted.items() if number > 1} == {taken_row.message_id: 2}
    assert not Message.objects.exclude(state=State.SENT).exists()


def test_two_workers_at_once_send_each_letter_once() -> None:
    expected = {queue(number).message_id for number in range(12)}
    with mail_server() as (mailbox, port):
        both = [worker(port), worker(port)]
        for process in both:
            finish(process)
    assert Counter(mailbox.ids()) == Counter(expected)


def test_refusals_of_a_real_server(over_smtp) -> None:
    never, later, fine = queue(1, "khong@example.vn"), queue(2, "sau@example.vn"), queue(3)
    with mail_server() as (mailbox, port):
        over_smtp.EMAIL_PORT = port
        mailbox.refused = {"khong@example.vn": "550 5.1.1 unknown", "sau@example.vn": "451 4.7.1 greylisted"}
        result = send_waiting(clock=timezone.now)
    assert (result.sent, result.later, result.failed) == (1, 1, 1)
    for message in (never, later, fine):
        message.refresh_from_db()
    assert (never.state, never.error, never.sealed) == (State.FAILED, "SMTPRecipientsRefused 550", None)
    assert (later.state, later.error) == (State.QUEUED, "SMTPRecipientsRefused 451")
    [letter] = mailbox.letters
    assert letter["Message-ID"] == fine.message_id
    assert letter.get_content_type() == "multipart/alternative"
    assert "HY-0003-0000" in letter["Subject"]


def test_a_server_that_is_down_costs_one_attempt_and_no_letter(over_smtp) -> None:
    with mail_server() as (_, port):
        over_smtp.EMAIL_PORT = port
    queue(1)
    queue(2)
    assert send_waiting(clock=timezone.now).later == 1
    with mail_server() as (mailbox, port):
        over_smtp.EMAIL_PORT = port
        assert send_waiting(clock=lambda: timezone.now() + timedelta(minutes=2)).sent == 2
    assert len(mailbox.letters) == 2
