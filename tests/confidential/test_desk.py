"""The Inspectorate's side: for inspectors who hold the key, and for nobody else."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import Role
from portal.confidential import boxes, desk, services
from portal.confidential.models import Tip, TipKey
from tests.confidential.making import AT, CODE, PRIVATE, make_inspector, make_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db
READER = Path(desk.__file__).parent / "reader" / "doc_to_cao.py"


def challenge_of(page: str) -> bytes:
    return base64.b64decode(re.search(r"KHOA\.json ([A-Za-z0-9+/=]+)", page).group(1))


def unlock(client) -> None:
    sealed = challenge_of(client.get(reverse("tips_unlock")).content.decode())
    answer = boxes.open_box(sealed, bytes(PRIVATE)).text
    assert client.post(reverse("tips_unlock"), {"answer": answer}).status_code == 302


@pytest.fixture
def tip() -> Tip:
    make_key()
    return services.submit(code=CODE, text="Một việc.", at=AT)


@pytest.fixture
def inspector(client, tip):
    user = make_inspector()
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INSPECTOR])
def test_for_others_there_is_no_such_room(client, tip, role):
    client.force_login(make_user(role))
    for name, args in (
        ("tips", []),
        ("tips_unlock", []),
        ("tips_tip", [tip.number]),
        ("tips_package", [tip.number]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("tips_act", args=[tip.number]), {"act": "accept"}).status_code == 404
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Tố cáo bảo mật" not in page
    assert tip.number not in page


def test_an_inspector_without_the_key_sees_no_list(client, inspector, tip):
    assert client.get(reverse("tips"))["Location"] == reverse("tips_unlock")
    client.get(reverse("tips_unlock"))
    page = client.post(reverse("tips_unlock"), {"answer": "đoán"}).content.decode()
    assert "Chưa đúng" in page
    assert client.get(reverse("tips_package", args=[tip.number]))["Location"] == reverse("tips_unlock")


def test_an_answer_works_once(client, inspector):
    sealed = challenge_of(client.get(reverse("tips_unlock")).content.decode())
    answer = boxes.open_box(sealed, bytes(PRIVATE)).text
    client.post(reverse("tips_unlock"), {"answer": "sai"})
    assert client.post(reverse("tips_unlock"), {"answer": answer}).status_code == 200


def test_the_holder_of_the_key_reads_dates_and_acts(client, inspector, tip):
    unlock(client)
    page = client.get(reverse("tips")).content.decode()
    assert tip.number in page
    address = reverse("tips_act", args=[tip.number])
    assert client.post(address, {"act": "accept", "text": "Đã thụ lý."}).status_code == 302
    assert client.post(address, {"act": "accept"}).status_code == 409
    assert client.post(address, {"act": "", "text": ""}).status_code == 409
    page = client.get(reverse("tips_tip", args=[tip.number])).content.decode()
    assert "Đã thụ lý, đang xác minh" in page
    assert "Một việc." not in page
    assert services.conversation(Tip.objects.get(), CODE)[-1].text == "Đã thụ lý."


def test_a_longer_list_asks_no_more_queries(client, inspector):
    unlock(client)
    client.get(reverse("tips"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("tips"))
    for ending in ("ba", "ha", "la", "ma", "na"):
        services.submit(code=f"{CODE[:-2]}{ending}", text="x", at=AT)
    with CaptureQueriesContext(connection) as six:
        client.get(reverse("tips"))
    assert len(six) == len(one)


def test_an_administrator_enters_a_key_and_an_inspector_confirms_it(client):
    body = make_key(confirmed_on=None, confirmed_by=None).organisation
    TipKey.objects.all().delete()
    client.force_login(make_user(Role.ADMINISTRATOR))
    address = reverse("tips_keys")
    assert "base64" in client.post(address, {"organisation": body.pk, "public": "???"}).content.decode()
    public = base64.b64encode(bytes(PRIVATE.public_key)).decode()
    assert client.post(address, {"organisation": body.pk, "public": public}).status_code == 302
    assert TipKey.objects.current() is None
    client.force_login(make_inspector())
    unlock(client)
    assert bytes(TipKey.objects.current().public) == bytes(PRIVATE.public_key)


def run_reader(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, READER, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"MAT_KHAU_KHOA": "mot-mat-khau-dai"},
        check=False,
    )


def test_the_program_makes_keys_answers_and_opens_packages(client, tmp_path, tip):
    key_file = tmp_path / "khoa.json"
    made = run_reader("tao-khoa", key_file)
    public = base64.b64decode(made.stdout.splitlines()[-1])
    assert run_reader("tao-khoa", key_file).returncode == 1  # never over a key
    TipKey.objects.update(public=public)
    Tip.objects.all().delete()
    photo = services.CleanFile("tep-1.jpg", "image/jpeg", b"jpeg")
    fresh = services.submit(code=CODE, text="<b>Chuyện</b>", files=[photo], at=AT)
    client.force_login(make_inspector())
    sealed = base64.b64encode(challenge_of(client.get(reverse("tips_unlock")).content.decode())).decode()
    answer = run_reader("thach-thuc", key_file, sealed).stdout.strip()
    client.post(reverse("tips_unlock"), {"answer": answer})
    package = tmp_path / "goi.json"
    package.write_bytes(client.get(reverse("tips_package", args=[fresh.number])).content)
    assert json.loads(package.read_text())["number"] == fresh.number
    opened = run_reader("mo", key_file, package, tmp_path / "ra")
    assert opened.returncode == 0, opened.stderr
    assert "&lt;b&gt;Chuyện" in (tmp_path / "ra" / "doc.html").read_text()
    assert (tmp_path / "ra" / "002-tep-1.jpg").read_bytes() == b"jpeg"
    package.write_text(package.read_text().replace('"sealed": "', '"sealed": "AAAA'))
    assert "khoá khác, hoặc đã bị sửa" in run_reader("mo", key_file, package, tmp_path / "sai").stderr
