"""Petitions read with hostile eyes: each test tries something and is refused."""

import io
import logging
import re
import time
import zipfile
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from captcha.models import CaptchaStore
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from portal.accounts.models import Role, User
from portal.core.exports import csv_response
from portal.core.personal_data import look_at_text
from portal.core.uploads import clean_upload
from portal.feedback.codes import normal_code, private_token
from portal.feedback.models import Attachment, Petition
from portal.feedback.services import private_link_token
from portal.feedback.views import downloads
from portal.notifications.models import Message
from portal.notifications.services import enqueue, send_waiting
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
SCRIPT = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def office() -> Office:
    office = Office()
    office.now = timezone.now() - timedelta(hours=12)
    return office


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---- the private link


def test_the_private_link_leaks_neither_by_referrer_nor_by_a_cache(office: Office) -> None:
    petition = office.petition("acknowledge")
    page = Client().get(f"/phan-anh/rieng/{private_link_token(petition)}/")
    assert page["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_the_private_link_is_never_logged(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    token = private_link_token(office.petition("acknowledge"))
    with caplog.at_level(logging.DEBUG, logger="portal"):
        Client().get(f"/phan-anh/rieng/{token}/")
        Client().post(f"/phan-anh/rieng/{token}/", {"act": "rate"})
    assert token not in caplog.text


def test_nobody_else_is_given_the_private_link(office: Office) -> None:
    petition = office.petition("acknowledge")
    token = private_link_token(petition)
    pages = [Client().get(path) for path in (petition.get_absolute_url(), "/phan-anh/", "/so-cai/")]
    pages.append(client_of(office.handler).get(f"/quan-tri/phan-anh/{petition.code}/"))
    assert not any(token in page.content.decode() for page in pages)
    assert token not in str(list(Petition.objects.values()))


def test_a_link_that_is_nearly_right_is_none(office: Office) -> None:
    token = private_link_token(office.petition())
    for wrong in (token[:-1], token + "A", token.swapcase(), "../" + token, token + "%0d%0aX: y"):
        assert Client().get(f"/phan-anh/rieng/{wrong}/").status_code == 404
    assert len(token) == 32


# ---- other people's cases


def test_a_commune_neither_reads_nor_moves_the_case_of_another(office: Office) -> None:
    petition = office.petition("acknowledge")
    photo = Attachment(petition=petition, name="a.png", media_type="image/png", size=1, sha256="1" * 64)
    photo.file.save("a", ContentFile(b"x"))
    other = make_organisation()
    for role in (Role.HANDLER, Role.HEAD, Role.EDITOR):
        client = client_of(make_user(role, other))
        root = f"/quan-tri/phan-anh/{petition.code}/"
        for path in ("", "rieng-tu/", "gop/", "tach/", f"tep/{photo.pk}/", f"anh/{photo.pk}/", "giay-hen/"):
            assert client.get(root + path).status_code in (302, 403, 404), path
            assert client.get(root + path, follow=True).content.decode().find(petition.text) == -1
        for path in ("lien-he/", "accept/", "refuse/", "rieng-tu/", "nhap/draft_answer/"):
            sent = {"version": petition.version, "act": "cover_text", "explanation": "x", "reason": "settled"}
            assert client.post(root + path, sent).status_code in (302, 403, 404), path
    assert Petition.objects.get(pk=petition.pk).version == petition.version


def test_a_file_is_not_reached_through_another_case(office: Office) -> None:
    mine, other = office.petition("acknowledge"), office.petition("acknowledge")
    file = Attachment(petition=other, name="a.pdf", media_type="application/pdf", size=1, sha256="1" * 64)
    file.file.save("a", ContentFile(b"%PDF"))
    assert Client().get(f"/phan-anh/rieng/{private_link_token(mine)}/tep/{file.pk}/").status_code == 404
    assert Client().get(f"/phan-anh/{mine.code}/anh/{file.pk}/").status_code == 404
    assert client_of(office.handler).get(f"/quan-tri/phan-anh/{mine.code}/tep/{file.pk}/").status_code == 404


def test_a_download_ends_after_ten_minutes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Attachment(
        petition=office.petition(), name="a.pdf", media_type="application/pdf", size=1, sha256="1" * 64
    )
    file.file.save("a", ContentFile(b"%PDF"))
    address = downloads.lead_to(file)["Location"]
    now = time.time()
    for later in (0, 595):
        monkeypatch.setattr("django.core.signing.time.time", lambda later=later: now + later)
        assert b"".join(Client().get(address).streaming_content) == b"%PDF"
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 602)
    assert Client().get(address).status_code == 404


