"""A stranger with Python alone recomputes what a real server publishes, and finds what was changed by hand."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from portal.accountability.freezing import Adjustment, correct, freeze
from portal.accountability.periods import half_year
from portal.accounts.models import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
FILES = ("ho-so.json", "dong.csv", "dong.sha256", "diem.csv")


@pytest.fixture
def folder(communes, live_server, tmp_path: Path) -> Path:
    """The published files of a corrected snapshot and the program, as downloaded."""
    first = freeze(period=half_year(2026), by=None, at=AT)
    decision = Adjustment("C2", "answer_on_time", 1, 1.0, "Chấp nhận khiếu nại của phường.")
    snapshot = correct(
        snapshot=first, by=make_user(Role.INSPECTOR), at=AT, reason="Ghi nhầm.", adjustments=[decision]
    )
    for name in (*FILES, "thay-doi.csv"):
        (tmp_path / name).write_bytes(fetch(f"{live_server.url}/cham-diem/chot/{snapshot.pk}/{name}"))
    (tmp_path / "cham_diem.py").write_bytes(fetch(f"{live_server.url}/cham-diem/cham_diem.py"))
    return tmp_path


def fetch(address: str) -> bytes:
    with urlopen(address) as answer:  # the live server
        content: bytes = answer.read()
        return content


def run(folder: Path) -> tuple[int, str]:
    # -I -S: neither our folders nor installed packages.
    command = [sys.executable, "-I", "-S", "cham_diem.py", *FILES, "--ra", "lai.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_program_recomputes_every_byte_and_names_what_was_changed(folder: Path):
    assert run(folder) == (
        0,
        f"Khớp: 5 đơn vị, {(folder / 'dong.csv').read_text().count('C')} dòng, kỳ 2026-H1.\n",
    )
    assert (folder / "lai.csv").read_bytes() == (folder / "diem.csv").read_bytes()
    assert "Chấp nhận khiếu nại" in (folder / "thay-doi.csv").read_text(encoding="utf-8-sig")
    original = {name: (folder / name).read_bytes() for name in FILES}

    def told(name: str, before: str, after: str) -> str:
        (folder / name).write_bytes(original[name].replace(before.encode(), after.encode(), 1))
        code, text = run(folder)
        (folder / name).write_bytes(original[name])
        assert code == 1
        return text

    lines = original["dong.csv"].decode().split("\r\n")
    late = next(line for line in lines if line.startswith("C2,answer_on_time") and line.endswith(",0.0"))
    changed = told("dong.csv", late, late[:-3] + "1.0")
    assert f"dòng {lines.index(late) + 1} không phải dòng đã công bố: {late[:-3]}1.0" in changed
    assert f"dòng {lines.index(late) + 1} đã công bố không còn" in changed
    assert "bảng điểm, dòng" in changed
    assert "không còn trong tệp" in told("dong.csv", late + "\r\n", "")
    assert "không phải dòng đã công bố" in told("dong.csv", late, late.replace("C2", "C1"))
    swapped = told("dong.csv", f"{lines[1]}\r\n{lines[2]}", f"{lines[2]}\r\n{lines[1]}")
    assert "không theo thứ tự" in swapped
    assert "diem.csv không có mã băm" in told("diem.csv", "Xã Tốt", "Xã Tất")
    assert "công thức trong hồ sơ" in told("ho-so.json", '\\"weight\\": 30', '\\"weight\\": 31')
    low = json.loads(original["ho-so.json"])["scores"][0]["low"]
    assert "hồ sơ, đơn vị" in told(
        "ho-so.json", f'"low": {low!r},\n   "high"', f'"low": {low + 1},\n   "high"'
    )
    first = original["dong.sha256"][:64].decode()
    assert "không phải danh sách đã công bố" in told("dong.sha256", first, "0" * 64)


@pytest.mark.parametrize(
    ("name", "content"),
    [("dong.csv", b"khac\r\n"), ("ho-so.json", b"{"), ("ho-so.json", b"[]"), ("dong.sha256", b"\xff\xfe")],
)
def test_an_unreadable_file_is_told(folder: Path, name: str, content: bytes):
    (folder / name).write_bytes(content)
    code, text = run(folder)
    assert code == 2
    assert text.startswith("Không đọc được")


def test_rows_of_one_body_and_unknown_snapshots(client, communes):
    number = freeze(period=half_year(2026), by=None, at=AT).pk
    one = (
        b"".join(client.get(f"/cham-diem/chot/{number}/dong.csv?ma=C3").streaming_content)
        .decode()
        .splitlines()
    )
    assert {line.split(",")[0] for line in one[1:]} == {"C3"}
    assert client.get("/cham-diem/chot/999999/diem.csv").status_code == 404
