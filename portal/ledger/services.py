"""The only writers of the ledger. Call them inside the transaction of the act that they record."""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portal.ledger import chain
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import ChainHead, Event
from portal.organisations.models import Organisation

log = logging.getLogger(__name__)

# A clock that disagrees by more than this deserves a line in the log; less is ordinary skew.
NOTABLE_CLAMP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """What happened, before it has a place in a chain. The fields are those of record()."""

    kind: EventKind
    organisation: Organisation
    subject: str
    actor_role: str
    at: datetime
    effective_at: datetime | None = None
    payload: Mapping[str, object] | None = None


_sample_salts: ContextVar[Callable[[], str] | None] = ContextVar("sample_salts", default=None)


def new_salt() -> str:
    """Return 16 random bytes as hexadecimal: enough that a short payload cannot be guessed."""
    source = _sample_salts.get()
    return source() if source else secrets.token_hex(16)


@contextmanager
def sample_salts(source: Callable[[], str]) -> Iterator[None]:
    """Take salts from `source`: only for sample content, which hides nothing and whose ledger is to be the same.

    Holds for this thread of execution and ends with the block.
    """
    token = _sample_salts.set(source)
    try:
        yield
    finally:
        _sample_salts.reset(token)


def record(
    kind: EventKind,
    *,
    organisation: Organisation,
    subject: str,
    actor_role: str,
    at: datetime,
    effective_at: datetime | None = None,
    payload: Mapping[str, object] | None = None,
) -> Event:
    """Append one event to the organisation's chain and return it.

    `at` is the server's time of the act. Within a chain recorded_at never goes backwards: an
    earlier `at` is recorded with the time of the event before it. `effective_at` is given only for
    what arrived on paper before; it may not lie after `at`.

    Raises RuntimeError outside a transaction, ValueError for a naive time, an unknown role or a
    subject with odd characters, NotCanonical for a payload with floats, dates or other objects.
    An act that writes to two organisations' chains uses record_many(), which takes the locks in
    one order; two record() calls could meet another writer coming the other way.
    """
    draft = EventDraft(
        kind=kind,
        organisation=organisation,
        subject=subject,
        actor_role=actor_role,
        at=at,
        effective_at=effective_at,
        payload=payload,
    )
    return record_many([draft])[0]


def record_many(drafts: Sequence[EventDraft], *, salt: Callable[[], str] = new_salt) -> list[Event]:
    """Append events to their organisations' chains, in the given order, and return them.

    Same rules and errors as record(); a few statements whatever the number of events. Give the
    drafts in the order of time: what comes earlier than the event before it in its chain is
    recorded with that event's time, which is rarely what a bulk import wants.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of its act: use transaction.atomic")
    if not drafts:
        return []
    heads = _locked_heads(draft.organisation for draft in drafts)
    events = [_append(heads[draft.organisation.pk], draft, salt()) for draft in drafts]
    if len(events) == 1:
        events[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(events, batch_size=1000)
    for head in heads.values():
        head.save(update_fields=["sequence", "hash", "recorded_at"])
    return events


def _locked_heads(organisations: Iterable[Organisation]) -> dict[int, ChainHead]:
    """Lock the chains' heads in ascending order, creating those of new organisations first."""
    wanted = sorted({organisation.pk for organisation in organisations})
    heads = _select_heads(wanted)
    if len(heads) < len(wanted):
        new = [ChainHead(organisation_id=pk, hash=chain.GENESIS) for pk in wanted if pk not in heads]
        ChainHead.objects.bulk_create(new, ignore_conflicts=True)
        heads = _select_heads(wanted)
    return heads


def _select_heads(wanted: Sequence[int]) -> dict[int, ChainHead]:
    locked = ChainHead.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {head.pk: head for head in locked}


def _append(head: ChainHead, draft: EventDraft, salt: str) -> Event:
    """Return the unsaved event that follows the head, and move the head on to it."""
    recorded_at = _not_before(head, draft)
    effective_at = recorded_at if draft.effective_at is None else draft.effective_at
    if effective_at > recorded_at:
        raise ValueError("an act cannot take effect after it is recorded")
    payload = chain.canonical(draft.payload or {})
    event = Event(
        organisation=draft.organisation,
        sequence=head.sequence + 1,
        subject=chain.require_plain(draft.subject, "subject"),
        kind=EventKind(draft.kind).value,
        recorded_at=recorded_at,
        effective_at=effective_at,
        actor_role=ActorRole(draft.actor_role).value,
        payload=payload,
        salt=salt,
        commitment=chain.commitment(salt, payload),
        previous_hash=head.hash,
    )
    event.hash = hash_of(event, organisation_code=draft.organisation.code)
    head.sequence, head.hash, head.recorded_at = event.sequence, event.hash, recorded_at
    return event


def hash_of(event: Event, *, organisation_code: str) -> str:
    """Return the hash that the event's own columns give; differs from event.hash if it was touched."""
    return chain.event_hash(
        organisation=chain.require_plain(organisation_code, "organisation code"),
        sequence=event.sequence,
        subject=event.subject,
        kind=event.kind,
        recorded_at=chain.utc_text(event.recorded_at),
        effective_at=chain.utc_text(event.effective_at),
        actor_role=event.actor_role,
        commitment=event.commitment,
        previous_hash=event.previous_hash,
    )


def _not_before(head: ChainHead, draft: EventDraft) -> datetime:
    if draft.at.tzinfo is None or (draft.effective_at is not None and draft.effective_at.tzinfo is None):
        raise ValueError("the ledger takes only times with a time zone")
    if head.recorded_at is None or draft.at >= head.recorded_at:
        return draft.at
    if head.recorded_at - draft.at > NOTABLE_CLAMP:
        log.warning("%s: %s is before the end of the chain and recorded later", draft.subject, draft.at)
    return head.recorded_at