# ---- guessing


def test_codes_say_nothing_and_are_too_many_to_walk(office: Office) -> None:
    codes = {office.petition().code for _ in range(20)}
    assert len({code[:7] for code in codes}) > 15
    hidden = office.petition("hide")
    unknown = "HY-AAAA-BBBB"
    assert (
        Client().get(f"/phan-anh/{hidden.code}/").status_code
        == Client().get(f"/phan-anh/{unknown}/").status_code
    )
    assert normal_code("' OR 1=1 --") == ""


def test_following_tells_nobody_which_address_follows(office: Office) -> None:
    petition = office.petition("acknowledge")
    first = ask(petition, "a@hungyen.example")
    link = Message.objects.get(template="follow_confirm").read_sealed()["link"]
    assert Client().post(urlsplit(link).path).status_code == 200
    again, other = ask(petition, "a@hungyen.example"), ask(petition, "b@hungyen.example")
    assert first.status_code == again.status_code == other.status_code == 200
    plain = [page.content.decode().replace("a@h", "x@h").replace("b@h", "x@h") for page in (again, other)]
    assert _without_tokens(plain[0]) == _without_tokens(plain[1])


def ask(petition: Petition, address: str, **headers: str) -> HttpResponse:
    """Ask to follow, as a person does who has read the captcha."""
    url, client = f"/phan-anh/{petition.code}/theo-doi/", Client(headers=headers)
    key = re.search(r'name="captcha_0" value="(\w+)"', client.get(url).content.decode())[1]
    solved = {"captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}
    return client.post(url, {"email": address, **solved})


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if not re.search("csrf|nonce|captcha", line))


def test_a_right_code_takes_no_longer_than_a_wrong_one(office: Office, django_assert_max_num_queries) -> None:
    """Codes are public names; what must not show is a private link. Both kinds of lookup are one indexed read."""
    office.petition("acknowledge")
    wrong = private_token(uuid4())
    with django_assert_max_num_queries(1):
        assert not Petition.objects.filter(private_key_digest=wrong).exists()
    fields = {one.name: one for one in Petition._meta.fields}
    assert fields["private_key_digest"].unique or fields["private_key_digest"].db_index
    assert fields["code"].unique


# ---- what is written into pages, mails and tables


def test_a_file_name_never_becomes_markup(office: Office) -> None:
    petition = office.petition("acknowledge", photos_public=True)
    for name in (f"{SCRIPT}.png", "javascript:alert(1).png", "a\r\nX: y.png", "\u202egnp.exe.png"):
        made = Attachment(petition=petition, name=name, media_type="image/png", size=1, sha256="1" * 64)
        made.file.save("a", ContentFile(b"x"))
    pages = [
        Client().get(petition.get_absolute_url()),
        Client().get(f"/phan-anh/rieng/{private_link_token(petition)}/"),
    ]
    pages.append(client_of(office.handler).get(f"/quan-tri/phan-anh/{petition.code}/"))
    pages.append(client_of(office.handler).get(f"/quan-tri/phan-anh/{petition.code}/rieng-tu/"))
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.content.decode()
        assert 'href="javascript:' not in page.content.decode()


def test_text_in_every_field_stays_text(office: Office) -> None:
    petition = office.petition("acknowledge", title=f"Đèn {SCRIPT}", text=f"Hỏng {SCRIPT}", place=SCRIPT)
    petition = office.act("draft_answer", office.act("accept", petition), text=f"Xong {SCRIPT}")
    petition = office.act("approve_answer", petition)
    office.act("cover_answer", petition, passage="Xong", reason="insult")
    for path in (
        petition.get_absolute_url(),
        "/phan-anh/",
        f"/phan-anh/?q={SCRIPT}",
        f"/tim-kiem/?q={SCRIPT}",
    ):
        assert "<img src=x" not in Client().get(path).content.decode()


def test_a_subject_takes_no_second_header(office: Office) -> None:
    context = {
        "code": "HY-AAAA-BBBB\r\nBcc: x@y.example",
        "kind": "Phản ánh",
        "organisation": "Xã A\nSubject: z",
    }
    enqueue(key="k", template="petition_received", context=context, to_address="a@x.example", at=MONDAY)
    send_waiting(clock=lambda: MONDAY + timedelta(minutes=1))
    [letter] = mail.outbox
    assert "\n" not in letter.subject
    assert letter.message()["Bcc"] is None
    assert letter.recipients() == ["a@x.example"]


