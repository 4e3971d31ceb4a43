"""The sender's pages, and that they leave no trace."""

import io
import logging
import re

import pytest
from captcha.models import CaptchaStore
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from portal.confidential import boxes
from portal.confidential.models import Tip
from tests.confidential.making import CODE, PRIVATE, make_key

pytestmark = pytest.mark.django_db
MARK = "Dấu-vết-bí-mật-9127"


def fields(page: str) -> dict[str, str]:
    found = dict(re.findall(r'name="(nonce|passed|captcha_0)"[^>]*value="([^"]*)"', page))
    if "captcha_0" in found:
        found["captcha_1"] = CaptchaStore.objects.get(hashkey=found["captcha_0"]).response
    return found


def send(client, **data):
    data = {**fields(client.get("/to-cao/gui/").content.decode()), "text": f"Việc {MARK}", **data}
    return client.post("/to-cao/gui/", data), data


def code_of(response) -> str:
    return re.search(r"<strong>([a-z]+(?: [a-z]+){9})</strong>", response.content.decode()).group(1)


def test_a_tip_goes_from_the_form_to_the_inspectorate_and_back(client):
    make_key()
    response, _ = send(client, about="Ông Mẫu")
    code = code_of(response)
    part = Tip.objects.get().parts.get()
    assert (
        boxes.open_box(bytes(part.sealed), bytes(PRIVATE)).text == f"Về:\nÔng Mẫu\n\nNội dung:\nViệc {MARK}"
    )
    page = client.post("/to-cao/theo-doi/", {"code": code}).content.decode()
    assert MARK in page
    page = client.post("/to-cao/theo-doi/", {"code": code, "step": "write", "text": "Viết thêm"}).content
    assert "Viết thêm" in page.decode()
    assert Tip.objects.get().parts.count() == 2


def test_pressing_twice_shows_the_same_code(client):
    make_key()
    first, data = send(client)
    second = client.post("/to-cao/gui/", data)
    assert code_of(first) == code_of(second)
    assert Tip.objects.count() == 1


def test_mistakes_keep_the_text_and_ask_for_the_captcha_once(client):
    make_key()
    response, data = send(client, about="x" * 600)
    page = response.content.decode()
    assert MARK in page
    assert "Viết tối đa 500 ký tự" in page
    assert "captcha_1" not in page
    response = client.post("/to-cao/gui/", {**fields(page), "text": data["text"], "about": ""})
    assert code_of(response)


def test_a_wrong_captcha_keeps_the_text(client):
    make_key()
    response, _ = send(client, captcha_1="00000")
    assert MARK in response.content.decode()
    assert not Tip.objects.exists()


def test_without_a_key_the_channel_says_that_it_is_closed(client):
    assert client.get("/to-cao/gui/").status_code == 503
    assert "chưa mở" in client.get("/to-cao/").content.decode()


@pytest.mark.parametrize(
    ("typed", "problem"), [("ba ha", "10 tiếng"), (CODE, "Không có tin nào"), ("", "Gõ mã")]
)
def test_a_code_that_opens_nothing_gets_a_clear_error(client, typed, problem):
    make_key()
    assert problem in client.post("/to-cao/theo-doi/", {"code": typed}).content.decode()


def test_photos_lose_their_place_and_every_file_its_name(client):
    make_key()
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = MARK
    Image.new("RGB", (40, 40), "red").save(out, "JPEG", exif=exif)
    photo = SimpleUploadedFile(f"{MARK}.jpg", out.getvalue(), "image/jpeg")
    send(client, attachments=photo)
    part = Tip.objects.get().parts.get(is_file=True)
    inside = boxes.open_box(bytes(part.sealed), bytes(PRIVATE))
    assert inside.name == "tep-1.jpg"
    assert MARK.encode() not in inside.content


def test_a_refused_file_keeps_the_text_and_sends_nothing(client):
    make_key()
    bad = SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 100)
    response, _ = send(client, attachments=bad)
    assert "không thuộc loại được nhận" in response.content.decode()
    assert MARK in response.content.decode()
    assert not Tip.objects.exists()


def test_large_files_never_touch_the_disk_in_clear(client, monkeypatch):
    make_key()
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", None)
    noise = io.BytesIO()
    Image.effect_noise((1800, 1800), 90).convert("RGB").save(noise, "PNG")
    assert noise.tell() > 2 * 1024 * 1024
    response, _ = send(client, attachments=SimpleUploadedFile("a.png", noise.getvalue()))
    assert code_of(response)


def everything_stored() -> str:
    """Every row of every table, as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows.append(
                str(
                    [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
                )
            )
    return "\n".join(rows)


def test_nothing_of_the_sender_is_left_anywhere(client, caplog):
    make_key()
    headers = {
        "HTTP_USER_AGENT": f"Mozilla {MARK}",
        "HTTP_REFERER": f"http://{MARK.encode().hex()}.example/",
        "HTTP_X_FORWARDED_FOR": "203.0.113.77",
        "REMOTE_ADDR": "203.0.113.78",
    }
    with caplog.at_level(logging.DEBUG):
        page = client.get("/to-cao/gui/", **headers)
        data = {**fields(page.content.decode()), "text": MARK, "who": MARK}
        done = client.post("/to-cao/gui/", data, **headers)
        code = code_of(done)
        follow = client.post("/to-cao/theo-doi/", {"code": code}, **headers)
    for response in (page, done, follow, client.get("/to-cao/", **headers)):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
    stored = everything_stored()
    assert Tip.objects.get().number in stored
    for trace in (MARK, MARK.encode().hex(), "203.0.113", code, code.replace(" ", "-")):
        assert trace not in stored
        assert trace not in "\n".join(
            record.getMessage() for record in caplog.records if record.name != "django.db.backends"
        )


def test_no_address_of_the_room_takes_a_code():
    from portal.confidential.urls import urlpatterns

    assert all("<" not in str(pattern.pattern) for pattern in urlpatterns)


def test_models_have_no_place_for_a_sender():
    names = {
        field.name
        for model in apps.get_app_config("confidential").get_models()
        for field in model._meta.fields
    }
    assert not names & {"ip", "ip_address", "user_agent", "referrer", "email", "phone", "name", "created_at"}
