"""What tests of other rooms need too: events without ceremony, and a database without its guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from portal.ledger import guards
from portal.ledger.kinds import EventKind
from portal.ledger.models import Event
from portal.ledger.sealing import seal
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation
from tests.factories import make_organisation

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_number = count(1)


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def without_guards() -> Iterator[None]:
    """Take the triggers away, as somebody with full access to the database could, and put them back."""
    _settle()
    _remove()
    try:
        yield
    finally:
        _settle()
        _remove()
        guards.install(connection.vendor, run)
        guards.install_tree(connection.vendor, run)


def _remove() -> None:
    guards.remove(connection.vendor, run)
    guards.remove_tree(connection.vendor, run)


def _settle() -> None:
    """PostgreSQL alters no table whose deferred foreign keys it still has to check."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")


def sealed_ledger(days: int = 2, each: int = 3, start: datetime = START) -> list[Event]:
    """So many days in a row with so many events each, of two organisations in turn, all sealed."""
    organisations = [make_organisation(), make_organisation()]
    events = [
        event
        for day in range(days)
        for event in make_events(organisations[day % 2], each, start=start + timedelta(days=day))
    ]
    end = start + timedelta(days=days)
    seal(on=localdate(end - timedelta(days=1)), at=end)
    return events


def make_events(organisation: Organisation, number: int, start: datetime = START) -> list[Event]:
    """So many different events, a minute apart."""
    drafts = [
        EventDraft(
            kind=EventKind.RATED,
            organisation=organisation,
            subject=f"petition:HY-{next(_number):04}",
            actor_role="resident",
            at=start + timedelta(minutes=index),
            payload={"rating": 1 + index % 5},
        )
        for index in range(number)
    ]
    with transaction.atomic():
        return record_many(drafts)
