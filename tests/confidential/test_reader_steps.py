"""The program of the Inspectorate asked step by step, and replies that the portal cannot read."""

import base64
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.confidential import boxes, desk, services
from portal.confidential.models import Tip, TipPart
from tests.confidential.making import AT, CODE, PRIVATE, make_inspector, make_key
from tests.confidential.test_desk import unlock

pytestmark = pytest.mark.django_db
READER = Path(desk.__file__).parent / "reader" / "doc_to_cao.py"
PASSWORD = "mot mat khau dai"


@pytest.fixture
def tip() -> Tip:
    make_key()
    return services.submit(code=CODE, text="Một việc.", at=AT)


def talk(folder: Path, answers: list[tuple[str, str]]) -> str:
    """Run the program on a real terminal; each answer is typed when its question has come."""
    main, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, READER], stdin=child, stdout=child, stderr=child, cwd=folder, env={"LANG": "C.UTF-8"}
    )
    os.close(child)
    seen, start, ends = "", 0, time.monotonic() + 60
    waiting = list(answers)
    while time.monotonic() < ends:
        ready, _, _ = select.select([main], [], [], 1)
        if ready:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            seen += part.decode("utf-8", "replace")
        if waiting and waiting[0][0] in seen[start:]:
            start = len(seen)
            os.write(main, f"{waiting.pop(0)[1]}\n".encode())
    process.wait(20)
    os.close(main)
    assert not waiting, (waiting, seen)
    return seen


def test_a_key_is_made_and_a_package_opened_without_knowing_a_command(client, tmp_path):
    seen = talk(
        tmp_path,
        [
            ("Gõ số", "9"),
            ("Gõ số", "1"),
            ("[KHOA.json]", ""),
            ("Mật khẩu", PASSWORD),
            ("Gõ lại", PASSWORD),
            ("Gõ số", "0"),
        ],
    )
    assert "Chỉ gõ một số" in seen
    assert PASSWORD not in seen
    key = json.loads((tmp_path / "KHOA.json").read_text())
    assert key["public"] in seen
    make_key(public=base64.b64decode(key["public"]))
    tip = services.submit(code=CODE, text="Một việc.", at=AT)
    client.force_login(make_inspector())
    session = client.session
    session["tips_opened"] = {"until": "2099-01-01T00:00:00+00:00"}
    session.save()
    package = tmp_path / f"tin-{tip.number}.json"
    package.write_bytes(client.get(reverse("tips_package", args=[tip.number])).content)
    seen = talk(
        tmp_path,
        [
            ("Gõ số", "3"),
            ("Gói tải", "khong-co.json"),
            ("Gói tải", f"'{package}'"),
            ("[tin-da-mo]", ""),
            ("Tệp khoá", "KHOA.json"),
            ("Mật khẩu", "sai"),
            ("Gõ số", "4"),
            ("Gói tải", str(package)),
            ("dấu chấm", "Thanh tra đã nhận."),
            ("", "."),
            ("Tệp khoá", "KHOA.json"),
            ("Mật khẩu", PASSWORD),
            ("Gõ số", "0"),
        ],
    )
    assert "Không thấy tệp" in seen
    assert "Sai mật khẩu" in seen
    box = (tmp_path / f"tra-loi-{tip.number}.json").read_bytes()
    address = reverse("tips_sealed_reply", args=[tip.number])
    sent = client.post(address, {"file": SimpleUploadedFile("t.json", box)})
    assert sent.status_code == 302
    assert services.conversation(tip, CODE)[-1].text == "Thanh tra đã nhận."
    assert b"Thanh tra" not in box
    assert not services.altered_parts()


def reply_box(tip: Tip, text: str = "Đã nhận.", **changes: str) -> bytes:
    inside = boxes.Inside("message", text.encode())
    encode = base64.b64encode
    box = {
        "format": "hung-yen-to-cao-tra-loi-1",
        "number": tip.number,
        "sealed": encode(boxes.seal(inside, bytes(tip.key.public))).decode(),
        "sealed_for_sender": encode(boxes.seal(inside, bytes(tip.mailbox))).decode(),
    }
    return json.dumps({**box, **changes}).encode()


def test_a_box_of_another_tip_or_of_no_shape_is_refused_beside_the_field(client, tip):
    client.force_login(make_inspector())
    unlock(client)
    address = reverse("tips_sealed_reply", args=[tip.number])
    wrong = [b"", b"{}", b"[" * 9000, b"\xff", reply_box(tip, number="khac"), reply_box(tip, sealed="AAAA")]
    for content in wrong:
        answer = client.post(address, {"file": SimpleUploadedFile("t.json", content)})
        assert answer.status_code == 400
        assert "Tệp này" in answer.content.decode() or "Hộp này viết cho tin khác" in answer.content.decode()
    assert TipPart.objects.count() == 1


def test_who_holds_no_key_hands_in_no_box(client, tip):
    client.force_login(make_inspector())
    address = reverse("tips_sealed_reply", args=[tip.number])
    sent = client.post(address, {"file": SimpleUploadedFile("t.json", reply_box(tip))})
    assert sent["Location"] == reverse("tips_unlock")
    assert TipPart.objects.count() == 1


def test_a_box_sealed_to_a_wrong_mailbox_is_told_to_the_sender(client, tip):
    inside = boxes.Inside("message", b"x")
    sealed = boxes.seal(inside, bytes(PRIVATE.public_key))
    services.reply_sealed(tip=tip, by=make_inspector(), at=AT, sealed=sealed, for_sender=sealed)
    assert services.conversation(tip, CODE)[-1].text == services.UNREADABLE
