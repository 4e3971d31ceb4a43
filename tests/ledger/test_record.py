"""Writing: places in the chain, times, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from portal.ledger import chain, guards
from portal.ledger.audit import verify
from portal.ledger.kinds import EventKind
from portal.ledger.models import AppendOnly, ChainHead, Event, LedgerRoot
from portal.ledger.sealing import seal
from portal.ledger.services import EventDraft, hash_of, record, record_many
from tests.factories import make_organisation
from tests.ledger.helpers import START, make_events, run, without_guards

pytestmark = pytest.mark.django_db


def draft(organisation, **fields) -> EventDraft:
    defaults = {"kind": EventKind.ANSWERED, "subject": "petition:HY-1", "actor_role": "head", "at": START}
    return EventDraft(organisation=organisation, **{**defaults, **fields})


def test_record_starts_a_chain_and_goes_on_with_it() -> None:
    commune = make_organisation()
    first = record(
        EventKind.ACKNOWLEDGED, organisation=commune, subject="petition:A", actor_role="handler", at=START
    )
    second = record(
        EventKind.RATED, organisation=commune, subject="petition:A", actor_role="resident", at=START,
        payload={"rating": 4},
    )  # fmt: skip
    assert (first.sequence, first.previous_hash) == (1, chain.GENESIS)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    assert second.payload == '{"rating":4}'
    head = ChainHead.objects.get(organisation=commune)
    assert (head.sequence, head.hash, head.recorded_at) == (2, second.hash, START)


def test_stored_event_hashes_to_its_own_hash() -> None:
    commune = make_organisation()
    at = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
    event = Event.objects.get(pk=record_many([draft(commune, at=at)])[0].pk)
    assert hash_of(event, organisation_code=commune.code) == event.hash


def test_two_organisations_have_two_chains() -> None:
    one, other = make_organisation(), make_organisation()
    events = record_many([draft(one), draft(other), draft(one)])
    assert [event.sequence for event in events] == [1, 1, 2]
    assert events[2].previous_hash == events[0].hash


def test_recorded_at_never_goes_backwards() -> None:
    commune = make_organisation()
    late, early = record_many([draft(commune), draft(commune, at=START - timedelta(hours=1))])
    assert early.recorded_at == late.recorded_at == START
    assert early.effective_at == early.recorded_at
    assert early.sequence == 2


def test_paper_intake_keeps_both_times() -> None:
    event = record_many([draft(make_organisation(), effective_at=START - timedelta(days=1))])[0]
    assert event.was_on_paper
    assert event.recorded_at - event.effective_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"effective_at": START + timedelta(seconds=1)}, "take effect"),
        ({"at": datetime(2026, 1, 1)}, "time zone"),
        ({"actor_role": "boss"}, "boss"),
        ({"kind": "invented"}, "invented"),
        ({"subject": 'petition:"'}, "subject"),
        ({"payload": {"share": 0.5}}, "canonical"),
    ],
)
def test_record_refuses(fields, error) -> None:
    with pytest.raises(ValueError, match=error):
        record_many([draft(make_organisation(), **fields)])
    assert not Event.objects.exists()


def test_bulk_and_single_writing_agree() -> None:
    one, other = make_organisation(code="A1"), make_organisation(code="B1")

    def salt() -> str:
        return "00" * 16

    bulk = record_many([draft(one), draft(one, payload={"number": "1"})], salt=salt)
    single = [
        record_many([draft(other)], salt=salt)[0],
        record_many([draft(other, payload={"number": "1"})], salt=salt)[0],
    ]
    assert [e.commitment for e in bulk] == [e.commitment for e in single]
    assert [e.sequence for e in bulk] == [e.sequence for e in single]


def test_bulk_writing_needs_few_statements(django_assert_max_num_queries) -> None:
    commune = make_organisation()
    make_events(commune, 1)
    with django_assert_max_num_queries(20):  # SQLite takes 83 rows in a statement
        make_events(commune, 300)


def test_record_needs_few_statements(django_assert_num_queries) -> None:
    commune = make_organisation()
    make_events(commune, 1)
    with django_assert_num_queries(3):
        record_many([draft(commune, at=START + timedelta(days=1))])


def test_nothing_is_recorded_for_no_drafts() -> None:
    assert record_many([]) == []


def test_orm_refuses_change_and_removal() -> None:
    event = make_events(make_organisation(), 1)[0]
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(payload="{}"),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_event SET payload = '{}'",
        "UPDATE ledger_event SET id = id + 1000",
        "DELETE FROM ledger_event",
        "DELETE FROM ledger_event WHERE sequence = 2",
    ],
)
def test_database_refuses_change_and_removal(sql: str) -> None:
    make_events(make_organisation(), 3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert Event.objects.count() == 3


def test_database_refuses_replacing_a_row() -> None:
    event = make_events(make_organisation(), 1)[0]
    columns = ", ".join(field.column for field in Event._meta.concrete_fields)
    if connection.vendor == "sqlite":
        forged = f"INSERT OR REPLACE INTO ledger_event ({columns}) SELECT {columns} FROM ledger_event"
    else:
        forged = (
            f"INSERT INTO ledger_event ({columns}) SELECT {columns} FROM ledger_event "
            "ON CONFLICT (id) DO UPDATE SET payload = 'x'"
        )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(forged)
    assert Event.objects.get().payload == event.payload


def test_guards_are_in_force_after_migration_and_can_be_put_back() -> None:
    with connection.cursor() as cursor:
        assert guards.missing(connection.vendor, cursor) == []
        with without_guards():
            assert guards.missing(connection.vendor, cursor)
        assert guards.missing(connection.vendor, cursor) == []


def test_an_unknown_database_is_refused_rather_than_left_unguarded() -> None:
    with pytest.raises(NotImplementedError, match="oracle"):
        guards.install("oracle", run)


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_an_error() -> None:
    commune = make_organisation()
    with pytest.raises(RuntimeError, match="transaction"):
        record(EventKind.CLOSED, organisation=commune, subject="petition:A", actor_role="system", at=START)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_event() -> None:
    commune = make_organisation()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        record(EventKind.CLOSED, organisation=commune, subject="petition:A", actor_role="system", at=START)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not ChainHead.objects.exists()


def test_when_the_servers_clock_jumps_events_stay_in_order(caplog) -> None:
    """A day ahead, two days back, a year ahead and back again: every chain stays in order and still verifies."""
    one, other = make_organisation(), make_organisation()
    jumps = [
        timedelta(),
        timedelta(days=1),
        timedelta(days=-1),
        timedelta(hours=1),
        timedelta(days=365),
        timedelta(),
    ]
    for number, jump in enumerate(jumps):
        for commune in (one, other):
            record_many([draft(commune, at=START + jump, subject=f"petition:HY-{number}")])
    for commune in (one, other):
        events = Event.objects.filter(organisation=commune).order_by("sequence")
        assert [event.subject for event in events] == [f"petition:HY-{number}" for number in range(6)]
        times = [event.recorded_at for event in events]
        assert times == sorted(times)
        assert times[2] == START + timedelta(days=1)
    assert "recorded later" in caplog.text
    assert verify().problem is None


def test_days_sealed_while_the_clock_was_ahead_keep_every_event_and_every_root() -> None:
    commune, other = make_organisation(), make_organisation()
    record_many([draft(commune, at=START + timedelta(days=3))])
    ahead = START + timedelta(days=4)
    seal(on=localdate(START + timedelta(days=3)), at=ahead)
    first = LedgerRoot.objects.get()
    # Back to the right time: the other chain's events are earlier than what was sealed.
    record_many([draft(other, at=START)])
    record_many([draft(commune, at=START)])
    seal(on=localdate(START), at=START + timedelta(days=1))
    assert LedgerRoot.objects.get() == first
    seal(on=localdate(START + timedelta(days=4)), at=START + timedelta(days=5))
    assert list(LedgerRoot.objects.order_by("date").values_list("size", flat=True)) == [1, 3]
    assert verify().problem is None
