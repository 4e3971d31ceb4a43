"""What of the ledger is published, and in which form: roots, proofs, receipts and the whole of it.

Published of every sealed event: the nine fields that its hash is made of, the hash, and its leaf. The payload and its
salt are published for the kinds below only, whose payloads say no more than public pages do for every case; of all
others the commitment alone, which without its salt says nothing. A new kind is withheld until somebody adds it here.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.ledger import chain, proofs
from portal.ledger.kinds import EventKind
from portal.ledger.models import Event, LedgerLeaf, LedgerRoot

# Withheld on purpose, among others: petition_received (names the subject matter of private letters), answers and
# exemptions (hold unsalted digests of texts that may be private), and all acts on privacy, contacts and retention.
OPEN_KINDS = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.ACCEPTED,
        EventKind.REFUSED,
        EventKind.FORWARDED,
        EventKind.FORWARD_RECEIVED,
        EventKind.INFORMATION_ASKED,
        EventKind.INFORMATION_GIVEN,
        EventKind.PAUSED,
        EventKind.RESUMED,
        EventKind.EXTENDED,
        EventKind.DUE_RECOMPUTED,
        EventKind.RATED,
        EventKind.DISPUTED,
        EventKind.DISPUTE_DECIDED,
        EventKind.CLOSED,
        EventKind.DUTY_DUE,
        EventKind.DISCLOSED,
        EventKind.CORRECTED,
        EventKind.UPDATED,
        EventKind.WITHDRAWN,
        EventKind.CONTACTS_CONFIRMED,
        EventKind.POSTING_STARTED,
        EventKind.POSTING_EVIDENCE,
        EventKind.POSTING_BROKEN,
        EventKind.POSTING_RESTORED,
        EventKind.POSTING_ENDED,
        EventKind.CONSULTATION_DUE,
        EventKind.UPTAKE_PUBLISHED,
        EventKind.RECEPTION_DUE,
        EventKind.RECEPTION_HELD,
        EventKind.DIALOGUE_DUE,
        EventKind.DIALOGUE_HELD,
        EventKind.SCORE_FROZEN,
        EventKind.SCORE_CORRECTED,
        EventKind.SCORE_EXPLAINED,
        EventKind.ROW_APPEALED,
        EventKind.APPEAL_DECIDED,
        EventKind.PLAN_DUE,
        EventKind.PLAN_PUBLISHED,
        EventKind.PLAN_AMENDED,
        EventKind.TASK_REPORTED,
        EventKind.REPORT_DUE,
        EventKind.REPORT_RETURNED,
        EventKind.REPORT_ACCEPTED,
    }
)
LINES_AT_ONCE = 1000
Document = dict[str, Any]


def receipt_address(event_hash: str) -> str:
    """Where the receipt of the event stands, for people and for the QR code."""
    return settings.SITE_URL.rstrip("/") + reverse("ledger:receipt", args=[event_hash])


def receipt(event: Event, *, root: LedgerRoot | None = None, with_payload: bool = False) -> Document:
    """Return an event's receipt: its fields, and once its day is sealed the way from it to a published root.

    `root` names another published root than the first that has it. with_payload is for the sender alone.
    """
    leaf = LedgerLeaf.objects.filter(event=event).first()
    chosen = (root or proofs.first_root_with(leaf.index)) if leaf else None
    tree: Document | None = None
    if leaf and chosen and leaf.index < chosen.size:
        tree = {
            **root_entry(chosen),
            "leaf": leaf.index,
            "proof": proofs.inclusion(leaf.index, chosen.size),
        }
    address = receipt_address(event.hash)
    return {
        "format": "so-cai/bien-nhan/1",
        "address": address,
        "event": _fields(event, with_payload),
        "tree": tree,
    }


def root_entry(root: LedgerRoot) -> Document:
    return {"date": root.date.isoformat(), "size": root.size, "root": root.root}


def roots(entries: list[LedgerRoot], *, following: str = "") -> Document:
    """Return a page of roots, newest first; `following` is the address of the older ones."""
    return {
        "format": "so-cai/goc/1",
        "roots": [{**root_entry(root), "sealed_at": chain.utc_text(root.sealed_at)} for root in entries],
        "next": following or None,
    }


def consistency(first: LedgerRoot, second: LedgerRoot) -> Document:
    """Return the proof that the second root's tree continues the first's."""
    return {
        "format": "so-cai/nhat-quan/1",
        "first": root_entry(first),
        "second": root_entry(second),
        "proof": proofs.consistency(first.size, second.size),
    }


def export(newest: LedgerRoot) -> Iterator[str]:
    """Yield the sealed ledger as lines of JSON: the same root gives the same bytes, in bounded memory."""
    yield _line({"type": "header", "format": "so-cai/so/1", **root_entry(newest)})
    published = list(LedgerRoot.objects.filter(date__lte=newest.date).order_by("date"))
    waiting = iter(published)
    root = next(waiting, None)
    for event in events(0, newest.size):
        yield _line(event)
        while root is not None and root.size == event["leaf"] + 1:
            yield _line({"type": "root", **root_entry(root)})
            root = next(waiting, None)
    yield _line({"type": "end", "events": newest.size, "roots": len(published)})


def events(start: int, end: int) -> Iterator[Document]:
    """Yield the sealed events with leaves [start, end) as they are published; a few rows are held at a time."""
    for first in range(start, end, LINES_AT_ONCE):
        last = min(first + LINES_AT_ONCE, end)
        found = Event.objects.filter(leaf__index__gte=first, leaf__index__lt=last)
        for event in found.select_related("organisation", "leaf").order_by("leaf__index"):
            yield {"type": "event", "leaf": event.leaf.index, **_fields(event)}


def _fields(event: Event, with_payload: bool = False) -> Document:
    found: Document = {
        "organisation": event.organisation.code,
        "sequence": event.sequence,
        "subject": event.subject,
        "kind": event.kind,
        "recorded_at": chain.utc_text(event.recorded_at),
        "effective_at": chain.utc_text(event.effective_at),
        "actor_role": event.actor_role,
        "commitment": event.commitment,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }
    if with_payload or event.kind in OPEN_KINDS:
        found |= {"payload": event.payload, "salt": event.salt}
    return found


def _line(item: Document) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"
