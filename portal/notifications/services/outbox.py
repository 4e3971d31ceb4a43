"""Writing letters into the outbox, in the transaction of what they tell."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.notifications.letters import check_template
from portal.notifications.models import ENDED, Message, State, address_digest

# The throttle looks back an hour and the limit on confirmations a day; keys stop repeats for much longer.
_RECEIVER_KEPT = timedelta(days=2)
_LETTER_KEPT = timedelta(days=400)


def enqueue(
    *,
    key: str,
    template: str,
    context: Mapping[str, Any],
    to_user: User | None = None,
    to_address: str = "",
    secret: Mapping[str, str] | None = None,
    at: datetime,
) -> Message:
    """Store one letter to a member of staff or to an address, and return it. Nothing is sent here.

    `key` names what the letter tells and to whom; a second call with it returns the first letter. `context` is JSON
    without personal data; what only the receiver may read goes into `secret`, which is sealed with the address and
    erased with it. Raises TemplateDoesNotExist unless `notifications/<template>.{subject.txt,txt,html}` exist.
    """
    if (to_user is None) == (not to_address):
        raise ValueError("a letter goes to a user or to an address")
    check_template(template)
    message = Message(
        key=key, template=template, context=dict(context), to_user=to_user, created_at=at, next_attempt_at=at
    )
    if to_user is not None:
        message.recipient = f"user:{to_user.pk}"
    else:
        message.recipient = address_digest(to_address)
    if to_address or secret:
        message.seal_for(to_address, dict(secret or {}))
    # Not get_or_create: two workers with one key must both go on, and the loser's transaction with them.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.get(key=key)


@transaction.atomic
def retry(*, message: Message, at: datetime) -> Message:
    """Queue a failed letter again, with a full term from now. Raises ValueError when nobody is left to write to."""
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not locked.can_be_retried:
        raise ValueError("Thư này không gửi lại được.")
    locked.state = State.QUEUED
    locked.attempts = 0
    locked.next_attempt_at = locked.created_at = at
    locked.finished_at = None
    locked.error = ""
    locked.save()
    return locked


def withdraw(*, prefix: str) -> int:
    """Drop the letters to persons without an account that wait under keys with this prefix, addresses and all.

    For somebody who takes their address back. A letter that is just being sent still arrives. Return how many.
    """
    waiting = Message.objects.filter(key__startswith=prefix, to_user=None, state=State.QUEUED)
    return waiting.update(state=State.DROPPED, sealed=None)


def forget_old(*, at: datetime) -> int:
    """Forget whose address a letter of some days ago went to, and finished letters of last year; return how many."""
    ended = Message.objects.filter(state__in=ENDED)
    ended.filter(to_user=None, created_at__lt=at - _RECEIVER_KEPT).exclude(recipient="").update(recipient="")
    deleted, _ = ended.filter(created_at__lt=at - _LETTER_KEPT).delete()
    return deleted
