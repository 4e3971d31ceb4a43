"""Somebody owns the database: triggers dropped, raw SQL. Each attack is found by verify_ledger, and by a stranger who
has nothing but the program and what was published before the attack."""

import json
import shutil
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.ledger.audit import verify
from portal.ledger.chain import commitment
from portal.ledger.merkle import Frontier, leaf_hash
from portal.ledger.models import ChainHead, Event, LedgerLeaf, LedgerNode, LedgerRoot
from portal.ledger.services import hash_of
from portal.ledger.tree_audit import read_saved
from tests.ledger.helpers import run, sealed_ledger, without_guards
from tests.ledger.stranger import Stranger

pytestmark = pytest.mark.django_db
RIGHT, WRONG = 0, 1


@pytest.fixture
def stranger(client, tmp_path):
    """Looked at the sealed ledger before anything happened: has its roots, all of it, and two receipts."""
    events = sealed_ledger(days=4, each=4)
    found = Stranger(client, tmp_path)
    found.roots()
    found.ledger("truoc.ndjson.gz")
    found.receipt(events[1].hash)
    found.receipt(events[-1].hash, "cuoi.json")
    return found


def second() -> Event:
    """The victim: the second event of the first chain."""
    return Event.objects.select_related("organisation").filter(sequence=2).order_by("pk").first()


def set_field(name: str, value: object) -> None:
    run(f"UPDATE ledger_event SET {name} = %s WHERE id = %s", value, second().pk)


def edit() -> None:
    set_field("subject", "petition:HY-OTHER")


def change_clock() -> None:
    set_field("recorded_at", "2026-03-02 00:30:00+00:00")


def change_effective_clock() -> None:
    set_field("effective_at", "2026-02-02 00:30:00+00:00")


def replace_payload() -> None:
    set_field("payload", '{"rating":5}')


def delete() -> None:
    event = second()
    run("DELETE FROM ledger_leaf WHERE event_id = %s", event.pk)
    run("DELETE FROM ledger_event WHERE id = %s", event.pk)


def reorder() -> None:
    organisation = second().organisation_id
    for old, new in ((2, 99), (3, 2), (99, 3)):
        run(
            "UPDATE ledger_event SET sequence = %s WHERE sequence = %s AND organisation_id = %s",
            new,
            old,
            organisation,
        )


def reorder_leaves() -> None:
    for old, new in ((1, 99), (2, 1), (99, 2)):
        run("UPDATE ledger_leaf SET leaf_index = %s WHERE leaf_index = %s", new, old)


def insert() -> None:
    """A forged event after the end of a chain, with a head and a leaf that know of it."""
    last = Event.objects.select_related("organisation").order_by("leaf__index").last()
    fields = {f.attname: getattr(last, f.attname) for f in Event._meta.concrete_fields if f.name != "id"}
    forged = Event(**fields)
    forged.sequence, forged.previous_hash = last.sequence + 1, last.hash
    forged.hash = hash_of(forged, organisation_code=last.organisation.code)
    forged = Event.objects.bulk_create([forged])[0]
    run(
        "UPDATE ledger_chainhead SET sequence = %s, hash = %s WHERE organisation_id = %s",
        forged.sequence,
        forged.hash,
        forged.organisation_id,
    )
    forged = Event.objects.get(hash=forged.hash)
    LedgerLeaf.objects.bulk_create([LedgerLeaf(index=16, event=forged)])
    run("UPDATE ledger_root SET size = 17 WHERE size = 16")


def truncate_tail() -> None:
    """The last event goes, and head, leaf and root go back with it: the database agrees with itself."""
    last = Event.objects.order_by("leaf__index").last()
    run("DELETE FROM ledger_leaf WHERE event_id = %s", last.pk)
    run("DELETE FROM ledger_event WHERE id = %s", last.pk)
    run(
        "UPDATE ledger_chainhead SET sequence = %s, hash = %s WHERE organisation_id = %s",
        last.sequence - 1,
        last.previous_hash,
        last.organisation_id,
    )
    build_tree_anew()


def rewrite_everything() -> None:
    """Change one payload, then every hash, head, node and root after it: nothing inside can tell."""
    event = second()
    event.payload = '{"rating":5}'
    previous = event.previous_hash
    chain = Event.objects.select_related("organisation").filter(
        organisation=event.organisation, sequence__gte=2
    )
    for item in chain.order_by("sequence"):
        if item.sequence == 2:
            item.payload = event.payload
        item.previous_hash, item.commitment = previous, commitment(item.salt, item.payload)
        item.hash = previous = hash_of(item, organisation_code=item.organisation.code)
        run(
            "UPDATE ledger_event SET payload = %s, commitment = %s, previous_hash = %s, hash = %s WHERE id = %s",
            item.payload,
            item.commitment,
            item.previous_hash,
            item.hash,
            item.pk,
        )
    run("UPDATE ledger_chainhead SET hash = %s WHERE organisation_id = %s", previous, event.organisation_id)
    build_tree_anew()


