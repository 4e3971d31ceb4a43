"""Somebody with full access to the database changes the past; verification says where."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from portal.ledger.audit import verify
from portal.ledger.chain import GENESIS, commitment, event_hash
from portal.ledger.models import Event
from portal.ledger.services import hash_of
from portal.ledger.verification import verify_ends, verify_rows
from portal.organisations.models import Organisation
from tests.factories import make_organisation
from tests.ledger.helpers import make_events, run, without_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    """A chain of five between two honest ones."""
    organisations = [make_organisation(code=code) for code in ("A", "B", "C")]
    for organisation in organisations:
        make_events(organisation, 5)
    return organisations[1]


def edit_payload(pk: int) -> None:
    run(
        "UPDATE ledger_event SET payload = '{\"rating\":9}' WHERE sequence = 3 AND organisation_id = %s",
        pk,
    )


def edit_payload_and_commitment(pk: int) -> None:
    edit_payload(pk)
    event = Event.objects.get(organisation_id=pk, sequence=3)
    new = commitment(event.salt, event.payload)
    run("UPDATE ledger_event SET commitment = %s WHERE id = %s", new, event.pk)


def edit_and_rehash_one(pk: int) -> None:
    edit_payload_and_commitment(pk)
    event = Event.objects.select_related("organisation").get(organisation_id=pk, sequence=3)
    new = hash_of(event, organisation_code=event.organisation.code)
    run("UPDATE ledger_event SET hash = %s WHERE id = %s", new, event.pk)


def rewrite_the_rest(pk: int) -> None:
    """Recompute every hash from the forged event on; only the head still knows better."""
    edit_and_rehash_one(pk)
    previous = Event.objects.get(organisation_id=pk, sequence=3).hash
    for sequence in (4, 5):
        run(
            "UPDATE ledger_event SET previous_hash = %s WHERE organisation_id = %s AND sequence = %s",
            previous,
            pk,
            sequence,
        )
        event = Event.objects.select_related("organisation").get(organisation_id=pk, sequence=sequence)
        previous = hash_of(event, organisation_code=event.organisation.code)
        run("UPDATE ledger_event SET hash = %s WHERE id = %s", previous, event.pk)


def delete_middle(pk: int) -> None:
    run("DELETE FROM ledger_event WHERE sequence = 3 AND organisation_id = %s", pk)


def delete_and_renumber(pk: int) -> None:
    delete_middle(pk)
    for sequence in (4, 5):
        run(
            "UPDATE ledger_event SET sequence = %s WHERE sequence = %s AND organisation_id = %s",
            sequence - 1,
            sequence,
            pk,
        )


def delete_first(pk: int) -> None:
    run("DELETE FROM ledger_event WHERE sequence = 1 AND organisation_id = %s", pk)


def truncate_tail(pk: int) -> None:
    run("DELETE FROM ledger_event WHERE sequence >= 4 AND organisation_id = %s", pk)


def delete_chain(pk: int) -> None:
    run("DELETE FROM ledger_event WHERE organisation_id = %s", pk)


def reorder(pk: int) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        run(
            "UPDATE ledger_event SET sequence = %s WHERE sequence = %s AND organisation_id = %s", new, old, pk
        )


def change_recorded_time(pk: int) -> None:
    earlier = "2026-03-01 01:02:00"
    run("UPDATE ledger_event SET recorded_at = %s WHERE sequence = 3 AND organisation_id = %s", earlier, pk)


def change_effective_time(pk: int) -> None:
    earlier = "2026-03-01 01:02:00"
    run("UPDATE ledger_event SET effective_at = %s WHERE sequence = 3 AND organisation_id = %s", earlier, pk)


def change_subject(pk: int) -> None:
    run("UPDATE ledger_event SET subject = 'petition:OTHER' WHERE sequence = 3 AND organisation_id = %s", pk)


def change_role(pk: int) -> None:
    run("UPDATE ledger_event SET actor_role = 'system' WHERE sequence = 3 AND organisation_id = %s", pk)


def break_salt(pk: int) -> None:
    run("UPDATE ledger_event SET salt = 'not hexadecimal' WHERE sequence = 3 AND organisation_id = %s", pk)


def insert_at_the_end(pk: int) -> None:
    """An event that is right in itself, put in without the head."""
    last = Event.objects.select_related("organisation").get(organisation_id=pk, sequence=5)
    forged = Event(
        **{f.attname: getattr(last, f.attname) for f in Event._meta.concrete_fields if f.name != "id"}
    )
    forged.sequence, forged.previous_hash = 6, last.hash
    forged.hash = hash_of(forged, organisation_code=last.organisation.code)
    Event.objects.bulk_create([forged])


def insert_in_the_middle(pk: int) -> None:
    for sequence in (5, 4, 3):
        run(
            "UPDATE ledger_event SET sequence = %s WHERE sequence = %s AND organisation_id = %s",
            sequence + 1,
            sequence,
            pk,
        )
    second = Event.objects.select_related("organisation").get(organisation_id=pk, sequence=2)
    forged = Event(
        **{f.attname: getattr(second, f.attname) for f in Event._meta.concrete_fields if f.name != "id"}
    )
    forged.sequence, forged.previous_hash = 3, second.hash
    forged.hash = hash_of(forged, organisation_code=second.organisation.code)
    Event.objects.bulk_create([forged])


@pytest.mark.parametrize(
    ("attack", "sequence", "what"),
    [
        (edit_payload, 3, "commitment"),
        (edit_payload_and_commitment, 3, "hash"),
        (edit_and_rehash_one, 4, "link"),
        (rewrite_the_rest, 5, "truncated"),
        (delete_middle, 3, "gap"),
        (delete_and_renumber, 3, "link"),
        (delete_first, 1, "gap"),
        (truncate_tail, 4, "truncated"),
        (delete_chain, 1, "truncated"),
        (reorder, 3, "link"),
        (change_recorded_time, 3, "hash"),
        (change_effective_time, 3, "hash"),
        (change_subject, 3, "hash"),
        (change_role, 3, "hash"),
        (break_salt, 3, "commitment"),
        (insert_at_the_end, 6, "truncated"),
        (insert_in_the_middle, 4, "link"),
    ],
)
def test_attack_is_named(
    commune: Organisation, attack: Callable[[int], None], sequence: int, what: str
) -> None:
    with without_guards():
        attack(commune.pk)
    problem = verify().problem
    assert problem is not None
    assert (problem.organisation, problem.sequence, problem.what) == ("B", sequence, what)
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_ledger", stdout=out)
    assert stop.value.code == 1
    assert f"đơn vị B, vị trí {sequence}" in out.getvalue()


def test_renaming_an_organisations_code_is_noticed(commune: Organisation) -> None:
    Organisation.objects.filter(pk=commune.pk).update(code="X")
    problem = verify().problem
    assert problem is not None
    assert (problem.sequence, problem.what) == (1, "hash")


def test_a_time_that_goes_backwards_is_noticed_even_in_a_chain_that_fits() -> None:
    rows, previous = [], GENESIS
    for sequence, time in ((1, "2026-03-02T00:00:00.000000Z"), (2, "2026-03-01T00:00:00.000000Z")):
        fields = {"subject": "petition:A", "kind": "closed", "recorded_at": time, "effective_at": time,
                  "actor_role": "system", "commitment": commitment("00", "{}")}  # fmt: skip
        digest = event_hash(organisation="A", sequence=sequence, previous_hash=previous, **fields)
        rows.append(("A", sequence, "petition:A", "closed", time, time, "system", "{}", "00",
                     fields["commitment"], previous, digest))  # fmt: skip
        previous = digest
    checked = verify_rows(rows, {"A": (2, previous)})
    assert checked.problem is not None
    assert (checked.problem.sequence, checked.problem.what) == (2, "order")


def test_a_chain_that_grew_during_the_reading_is_no_problem(commune: Organisation) -> None:
    ends = {"B": (7, "x")}
    assert verify_ends(ends, {"B": (9, "later")}) is None
    assert verify_ends(ends, {"B": (7, "x")}) is None
    assert verify_ends(ends, {"B": (7, "y")}) is not None


def test_an_honest_ledger_is_intact(commune: Organisation) -> None:
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["ok"] is True
    assert (answer["events"], answer["chains"], answer["first_bad"]) == (15, 3, None)
    assert answer["guards_missing"] == []


def test_an_empty_ledger_is_intact() -> None:
    report = verify()
    assert (report.problem, report.events) == (None, 0)


def test_missing_guards_are_told_without_failing(commune: Organisation) -> None:
    out, err = StringIO(), StringIO()
    with without_guards():
        call_command("verify_ledger", stdout=out, stderr=err)
    assert "thiếu trigger" in err.getvalue()
    assert "nguyên vẹn" in out.getvalue()


def test_json_names_the_first_bad_event(commune: Organisation) -> None:
    with without_guards():
        edit_payload(commune.pk)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_ledger", "--json", stdout=out)
    bad = json.loads(out.getvalue())["first_bad"]
    assert (bad["organisation"], bad["sequence"], bad["what"]) == ("B", 3, "commitment")