@pytest.mark.parametrize(
    "address", ["a@x.example\r\nBcc: b@y.example", "a@x.example,b@y.example", "a@x.example b@y.example"]
)
def test_an_address_is_one_address(office: Office, address: str) -> None:
    petition = office.petition("acknowledge")
    assert "Địa chỉ thư chưa đúng" in ask(petition, address).content.decode()
    assert not Message.objects.filter(template="follow_confirm").exists()


def test_links_in_letters_do_not_follow_the_host_of_a_request(office: Office, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    petition = office.petition("acknowledge")
    assert ask(petition, "a@x.example", host="evil.example").status_code == 200
    message = Message.objects.get(template="follow_confirm")
    assert message.read_sealed()["link"].startswith(settings.SITE_URL)
    assert "evil.example" not in str(message.context)


def test_a_foreign_host_is_refused() -> None:
    assert Client().get("/phan-anh/", headers={"host": "evil.example"}).status_code == 400


def test_a_table_cell_is_never_a_formula(office: Office) -> None:
    office.petition("acknowledge", title='=HYPERLINK("http://evil.example";"x")')
    table = b"".join(Client().get("/phan-anh/csv/")).decode()
    assert "=HYPERLINK" in table
    for line in table.splitlines():
        assert not any(cell.strip('"').startswith(("=", "+", "@", "＝")) for cell in line.split(","))
    cells = csv_response("a", ["A"], [[start + "1"] for start in "=+-@\t\r＝＋－＠"]).content.decode()
    assert all(line.strip('"')[:1] == "'" for line in cells.split("\r\n")[1:-1] if line.strip('"'))


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_sends_anybody_elsewhere(office: Office, target: str) -> None:
    petition = office.petition("acknowledge")
    client = client_of(office.handler)
    requests = [
        Client().get("/phan-anh/tra-cuu/", {"ma": petition.code, "next": target}),
        Client().post(
            f"/phan-anh/{petition.code}/cung-y-kien/", {"next": target}, headers={"referer": target}
        ),
        client.post(
            f"/quan-tri/phan-anh/{petition.code}/accept/",
            {"version": petition.version, "next": target, "ve": target, "tu": target},
        ),
        client.get("/quan-tri/login/", {"next": target}),
    ]
    for answer in requests:
        place = answer.get("Location", "/")
        assert place.startswith("/")
        assert not place.startswith(("//", "/\\"))


# ---- files


def upload(content: bytes, name: str) -> None:
    clean_upload(SimpleUploadedFile(name, content))


def png(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def test_a_picture_that_is_also_something_else_is_only_a_picture() -> None:
    tail = b"<script>alert(1)</script>%PDF-1.7 PK\x03\x04"
    clean = clean_upload(SimpleUploadedFile("a.png", png() + tail))
    assert clean.media_type == "image/png"
    assert tail not in clean.content
    assert b"script" not in clean.content
    for content, name in (
        (b"%PDF-1.7\n" + png(), "a.pdf"),
        (b"GIF89a/*<script>*/", "a.gif"),
        (b"<svg onload=x/>", "a.svg"),
    ):
        with pytest.raises(ValidationError):
            upload(content, name)


def test_bombs_are_refused_before_they_unpack() -> None:
    picture = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(picture, "PNG")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/media/big.xml", b"\0" * 160_000_000)
    for content, name in ((picture.getvalue(), "a.png"), (packed.getvalue(), "a.docx")):
        began = time.thread_time()
        with pytest.raises(ValidationError):
            upload(content, name)
        assert time.thread_time() - began < 2


# ---- the check of personal data

_HOSTILE = {
    "digits": "0912345678 " * 909,
    "one number": "1" * 10_000,
    "dotted": "0.9.1.2." * 1250,
    "spaces": "09" + " " * 9_990 + "x",
    "at signs": "a@" * 5_000,
    "mailbox": "a" * 5_000 + "@" + "b." * 2_499,
    "names": "Nguyễn Văn " * 909,
    "homes": "số nhà 12 ngõ 3 đường " * 454,
    "marks": "a\u0301" * 5_000,
    "wide": "０９１２" * 2_500,
    "mixed": "CCCD số: 0 1 2-3.4" * 555,
    "brackets": "((((((((((" * 1_000,
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_ten_thousand_hostile_characters_are_read_in_time(text: str) -> None:
    began = time.thread_time()
    look_at_text(text[:10_000], on=MONDAY.date(), salt="s")
    assert time.thread_time() - began < 2
