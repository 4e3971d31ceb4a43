"""The mailbox: letters are looked at without a mark and moved to a folder once they are stored."""

import contextlib
import imaplib
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from portal.feedback.doors.letter import InboundLetter, Refusal
from portal.feedback.doors.mail import read_mail, refused_mail

KEPT, REFUSED = "Da nhan", "Khong nhan"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SECONDS = 30


class ImapDoor:
    """One connection for one run. Scheme imaps (TLS), imap+starttls, or imap for a server on this very machine."""

    name = "imap"

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        if self._url.scheme not in {"imaps", "imap", "imap+starttls"} or not self._url.hostname:
            raise ValueError("IMAP_URL is imaps://user:password@host[:port][/folder]")
        self._box: BaseMailBox | None = None
        self.own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1], unquote(self._url.username or "")}

    def fetch(self, limit: int) -> Iterator[InboundLetter]:
        try:
            box = self._open()
            for uid in box.uids("ALL")[:limit]:
                if (letter := self._letter(box, uid)) is not None:
                    yield letter
        except (imaplib.IMAP4.error, ImapToolsError) as error:
            raise OSError(f"the mailbox refused: {type(error).__name__}") from error

    def acknowledge(self, letter: InboundLetter, *, kept: bool) -> None:
        box = self._open()
        folder = KEPT if kept else REFUSED
        try:
            if not box.folder.exists(folder):
                box.folder.create(folder)
            box.move(letter.handle, folder)
        except (imaplib.IMAP4.error, ImapToolsError) as error:
            raise OSError(f"the mailbox refused: {type(error).__name__}") from error

    def close(self) -> None:
        if self._box is None:
            return
        # The other side may be gone; nothing is left to be done there.
        with contextlib.suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
            self._box.logout()
        self._box = None

    def _open(self) -> BaseMailBox:
        if self._box is not None:
            return self._box
        host, port = self._url.hostname or "", self._url.port
        box: BaseMailBox
        if self._url.scheme == "imaps":
            box = MailBox(host, port or 993, timeout=_SECONDS)
        elif self._url.scheme == "imap+starttls":
            box = MailBoxStartTls(host, port or 143, timeout=_SECONDS)
        else:
            box = MailBoxUnencrypted(host, port or 143, timeout=_SECONDS)
        folder = unquote(self._url.path.lstrip("/")) or "INBOX"
        try:
            box.login(
                unquote(self._url.username or ""), unquote(self._url.password or ""), initial_folder=folder
            )
        except BaseException:
            box.client.shutdown()
            raise
        self._box = box
        return box

    def _letter(self, box: BaseMailBox, uid: str) -> InboundLetter | None:
        """None for what somebody took out of the folder meanwhile."""
        described = _answer(box, uid, "(RFC822.SIZE INTERNALDATE)")
        if not described:
            return None
        line = described[0] if isinstance(described[0], bytes) else described[0][0]
        arrived_at = _arrived(line)
        size = _SIZE.search(line)
        is_large = size is not None and int(size[1]) > settings.LETTER_MAX_BYTES
        # PEEK: looking at a letter must not mark it as read before it is stored.
        body = _answer(box, uid, "(BODY.PEEK[HEADER])" if is_large else "(BODY.PEEK[])")
        raw = next((item[1] for item in body if isinstance(item, tuple)), b"")
        if is_large:
            return refused_mail(raw, Refusal.TOO_LARGE, arrived_at=arrived_at, own=self.own, handle=uid)
        return read_mail(raw, arrived_at=arrived_at, own=self.own, handle=uid)


def _answer(box: BaseMailBox, uid: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
    status, data = box.client.uid("fetch", uid, what)
    if status != "OK":
        raise imaplib.IMAP4.error("fetch")
    return [item for item in data if item]


def _arrived(line: bytes) -> datetime:
    """The server's own time of arrival; what the sender wrote as the date is never believed."""
    told = imaplib.Internaldate2tuple(line)
    if told is None:
        return datetime.now(UTC)
    return datetime.fromtimestamp(time.mktime(told), UTC)
