"""The folder into which gateways drop letters."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.feedback.doors.folder import FolderDoor
from portal.feedback.models import Letter
from portal.feedback.services.fetching import fetch_letters
from portal.notifications.models import Message
from tests.feedback.letters import PretendedDoor, letter
from tests.feedback.making import MONDAY, Office
from tests.feedback.test_letters import picture, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def dropped(root: Path, name: str = "tin-1", **fields: object) -> Path:
    place = root / name
    place.mkdir(parents=True)
    told = {
        "id": name,
        "channel": "zalo",
        "from": "0912345678",
        "text": "Đèn đường thôn Đông hỏng",
        "received_at": timezone.now().isoformat(),
        **fields,
    }
    (place / "letter.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return place


def test_a_gateways_folder(office: Office, tmp_path: Path, settings) -> None:
    settings.LETTERS_FOLDER = str(tmp_path)
    place = dropped(tmp_path, organisation=office.organisation.code, files=["anh.png"])
    (place / "anh.png").write_bytes(picture().content)
    dropped(tmp_path, ".dang-ghi")
    call_command("fetch_letters", verbosity=0)
    kept = Letter.objects.get()
    assert (kept.channel, kept.organisation, kept.subject) == ("zalo", office.organisation, "")
    assert kept.files.count() == 1
    assert (tmp_path / "processed" / "tin-1" / "letter.json").exists()
    assert (tmp_path / ".dang-ghi").exists()
    assert not Message.objects.exists()
    petition = taken(office, kept)
    assert petition.contact.read()["phone"] == "0912345678"
    # Dropped again by a gateway that did not know that it had been taken.
    dropped(tmp_path)
    call_command("fetch_letters", verbosity=0)
    assert Letter.objects.count() == 1
    assert (tmp_path / "processed" / "tin-1-2").exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"channel": "web"}, "channel"),
        ({"id": ""}, "id"),
        ({"text": 5}, "text is not a text"),
        ({"text": ""}, "both missing"),
        ({"received_at": "hôm qua"}, "ISO 8601"),
        ({"received_at": "2026-03-02T09:00:00"}, "time zone"),
        ({"received_at": "2999-01-01T00:00:00+07:00"}, "future"),
        ({"received_at": "2020-01-01T00:00:00+07:00"}, "older"),
        ({"files": ["../../etc/passwd"]}, "beside"),
        ({"files": ["letter.json"]}, "beside"),
        ({"files": "anh.png"}, "list of names"),
        ({"text": "\ud800"}, "half a character"),
    ],
)
def test_what_is_no_letter_is_put_aside_with_the_reason(tmp_path: Path, fields, why: str) -> None:
    place = tmp_path / "xau"
    place.mkdir()
    told = {"id": "1", "channel": "sms", "text": "x", "received_at": timezone.now().isoformat(), **fields}
    (place / "letter.json").write_text(json.dumps(told))
    assert list(FolderDoor(tmp_path).fetch(10)) == []
    assert why in (tmp_path / "failed" / "xau" / "reason.txt").read_text()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 200_000, b'{"a":1}' + b" " * 1_100_000]
)
def test_broken_json_is_put_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "xau").mkdir()
    (tmp_path / "xau" / "letter.json").write_bytes(content)
    assert list(FolderDoor(tmp_path).fetch(10)) == []
    assert (tmp_path / "failed" / "xau").exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    root = tmp_path / "in"
    place = dropped(root, files=["x.pdf"])
    (place / "x.pdf").symlink_to(secret)
    (root / "link").symlink_to(tmp_path)
    assert list(FolderDoor(root).fetch(10)) == []
    assert (root / "failed" / "tin-1").exists()


def test_a_folder_that_is_away_keeps_nobody_from_the_other_door(office: Office, tmp_path: Path) -> None:
    door = PretendedDoor(letter())
    counts = fetch_letters([FolderDoor(tmp_path / "missing"), door], clock=lambda: MONDAY)
    assert counts == {"unreached": 1, "waiting": 1}
