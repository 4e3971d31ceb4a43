"""Sending what waits.

A letter is taken under a lease, sent, and marked, one after the other. A worker that is killed between sending and
marking leaves exactly one letter taken; when its lease has passed the next worker sends it again with the same
Message-ID. So every letter leaves, and at most one a killed worker leaves twice.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, transaction

from portal.core.sealing import SealBroken
from portal.notifications.letters import render_letter
from portal.notifications.models import Message, State
from portal.notifications.pace import is_given_up, next_attempt

logger = logging.getLogger(__name__)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Result:
    """How many letters ended how in one run. `held`: over the receiver's hourly number, tried later."""

    sent: int = 0
    later: int = 0
    held: int = 0
    failed: int = 0
    dropped: int = 0


def send_waiting(*, clock: Callable[[], datetime], limit: int = 1000) -> Result:
    """Send up to `limit` letters whose turn has come; `clock` gives the time at each step.

    Several workers may run at once. Ends early when the mail server does not answer: the others would meet the same.
    """
    outcomes: Counter[str] = Counter()
    server = _Server()
    try:
        for _ in range(limit):
            message = _claim(at=clock())
            if message is None:
                break
            outcome = _deliver(message, server, clock)
            outcomes[outcome] += 1
            if server.is_away:
                break
    finally:
        server.close()
    return Result(**outcomes)


@transaction.atomic
def _claim(*, at: datetime) -> Message | None:
    """Take the next letter for this worker. SQLite's transactions are exclusive from their start."""
    waiting = Message.objects.ready(at=at).select_for_update(
        of=("self",) if connection.features.has_select_for_update_of else (),
        skip_locked=connection.features.has_select_for_update_skip_locked,
    )
    message = waiting.first()
    if message is None:
        return None
    message.state = State.SENDING
    message.attempts += 1
    message.lease_until = at + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    message.save(update_fields=["state", "attempts", "lease_until"])
    return message


def _deliver(message: Message, server: "_Server", clock: Callable[[], datetime]) -> str:
    at = clock()
    try:
        sealed = message.read_sealed()
    except SealBroken:
        return _finish(message, State.FAILED, at, error="SealBroken")
    address = sealed.pop("address", "") or _address_of_user(message)
    if not address:
        return _finish(message, State.DROPPED, at)
    if (free_at := _throttled_until(message.recipient, at)) is not None:
        return _put_back(message, free_at)
    try:
        letter = render_letter(
            template=message.template,
            context={**message.context, **sealed},
            address=address,
            message_id=message.message_id,
        )
        server.send(letter)
    except Exception as error:
        return _failed(message, error, clock())
    return _finish(message, State.SENT, clock())


def _address_of_user(message: Message) -> str:
    user = message.to_user
    return user.email if user is not None and user.is_active else ""


def _throttled_until(recipient: str, at: datetime) -> datetime | None:
    """When the receiver may get the next letter; None for now."""
    number = settings.MESSAGES_PER_HOUR
    newest = Message.objects.sent_to(recipient, since=at - _HOUR).order_by("-finished_at")
    oldest_counted = newest[number - 1 : number].first()
    if oldest_counted is None or oldest_counted.finished_at is None:
        return None
    return oldest_counted.finished_at + _HOUR


def _put_back(message: Message, free_at: datetime) -> str:
    """Hold a letter back; it was no attempt, and it cannot be given up for it."""
    Message.objects.filter(pk=message.pk, attempts=message.attempts, state=State.SENDING).update(
        state=State.QUEUED, attempts=message.attempts - 1, next_attempt_at=free_at, lease_until=None
    )
    return "held"


def _failed(message: Message, error: Exception, at: datetime) -> str:
    described = describe(error)
    logger.warning("message %s was not sent: %s", message.pk, described)
    too_old = is_given_up(created_at=message.created_at, at=at, days=settings.MESSAGE_GIVE_UP_DAYS)
    if is_refusal(error) or too_old:
        return _finish(message, State.FAILED, at, error=described)
    _mine(message).update(
        state=State.QUEUED,
        next_attempt_at=next_attempt(attempts=message.attempts, at=at),
        lease_until=None,
        error=described,
    )
    return "later"


def _finish(message: Message, state: State, at: datetime, *, error: str = "") -> str:
    """The end of a letter. The address goes with it; a member of staff's stays in their account."""
    _mine(message).update(state=state, finished_at=at, lease_until=None, sealed=None, error=error)
    return state.value


def _mine(message: Message) -> Any:
    """The row while this worker holds it: not when the lease passed and another took it meanwhile."""
    return Message.objects.filter(pk=message.pk, attempts=message.attempts, state=State.SENDING)


def is_refusal(error: Exception) -> bool:
    """Whether the server will never take this letter for this receiver.

    A refused login or sender is a mistake of ours that somebody will mend: those letters wait.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def describe(error: Exception) -> str:
    """Name an error by its kind and code alone: what servers write repeats the address."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ", ".join(sorted({str(one) for one, _ in error.recipients.values()}))
    return f"{type(error).__name__} {code}".strip()


class _Server:
    """One connection for many letters, opened when the first needs it and again after a fault."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.is_away = False

    def send(self, letter: Any) -> None:
        try:
            if self.connection is None:
                self.connection = get_connection()
                self.connection.open()
            letter.connection = self.connection
            letter.send()
        except Exception as error:
            self.is_away = isinstance(error, OSError) and not isinstance(
                error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError
            )
            self.close()
            raise

    def close(self) -> None:
        if self.connection is None:
            return
        try:
            self.connection.close()
        except OSError:
            logger.info("the mail server was gone before we said good-bye")
        self.connection = None