def build_tree_anew() -> None:
    run("DELETE FROM ledger_node")
    frontier, roots, nodes = Frontier(), {}, []
    for digest in (
        Event.objects.filter(leaf__isnull=False).order_by("leaf__index").values_list("hash", flat=True)
    ):
        for place, made in frontier.append(leaf_hash(bytes.fromhex(digest))):
            nodes.append(LedgerNode(number=LedgerNode.number_of(*place), hash=made.hex()))
        roots[frontier.size] = frontier.root().hex()
    LedgerNode.objects.bulk_create(nodes)
    for root in LedgerRoot.objects.all():
        size = min(root.size, frontier.size)
        run("UPDATE ledger_root SET size = %s, root = %s WHERE id = %s", size, roots[size], root.pk)


def against(stranger: Stranger) -> str:
    """What verify_ledger says beside the material that the stranger saved."""
    out = StringIO()
    files = [str(stranger.folder / name) for name in ("goc.json", "bien-nhan.json", "cuoi.json")]
    try:
        call_command("verify_ledger", "--json", "--against", *files, stdout=out)
    except SystemExit:
        return str(json.loads(out.getvalue())["first_bad"]["what"])
    return ""


@pytest.mark.parametrize(
    ("attack", "alone", "beside"),
    [
        (edit, "hash", "hash"),
        (change_clock, "hash", "hash"),
        (change_effective_clock, "hash", "hash"),
        (replace_payload, "commitment", "commitment"),
        (delete, "gap", "gap"),
        (reorder, "link", "link"),
        (reorder_leaves, "leaf", "leaf"),
        (insert, "root", "root"),
        (truncate_tail, "", "saved"),
        (rewrite_everything, "", "saved"),
    ],
)
def test_every_attack_is_found(
    stranger: Stranger, attack: Callable[[], None], alone: str, beside: str
) -> None:
    assert against(stranger) == ""
    with without_guards():
        attack()
    problem = verify().problem
    assert (problem.what if problem else "") == alone
    assert against(stranger) == beside
    # The stranger downloads the ledger again, and has only what was published before.
    code, said = stranger.check("so", stranger.ledger("sau.ndjson.gz"), "--goc", stranger.folder / "goc.json")
    assert code == WRONG, said
    assert (
        stranger.check("so", stranger.folder / "truoc.ndjson.gz", "--goc", stranger.folder / "goc.json")[0]
        == RIGHT
    )


def test_a_changed_past_cannot_be_joined_to_a_saved_root(stranger: Stranger) -> None:
    with without_guards():
        rewrite_everything()
    proof = stranger.save("/so-cai/nhat-quan/8-16.json", "nq.json")
    code, said = stranger.check("nhat-quan", proof, "--goc", stranger.folder / "goc.json")
    assert (code, "khác với gốc bạn đã lưu" in said) == (WRONG, True)
    # Our new root pasted under the stranger's old one: no proof can join them.
    document = json.loads(proof.read_text())
    document["first"] = json.loads((stranger.folder / "goc.json").read_text())["roots"][2]
    code, said = stranger.check("nhat-quan", stranger.write("nq2.json", document))
    assert (code, "không nối tiếp" in said) == (WRONG, True)


def test_the_receipt_of_a_changed_event_is_missed_in_the_new_ledger(stranger: Stranger) -> None:
    with without_guards():
        rewrite_everything()
    new = stranger.ledger("sau.ndjson.gz")
    code, said = stranger.check("so", new, "--bien-nhan", stranger.folder / "bien-nhan.json")
    assert (code, "khác với biên nhận" in said) == (WRONG, True)


