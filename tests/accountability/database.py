"""Petitions in the database's ledger, by the number."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation
from tests.accountability.stories import clocks

TODAY = date(2026, 9, 1)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC)


def answer_petitions(
    organisation: Organisation, number: int, late: int = 0, first: str = "2026-02-02", after: int = 10
) -> None:
    """So many petitions of one day, due after twenty, answered after ten (`after`) or, when late, after 22."""
    began = at(first)
    due = (began + timedelta(days=20)).date().isoformat()
    drafts = []
    for index in range(number):
        subject = f"petition:{organisation.code}-{first}-{index}"
        payload = {"kind": "report", "channel": "web", "category": "roads", **clocks(due, start=first)}
        about = {"organisation": organisation, "subject": subject}
        drafts.append(
            EventDraft(
                kind=EventKind.PETITION_RECEIVED, actor_role="resident", at=began, payload=payload, **about
            )
        )
        done = began + timedelta(days=22 if index < late else after)
        drafts.append(
            EventDraft(kind=EventKind.ANSWERED, actor_role="head", at=done, payload={"number": 1}, **about)
        )
    with transaction.atomic():
        record_many(sorted(drafts, key=lambda draft: draft.at))
