"""Letters from a real mailbox over a socket: kept once, moved only when stored, whatever a stranger sends."""

import imaplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError
from django.utils import timezone

from portal.feedback.doors.imap import ImapDoor
from portal.feedback.models import Letter
from portal.feedback.services import letters
from portal.feedback.services.fetching import fetch_letters
from portal.notifications.models import Message
from tests.feedback.letters import SENDER, mail
from tests.feedback.making import Office
from tests.feedback.test_letters import picture
from tests.feedback.test_mail_reading import nested

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]
FOLDERS = ("INBOX", "Da nhan", "Khong nhan")


class Mailbox:
    """The other side of the mailbox, as the mail server of a provider fills it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.server = imaplib.IMAP4(parts.hostname or "", parts.port or 143)
        self.server.login(parts.username or "", parts.password or "")

    def put(self, raw: bytes, at: datetime | None = None) -> None:
        when = imaplib.Time2Internaldate(at) if at else None
        status, _ = self.server.append("INBOX", None, when, raw)  # type: ignore[arg-type]
        assert status == "OK"

    def count(self, folder: str) -> int:
        status, data = self.server.select(f'"{folder}"', readonly=True)
        return int(data[0]) if status == "OK" and data[0] else 0

    def flags(self) -> bytes:
        self.server.select("INBOX", readonly=True)
        _, data = self.server.fetch("1:*", "(FLAGS)")
        return b" ".join(item for item in data if isinstance(item, bytes))

    def empty(self) -> None:
        for folder in FOLDERS:
            status, data = self.server.select(f'"{folder}"')
            if status == "OK" and data[0] != b"0":
                self.server.store("1:*", "+FLAGS", "\\Deleted")
                self.server.expunge()
        self.server.select("INBOX")


@pytest.fixture
def mailbox(imap_url: str) -> Iterator[Mailbox]:
    box = Mailbox(imap_url)
    box.empty()
    yield box
    box.empty()
    box.server.logout()


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def fetch(url: str) -> dict[str, int]:
    return dict(fetch_letters([ImapDoor(url)], clock=timezone.now))


def test_a_letter_comes_in_once_and_is_moved(mailbox: Mailbox, imap_url: str, office: Office) -> None:
    came = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
    mailbox.put(
        mail(To=f"gop-y+{office.organisation.slug}@hungyen.example", Date="Mon, 1 Jan 1990 00:00:00 +0000"),
        came,
    )
    assert fetch(imap_url) == {"waiting": 1}
    kept = Letter.objects.get()
    assert (kept.arrived_at, kept.organisation, kept.text) == (
        came, office.organisation, "Đèn đường hỏng hai tuần nay."
    )  # fmt: skip
    assert (mailbox.count("INBOX"), mailbox.count("Da nhan")) == (0, 1)
    assert fetch(imap_url) == {}
    # The same mail delivered twice is one letter.
    mailbox.put(mail())
    assert fetch(imap_url) == {"waiting": 1}
    assert Letter.objects.count() == 1
    assert Message.objects.filter(template="letter_answer").count() == 1


def test_what_is_not_stored_stays_unread(
    mailbox: Mailbox, imap_url: str, office: Office, monkeypatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("locked")

    mailbox.put(mail())
    with monkeypatch.context() as patched:
        patched.setattr(letters, "_store", fail)
        assert fetch(imap_url) == {"later": 1}
    assert b"Seen" not in mailbox.flags()
    assert fetch(imap_url) == {"waiting": 1}


def test_killed_between_storing_and_moving(
    mailbox: Mailbox, imap_url: str, office: Office, monkeypatch
) -> None:
    def die(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    mailbox.put(mail())
    with monkeypatch.context() as patched:
        patched.setattr(ImapDoor, "acknowledge", die)
        with pytest.raises(KeyboardInterrupt):
            fetch(imap_url)
    assert (Letter.objects.count(), mailbox.count("INBOX")) == (1, 1)
    assert fetch(imap_url) == {"waiting": 1}
    assert (Letter.objects.count(), mailbox.count("INBOX")) == (1, 0)


def test_a_thread_from_first_letter_to_information_given(
    mailbox: Mailbox, imap_url: str, office: Office
) -> None:
    mailbox.put(mail())
    fetch(imap_url)
    kept = Letter.objects.get()
    office.now = timezone.now()
    office.organisation = kept.organisation
    petition = letters.take(
        letter=kept,
        by=office.handler,
        at=office.later(minutes=0),
        submission=office.submission(key=kept.submission_key, channel="email", **letters.sender_fields(kept)),
    )
    for name in ("acknowledge", "accept", "ask"):
        petition = office.act(name, petition)
    # The sender answers our question; somebody else knows its name and the code, and writes under their own.
    asked = Message.objects.filter(
        key__startswith=f"petition:{petition.pk}:", key__endswith=":ask:sender"
    ).get()
    answer = mail(
        "Cột số 12.\n\n> Đèn nào?",
        Message_ID="<2@x>",
        In_Reply_To=asked.message_id,
        Subject=f"Re: [{petition.code}]",
    )
    forged = answer.replace(SENDER.encode(), b"ke-la@thu.example").replace(b"<2@x>", b"<3@x>")
    mailbox.put(forged)
    mailbox.put(answer)
    office.later(days=1)
    counts = dict(fetch_letters([ImapDoor(imap_url)], clock=lambda: office.now))
    assert counts == {"waiting": 1, "added": 1}
    petition.refresh_from_db()
    assert petition.status == "accepted"
    assert petition.acts.filter(name="give_information").count() == 1


def test_machines_are_left_alone(mailbox: Mailbox, imap_url: str, office: Office) -> None:
    mailbox.put(mail(Auto_Submitted="auto-replied", Message_ID="<a@x>"))
    mailbox.put(mail(Precedence="bulk", Message_ID="<b@x>"))
    mailbox.put(mail(From="gop-y@hungyen.example", List_Id="<x>", Message_ID="<c@x>"))
    assert fetch(imap_url) == {"ignored": 3}
    assert mailbox.count("Khong nhan") == 3
    assert not Message.objects.exists()


def test_thirty_megabytes_are_not_even_fetched(mailbox: Mailbox, imap_url: str, office: Office) -> None:
    mailbox.put(mail(Message_ID="<big@x>") + b"x" * 70 + b"\r\n" + (b"y" * 74 + b"\r\n") * 400_000)
    mailbox.put(mail())
    assert fetch(imap_url) == {"ignored": 1, "waiting": 1}
    big = Letter.objects.get(state="ignored")
    assert (big.reason, big.text) == ("too_large", "")
    told = Message.objects.get(context__state="ignored")
    assert told.read_sealed()["address"] == SENDER


@pytest.mark.parametrize(
    "raw",
    [
        nested(50),
        nested(2000),
        b"\xff" * 5000,
        b"From: " + b"a@b.example," * 5000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 10_000,
        b"From: a@b.example\r\nSubject: x\r\n y\r\n\tz: q\r\nBcc: c@d.example\r\n\r\nx",
        b"\r\n\r\n",
    ],
)
def test_whatever_a_stranger_sends_the_next_letter_comes_in(
    mailbox: Mailbox, imap_url: str, office: Office, raw: bytes
) -> None:
    mailbox.put(raw)
    mailbox.put(mail())
    counts = fetch(imap_url)
    assert sum(counts.values()) == 2
    assert mailbox.count("INBOX") == 0
    assert Letter.objects.filter(text__startswith="Đèn đường").count() == 1


def test_many_letters_take_several_runs(mailbox: Mailbox, imap_url: str, office: Office, settings) -> None:
    settings.LETTERS_PER_RUN = 4
    for number in range(10):
        mailbox.put(mail(Message_ID=f"<{number}@x>", From=f"a{number}@thu.example"))
    assert [sum(fetch(imap_url).values()) for _ in range(4)] == [4, 4, 2, 0]
    assert Letter.objects.waiting().count() == 10


def test_files_of_a_real_mail(mailbox: Mailbox, imap_url: str, office: Office) -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = SENDER, "<f@x>"
    message.set_content("Kèm ảnh.")
    message.add_attachment(picture().content, maintype="image", subtype="png", filename="a.png")
    mailbox.put(message.as_bytes())
    assert fetch(imap_url) == {"waiting": 1}
    assert [file.media_type for file in Letter.objects.get().files.all()] == ["image/png"]


def test_a_mailbox_that_is_away_or_refuses(imap_url: str, dead_port: int) -> None:
    assert fetch(f"imap://a:b@127.0.0.1:{dead_port}/INBOX") == {"unreached": 1}
    wrong = imap_url.replace(urlsplit(imap_url).password or "", "sai-mat-khau")
    assert fetch(wrong) == {"unreached": 1}
    with pytest.raises(ValueError, match="IMAP_URL"):
        ImapDoor("http://example.vn")