def test_an_old_backup_is_found_by_roots_and_by_receipts(stranger: Stranger) -> None:
    """All tables as they were two days earlier."""
    with without_guards():
        run("DELETE FROM ledger_root WHERE size > 8")
        run("DELETE FROM ledger_leaf WHERE leaf_index >= 8")
        run("DELETE FROM ledger_event WHERE recorded_at > '2026-03-04 00:00:00+00:00'")
        run("DELETE FROM ledger_node WHERE number & 281474976710655 >= 8 >> CAST(number >> 48 AS INTEGER)")
        for head in ChainHead.objects.all():
            last = Event.objects.filter(organisation=head.organisation_id).order_by("sequence").last()
            run(
                "UPDATE ledger_chainhead SET sequence = %s, hash = %s WHERE organisation_id = %s",
                last.sequence,
                last.hash,
                head.organisation_id,
            )
    assert verify().problem is None
    assert against(stranger) == "saved"
    only_receipt = verify(saved=read_saved([stranger.folder / "cuoi.json"])).problem
    assert only_receipt is not None
    code, said = stranger.check("so", stranger.ledger("sau.ndjson.gz"), "--goc", stranger.folder / "goc.json")
    assert (code, "sổ bị cắt bớt" in said) == (WRONG, True)


def test_an_unsealed_event_that_is_gone_is_found_by_its_receipt(client, tmp_path) -> None:
    from tests.factories import make_organisation
    from tests.ledger.helpers import make_events

    commune = make_organisation()
    events = make_events(commune, 2)
    stranger = Stranger(client, tmp_path)
    receipt = stranger.receipt(events[1].hash)
    with without_guards():
        run("DELETE FROM ledger_event WHERE id = %s", events[1].pk)
        run("UPDATE ledger_chainhead SET sequence = 1, hash = %s", events[0].hash)
    assert verify().problem is None
    problem = verify(saved=read_saved([receipt])).problem
    assert problem is not None
    assert (problem.organisation, problem.sequence, problem.what) == (commune.code, 2, "saved")


def test_the_receipt_of_another_case_is_not_taken_for_mine(stranger: Stranger) -> None:
    receipt, roots = stranger.folder / "bien-nhan.json", stranger.folder / "goc.json"
    mine = json.loads(receipt.read_text())["event"]["subject"].removeprefix("petition:")
    assert stranger.check("bien-nhan", receipt, "--ma", mine, "--goc", roots)[0] == RIGHT
    code, said = stranger.check("bien-nhan", receipt, "--ma", "HY-0000-0000", "--goc", roots)
    assert (code, "của hồ sơ khác" in said) == (WRONG, True)


def test_an_old_root_on_a_new_receipt_proves_nothing(stranger: Stranger) -> None:
    """A root of the days before the event, with its own size, in place of the right one."""
    receipt = json.loads((stranger.folder / "cuoi.json").read_text())
    old = json.loads((stranger.folder / "goc.json").read_text())["roots"][-1]
    receipt["tree"] |= {"size": old["size"], "root": old["root"]}
    path = stranger.write("cu.json", receipt)
    assert stranger.check("bien-nhan", path, "--goc", stranger.folder / "goc.json")[0] == WRONG


def test_two_roots_of_one_size_convict_us(stranger: Stranger) -> None:
    """Showing one root to some and another to others is found as soon as they compare."""
    shutil.copy(stranger.folder / "goc.json", stranger.folder / "cua-nguoi-khac.json")
    mine = json.loads((stranger.folder / "goc.json").read_text())
    mine["roots"][0]["root"] = "0" * 64
    stranger.write("goc.json", mine)
    both = [stranger.folder / "goc.json", stranger.folder / "cua-nguoi-khac.json"]
    assert stranger.check("so", stranger.folder / "truoc.ndjson.gz", "--goc", *both)[0] == WRONG
    problem = verify(saved=read_saved(both)).problem
    assert problem is not None
    assert problem.place == "cây hằng ngày, lá 16"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE ledger_node SET hash = %s WHERE number = %s", "node"),
        ("UPDATE ledger_root SET root = %s WHERE size = %s", "root"),
    ],
)
def test_a_touched_tree_is_found(stranger: Stranger, statement: str, what: str) -> None:
    place = LedgerNode.number_of(1, 3) if what == "node" else 8
    with without_guards():
        run(statement, "0" * 64, place)
    problem = verify().problem
    assert problem is not None
    assert problem.what == what


def test_a_root_taken_out_of_the_middle_is_found(stranger: Stranger) -> None:
    with without_guards():
        run("DELETE FROM ledger_root WHERE size = 8")
    problem = verify().problem
    assert problem is not None
    assert "thiếu gốc giữa 2026-03-02 và 2026-03-04" in problem.detail


@pytest.mark.parametrize("text", ["x", "[]", "{}", '{"roots":[{}]}', '{"roots":[{"size":"x","root":1}]}'])
def test_what_cannot_be_compared_with_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CommandError) as refusal:
        call_command("verify_ledger", "--against", str(path))
    assert refusal.value.returncode == 2
