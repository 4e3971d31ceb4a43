"""The ledger's view of a disclosure: one place that builds the events, for one page or a thousand."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from cms.disclosures.models import (
    DisclosurePage,
    HeadContactsPage,
    Obligation,
    PoorHouseholdListPage,
    PublishedVersion,
)
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event
from portal.ledger.services import EventDraft


def duty_due(
    obligation: Obligation,
    at: datetime,
    previous: date | None = None,
    *,
    actor_role: str = ActorRole.SYSTEM,
    correction: str = "",
) -> EventDraft:
    """The obligation exists; with `previous`, its date was that before.

    A date moves when the calendar or the rule changes, when somebody says when the event behind it really
    happened, or corrects that: `correction` then names why.
    """
    payload = {
        "duty": obligation.duty.key,
        "period": obligation.period,
        "due": obligation.due_on.isoformat(),
        **({"occurrence": obligation.occurrence} if obligation.occurrence else {}),
        **_start(obligation),
        **({"previous": previous.isoformat()} if previous else {}),
        **({"correction": correction} if correction else {}),
    }
    return EventDraft(
        kind=EventKind.DUTY_DUE,
        organisation=obligation.organisation,
        subject=obligation.subject,
        actor_role=actor_role,
        at=at,
        payload=payload,
    )


def _start(obligation: Obligation) -> dict[str, object]:
    """What started the clock, as far as it is known."""
    if obligation.triggered_on is None:
        return {}
    return {
        "triggered": obligation.triggered_on.isoformat(),
        **({"assumed": True} if obligation.is_assumed else {}),
        **({"document": obligation.trigger_document} if obligation.trigger_document else {}),
    }


def about_obligation(
    obligation: Obligation,
    kind: EventKind,
    *,
    at: datetime,
    actor_role: str,
    payload: Mapping[str, object],
) -> EventDraft:
    """An event about what is owed, whether or not a page discloses it."""
    named = {
        "duty": obligation.duty_key,
        "period": obligation.period,
        **({"occurrence": obligation.occurrence} if obligation.occurrence else {}),
    }
    return EventDraft(
        kind=kind,
        organisation=obligation.organisation,
        subject=obligation.subject,
        actor_role=actor_role,
        at=at,
        payload={**named, **payload},
    )


def disclosed(
    page: DisclosurePage,
    version: PublishedVersion,
    *,
    first: bool,
    at: datetime,
    actor_role: str,
) -> list[EventDraft]:
    """The events of a publication: the disclosure, or what it adds or corrects; and the posting that begins."""
    payload = {
        "duty": page.duty.key,
        "period": page.period,
        **({"occurrence": page.occurrence} if page.occurrence else {}),
        "page": page.public_path,
        "decision": {"number": page.decision_number, "date": _iso(page.decision_date)},
        "documents": [document["sha256"] for document in version.documents],
        "version": version.number,
        "content": version.digest,
        **({"reason": version.reason} if version.reason else {}),
        **page.disclosed_facts(),
    }
    kind = EventKind.DISCLOSED if first else later_kind(page)
    drafts = [about(page, kind, at=at, actor_role=actor_role, payload=payload)]
    if first and isinstance(page, PoorHouseholdListPage):
        posting = {"from": _iso(page.posting_from), "until": _iso(page.posting_until)}
        drafts.append(about(page, EventKind.POSTING_STARTED, at=at, actor_role=actor_role, payload=posting))
    return drafts


def later_kind(page: DisclosurePage) -> EventKind:
    """Whether a further publication adds to the last one or corrects it."""
    kinds = (EventKind.DISCLOSED, EventKind.UPDATED, EventKind.CORRECTED)
    last = Event.objects.about(page.subject).filter(kind__in=kinds).last()
    said = json.loads(last.payload or "{}") if last else {}
    return EventKind.UPDATED if page.is_update(said) else EventKind.CORRECTED


def contacts_confirmed(
    page: HeadContactsPage, previous: date | None, *, at: datetime, actor_role: str
) -> EventDraft:
    """The page's contacts were confirmed on its `confirmed_on`; `previous` is the confirmation before."""
    payload = {
        "duty": page.duty.key,
        "period": page.period,
        "page": page.public_path,
        "confirmed": _iso(page.confirmed_on),
        "previous": _iso(previous),
        "contacts": page.fingerprint,
    }
    return about(page, EventKind.CONTACTS_CONFIRMED, at=at, actor_role=actor_role, payload=payload)


def about(
    page: DisclosurePage,
    kind: EventKind,
    *,
    at: datetime,
    actor_role: str,
    payload: Mapping[str, object],
) -> EventDraft:
    """An event about the obligation that the page fulfils."""
    return EventDraft(
        kind=kind,
        organisation=page.organisation,
        subject=page.subject,
        actor_role=actor_role,
        at=at,
        payload=payload,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
