"""The downloaded program on honest files, on broken ones, and on an old Python's grammar."""

import ast
import gzip
import json

import pytest

from portal.ledger.models import LedgerRoot
from portal.ledger.views.files import PROGRAM
from tests.factories import make_organisation
from tests.ledger.helpers import make_events, sealed_ledger
from tests.ledger.stranger import Stranger

pytestmark = pytest.mark.django_db
RIGHT, WRONG, UNREADABLE, UNSURE = 0, 1, 2, 3


@pytest.fixture
def stranger(client, tmp_path):
    return Stranger(client, tmp_path)


def test_it_uses_the_standard_library_and_python_3_9_only():
    tree = ast.parse(PROGRAM.read_text(), feature_version=(3, 9))
    imported = set()
    for item in ast.walk(tree):
        if isinstance(item, ast.Import):
            imported |= {name.name for name in item.names}
        elif isinstance(item, ast.ImportFrom):
            imported.add(item.module)
    assert imported == {
        "__future__", "argparse", "collections.abc", "gzip", "hashlib", "json", "re", "sys", "typing",
    }  # fmt: skip


def test_an_honest_receipt_against_saved_roots(stranger):
    event = sealed_ledger(days=3)[4]
    receipt, roots = stranger.receipt(event.hash), stranger.roots()
    code, said = stranger.check("bien-nhan", receipt, "--goc", roots)
    assert (code, "ĐÚNG" in said) == (RIGHT, True), said
    assert event.subject in said
    later = stranger.receipt(event.hash, "sau.json", size=9)
    assert stranger.check("bien-nhan", later, "--goc", roots)[0] == RIGHT
    code, said = stranger.check("bien-nhan", receipt)
    assert (code, "CHƯA KẾT LUẬN" in said) == (UNSURE, True)


def test_a_receipt_of_today_is_not_concluded(stranger):
    event = make_events(make_organisation(), 1)[0]
    code, said = stranger.check("bien-nhan", stranger.receipt(event.hash))
    assert (code, "chưa niêm phong" in said) == (UNSURE, True)


def test_consistency_between_all_published_roots(stranger):
    sealed_ledger(days=5, each=3)
    roots = stranger.roots()
    sizes = sorted(LedgerRoot.objects.values_list("size", flat=True))
    for first in sizes:
        for second in sizes[sizes.index(first) :]:
            proof = stranger.save(f"/so-cai/nhat-quan/{first}-{second}.json", "nq.json")
            code, said = stranger.check("nhat-quan", proof, "--goc", roots)
            assert code == RIGHT, said


def test_the_whole_ledger(stranger):
    events = sealed_ledger(days=4, each=5)
    ledger, roots, receipt = stranger.ledger(), stranger.roots(), stranger.receipt(events[7].hash)
    code, said = stranger.check("so", ledger, "--goc", roots, "--bien-nhan", receipt)
    assert code == RIGHT, said
    assert "20 sự kiện, 2 đơn vị, 20 nội dung được công bố, 4 gốc" in said
    assert stranger.check("so", ledger)[0] == UNSURE
    plain = stranger.folder / "so.ndjson"
    plain.write_bytes(gzip.decompress(ledger.read_bytes()))
    assert stranger.check("so", plain, "--goc", roots)[0] == RIGHT


def test_an_older_ledger_is_not_enough_for_newer_roots(stranger):
    sealed_ledger(days=2)
    old = stranger.ledger()
    sealed_ledger(days=4)
    code, said = stranger.check("so", old, "--goc", stranger.roots())
    assert (code, "sổ bị cắt bớt" in said) == (WRONG, True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("subject", "petition:HY-OTHER"),
        ("kind", "closed"),
        ("recorded_at", "2026-03-01T01:00:00.000000Z"),
        ("effective_at", "2026-03-01T01:00:00.000000Z"),
        ("actor_role", "system"),
        ("organisation", "OTHER"),
        ("sequence", 9),
        ("previous_hash", "1" * 64),
        ("commitment", "1" * 64),
        ("payload", '{"rating":5}'),
        ("salt", "0" * 32),
        ("hash", "1" * 64),
    ],
)
def test_any_touched_field_of_a_receipt_or_a_ledger_is_found(stranger, key, value):
    event = sealed_ledger(days=2)[0]
    roots = stranger.roots()
    receipt = json.loads(stranger.receipt(event.hash).read_text())
    receipt["event"][key] = value
    assert stranger.check("bien-nhan", stranger.write("b.json", receipt), "--goc", roots)[0] == WRONG
    lines = gzip.decompress(stranger.ledger().read_bytes()).decode().splitlines()
    touched = json.loads(lines[1])
    touched[key] = value
    path = stranger.folder / "so.ndjson"
    path.write_text("\n".join([lines[0], json.dumps(touched), *lines[2:]]))
    code, said = stranger.check("so", path, "--goc", roots)
    assert (code, "dòng 2 của tệp" in said) == (WRONG, True), said


@pytest.mark.parametrize("wrong", ["leaf", "size", "root", "short", "long", "flip"])
def test_a_touched_proof_is_found(stranger, wrong):
    event = sealed_ledger(days=3)[1]
    receipt = json.loads(stranger.receipt(event.hash, size=9).read_text())
    tree = receipt["tree"]
    if wrong in {"leaf", "size"}:
        tree[wrong] += 1
    elif wrong == "root":
        tree["root"] = "0" * 64
    elif wrong == "short":
        tree["proof"].pop()
    elif wrong == "long":
        tree["proof"].append("0" * 64)
    else:
        tree["proof"][0] = "0" * 64
    code, said = stranger.check("bien-nhan", stranger.write("b.json", receipt))
    assert (code, "SAI" in said) == (WRONG, True) or wrong == "size", said
    assert (
        stranger.check("bien-nhan", stranger.write("b.json", receipt), "--goc", stranger.roots())[0] != RIGHT
    )


def drop(lines, number):
    return lines[:number] + lines[number + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: drop(lines, 2),
        lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
        lambda lines: lines[:-1],
        lambda lines: [*lines[:-4], lines[-1]],
        lambda lines: drop(lines, 4),
        lambda lines: [*lines, lines[2]],
    ],
)
def test_lines_removed_moved_doubled_or_cut_are_found(stranger, damage):
    sealed_ledger(days=2)
    roots = stranger.roots()
    lines = gzip.decompress(stranger.ledger().read_bytes()).decode().splitlines()
    path = stranger.folder / "so.ndjson"
    path.write_text("\n".join(damage(lines)))
    assert stranger.check("so", path, "--goc", roots)[0] in (WRONG, UNREADABLE)


def test_a_download_that_broke_off_is_found(stranger):
    sealed_ledger(days=2)
    path = stranger.ledger()
    path.write_bytes(path.read_bytes()[:-20])
    assert stranger.check("so", path)[0] == WRONG


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", "null", '{"format":"so-cai/bien-nhan/1"}', "\0\1"])
def test_what_is_no_file_of_ours_is_said_to_be_unreadable(stranger, text):
    path = stranger.folder / "x.json"
    path.write_text(text)
    for words in (["bien-nhan", path], ["nhat-quan", path], ["so", path]):
        assert stranger.check(*words)[0] == UNREADABLE
    assert stranger.check("so", "khong-co.gz")[0] == UNREADABLE
    assert stranger.check("doan-mo")[0] == UNREADABLE
    assert stranger.check("bien-nhan", path, "--goc", path)[0] == UNREADABLE
