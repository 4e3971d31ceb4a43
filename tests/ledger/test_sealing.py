"""Days are sealed after they are over; late transactions find their place; nothing ever moves."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from portal.ledger import guards, merkle, proofs
from portal.ledger.models import AppendOnly, Event, LedgerLeaf, LedgerNode, LedgerRoot
from portal.ledger.sealing import NotOver, Sealed, seal
from tests.factories import make_organisation
from tests.ledger import naive_merkle as naive
from tests.ledger.helpers import make_events, run, sealed_ledger, without_guards

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def entries():
    found = Event.objects.filter(leaf__isnull=False).order_by("leaf__index")
    return [bytes.fromhex(digest) for digest in found.values_list("hash", flat=True)]


def test_an_empty_ledger_publishes_nothing():
    assert seal(on=MONDAY, at=NOW) == Sealed(0, 0)


def test_each_day_gets_a_root_also_one_without_events():
    one, other = make_organisation(code="A"), make_organisation(code="B")
    make_events(one, 3)
    make_events(other, 2)
    make_events(one, 2, start=datetime(2026, 3, 4, 3, 0, tzinfo=UTC))
    assert seal(on=date(2026, 3, 5), at=NOW) == Sealed(7, 4)
    roots = list(LedgerRoot.objects.order_by("date").values_list("date", "size", "root"))
    assert [(day.day, size) for day, size, _ in roots] == [(2, 5), (3, 5), (4, 7), (5, 7)]
    for _, size, root in roots:
        assert root == naive.mth(entries()[:size]).hex()


def test_leaves_stand_in_the_order_of_time_then_of_organisation():
    later, first = make_organisation(code="B"), make_organisation(code="A")
    make_events(later, 2)
    make_events(first, 2)
    seal(on=MONDAY, at=NOW)
    order = Event.objects.order_by("leaf__index").values_list("organisation__code", "sequence")
    assert list(order) == [("A", 1), ("B", 1), ("A", 2), ("B", 2)]


def test_the_day_ends_at_midnight_in_vietnam():
    commune = make_organisation()
    make_events(commune, 2, start=datetime(2026, 3, 2, 16, 59, tzinfo=UTC))
    seal(on=MONDAY, at=NOW)
    assert LedgerLeaf.objects.count() == 1
    seal(on=date(2026, 3, 3), at=NOW)
    assert list(LedgerRoot.objects.order_by("date").values_list("size", flat=True)) == [1, 2]


def test_sealing_again_changes_nothing():
    sealed_ledger(days=3)
    before = list(LedgerRoot.objects.values_list("date", "size", "root", "sealed_at"))
    assert seal(on=date(2026, 3, 4), at=NOW) == Sealed(0, 0)
    assert list(LedgerRoot.objects.values_list("date", "size", "root", "sealed_at")) == before


def test_what_commits_after_its_day_was_sealed_is_in_the_next_root():
    make_events(make_organisation(), 2)
    seal(on=MONDAY, at=NOW)
    late = make_events(make_organisation(), 1, start=datetime(2026, 3, 2, 2, 0, tzinfo=UTC))[0]
    make_events(make_organisation(), 1, start=datetime(2026, 3, 3, 2, 0, tzinfo=UTC))
    seal(on=date(2026, 3, 3), at=NOW)
    assert late.leaf.index == 2
    first, second = LedgerRoot.objects.order_by("date")
    assert (first.size, second.size) == (2, 4)
    steps = [bytes.fromhex(h) for h in proofs.consistency(2, 4)]
    assert merkle.is_consistent(2, bytes.fromhex(first.root), 4, bytes.fromhex(second.root), steps)


def test_a_killed_run_is_finished_by_the_next(monkeypatch):
    make_events(make_organisation(), 5)
    make_events(make_organisation(), 4, start=datetime(2026, 3, 4, 2, 0, tzinfo=UTC))
    monkeypatch.setattr("portal.ledger.sealing.BATCH", 3)
    written = LedgerRoot.objects.bulk_create
    turns = []

    def killed(*args, **kwargs):
        turns.append(1)
        if len(turns) == 3:
            raise KeyboardInterrupt
        return written(*args, **kwargs)

    monkeypatch.setattr("portal.ledger.sealing.LedgerRoot.objects.bulk_create", killed)
    with pytest.raises(KeyboardInterrupt):
        seal(on=date(2026, 3, 4), at=NOW)
    assert LedgerLeaf.objects.count() == 6
    seal(on=date(2026, 3, 4), at=NOW)
    sizes = [(root.date.day, root.size, root.root) for root in LedgerRoot.objects.order_by("date")]
    assert sizes == [(day, size, naive.mth(entries()[:size]).hex()) for day, size in ((2, 5), (3, 5), (4, 9))]


def test_proofs_from_stored_rows_agree_with_the_naive_ones(django_assert_num_queries):
    sealed_ledger(days=5, each=7)
    all_entries = entries()
    assert len(all_entries) == 35
    with django_assert_num_queries(2):
        assert proofs.inclusion(17, 35) == [h.hex() for h in naive.path(17, all_entries)]
    for root in LedgerRoot.objects.all():
        for index in range(root.size):
            expected = [h.hex() for h in naive.path(index, all_entries[: root.size])]
            assert proofs.inclusion(index, root.size) == expected
        with django_assert_num_queries(2 if root.size < 35 else 0):
            found = proofs.consistency(root.size, 35)
        assert found == [h.hex() for h in naive.proof(root.size, all_entries)]


def test_a_missing_node_is_said_and_not_guessed():
    sealed_ledger(days=2, each=8)
    with without_guards():
        run("DELETE FROM ledger_node WHERE number = %s", LedgerNode.number_of(3, 1))
    with pytest.raises(proofs.Incomplete):
        proofs.inclusion(0, 16)


def test_today_cannot_be_sealed():
    make_events(make_organisation(), 1)
    with pytest.raises(NotOver):
        seal(on=date(2026, 3, 10), at=NOW)
    with pytest.raises(CommandError, match="đã qua"):
        call_command("seal_day", "--on", "2199-01-01")


def test_the_command_seals_until_yesterday_and_says_what_it_did():
    make_events(make_organisation(), 3, start=datetime.now(UTC) - timedelta(days=2))
    out = StringIO()
    call_command("seal_day", stdout=out)
    assert "3 sự kiện vào cây, 2 gốc được công bố" in out.getvalue()
    call_command("seal_day", stdout=out)
    assert "0 sự kiện vào cây, 0 gốc" in out.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET leaf_index = 99 WHERE leaf_index = 0",
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_node SET hash = 'x'",
        "DELETE FROM ledger_node",
        "UPDATE ledger_root SET root = 'x'",
        "DELETE FROM ledger_root WHERE size = 2",
    ],
)
def test_the_database_refuses_to_change_the_tree(statement):
    sealed_ledger(days=2, each=2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)


def test_replacing_a_root_is_refused_too():
    sealed_ledger(days=1, each=2)
    root = LedgerRoot.objects.get()
    again = LedgerRoot(pk=root.pk, date=root.date, size=9, root="f" * 64, sealed_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerRoot.objects.bulk_create([again])
    with pytest.raises(AppendOnly):
        root.save()
    with pytest.raises(AppendOnly):
        LedgerLeaf.objects.all().delete()


def test_missing_guards_of_the_tree_are_named(django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        assert guards.missing(connection.vendor, cursor) == []
        with without_guards():
            gone = guards.missing(connection.vendor, cursor)
        assert {name.rsplit("_no_", 1)[0] for name in gone} == {
            "ledger_event", "ledger_leaf", "ledger_node", "ledger_root",
        }  # fmt: skip
