"""A resident's way from the empty form to the private link."""

import io
import re
from unittest.mock import patch

import pytest
from captcha.models import CaptchaStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.feedback.models import Attachment, Petition, StagedUpload
from portal.ledger.models import Event
from tests.factories import make_organisation

URL = "/phan-anh/gui/"


def photo(name: str = "anh.jpg") -> SimpleUploadedFile:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "red").save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


class Resident:
    """Fills the form in a browser of their own."""

    def __init__(self, client: Client, **typed: object) -> None:
        self.client = client
        self.values: dict[str, object] = {
            "kind": "report",
            "organisation": make_organisation().slug,
            "category": "roads",
            "place": "Thôn Đông",
            "title": "Đường thôn hỏng",
            "text": "Mặt đường lún sâu.\r\nXe đi lại khó.",
            "is_public": "on",
            **typed,
        }
        self.page = client.get(URL).content.decode()

    def solved_captcha(self) -> dict[str, str]:
        """Read the letters where the picture comes from, as a person reads the picture."""
        if 'name="captcha_0"' not in self.page:
            return {}
        key = hidden(self.page, "captcha_0")
        return {"captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}

    def press(self, step: str, **extra: object):
        data = {
            **self.solved_captcha(),
            **self.values,
            **extra,
            "step": step,
            "draft": hidden(self.page, "draft"),
            "passed": hidden(self.page, "passed"),
        }
        answer = self.client.post(URL, data)
        if answer.status_code in (200, 503):
            self.page = answer.content.decode()
        return answer


@pytest.mark.django_db
def test_preview_then_send_gives_code_receipt_and_private_link(client) -> None:
    resident = Resident(client, contact_name="Người gửi mẫu", contact_phone="0900 000 000")
    preview = resident.press("preview", attachments=[photo()])
    assert preview.status_code == 200
    assert Petition.objects.count() == 0
    public, private = preview.content.decode().split("Chỉ người xử lý thấy")
    assert "Mặt đường lún sâu." in public
    assert "Người gửi mẫu" not in public
    assert "Người gửi mẫu" in private
    assert "anh.jpg" in private

    sent = resident.press("send")
    petition = Petition.objects.get()
    assert sent.status_code == 302
    assert petition.text == "Mặt đường lún sâu.\nXe đi lại khó."
    page = client.get(sent["Location"])
    assert petition.code in page.content.decode()
    assert petition.receipt_hash in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    event = Event.objects.get(subject=petition.subject)
    assert event.hash == petition.receipt_hash
    assert "Người gửi" not in event.payload


@pytest.mark.django_db
def test_a_photo_is_kept_between_the_steps_without_its_metadata(client) -> None:
    resident = Resident(client)
    resident.press("preview", attachments=[photo()])
    resident.press("send")
    attachment = Attachment.objects.get()
    with attachment.file.open() as stored:
        assert b"secret place" not in stored.read()
    assert not StagedUpload.objects.exists()


@pytest.mark.django_db
def test_sending_twice_makes_one_petition_and_shows_the_same_link(client) -> None:
    resident = Resident(client)
    resident.press("preview")
    first, second = resident.press("send"), resident.press("send")
    assert Petition.objects.count() == 1
    assert first["Location"] == second["Location"]


@pytest.mark.django_db
def test_nothing_is_sent_without_the_captcha(client) -> None:
    resident = Resident(client, captcha_1="wrong")
    assert "Chưa đúng" in resident.press("send").content.decode()
    assert Petition.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Viết một câu ngắn"),
        ("organisation", "khong-co", "Chọn một đơn vị trong danh sách"),
        ("organisation", "", "Chọn đơn vị nhận"),
        ("category", "", "Chọn lĩnh vực"),
        ("contact_email", "khong phai thu", "Địa chỉ thư chưa đúng"),
        ("contact_phone", "gọi tôi", "Số điện thoại chưa đúng"),
        ("text", "\u200b\u200b", "Viết nội dung"),
        ("text", "ă" * 10_001, "tối đa 10.000 ký tự"),
        ("kind", "tip", "tip"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(client, field, value, message) -> None:
    resident = Resident(client, **{field: value})
    page = resident.press("preview").content.decode()
    assert message in page
    assert f"id_{field}_error" in page
    if field != "title":
        assert "Đường thôn hỏng" in page
    assert Petition.objects.count() == 0


@pytest.mark.django_db
def test_length_counts_characters_not_bytes_or_line_ends(client) -> None:
    resident = Resident(client, text="ễ\r\n" * 5_000)
    assert "Xem lại trước khi gửi</h1>" in resident.press("preview").content.decode()


@pytest.mark.django_db
def test_markup_is_shown_as_typed(client) -> None:
    resident = Resident(client, title="<script>alert(1)</script> & <b>x</b>")
    page = resident.press("preview").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.django_db
def test_a_disguised_file_is_refused_beside_the_field_and_the_good_one_stays(client) -> None:
    resident = Resident(client)
    evil = SimpleUploadedFile("anh.jpg", b"MZ\x90\x00" + b"\x00" * 200, "image/jpeg")
    page = resident.press("preview", attachments=[evil, photo("tot.jpg")]).content.decode()
    assert "anh.jpg" in page
    assert "id_attachments_error" in page
    assert "Bỏ tot.jpg" in page


@pytest.mark.django_db
def test_a_huge_file_is_dropped_while_it_arrives(client, monkeypatch) -> None:
    monkeypatch.setattr("portal.core.upload_handlers.LARGEST_BYTES", 100_000)
    resident = Resident(client)
    big = SimpleUploadedFile("to.pdf", b"%PDF-1.4" + b"x" * 300_000, "application/pdf")
    page = resident.press("preview", attachments=[big]).content.decode()
    assert "to.pdf" in page
    assert not StagedUpload.objects.exists()


@pytest.mark.django_db
def test_a_staged_file_can_be_taken_back(client) -> None:
    resident = Resident(client)
    resident.press("preview", attachments=[photo()])
    staged = StagedUpload.objects.get()
    resident.press("edit")
    resident.press("preview", remove=[str(staged.pk)])
    assert not StagedUpload.objects.exists()


@pytest.mark.django_db
def test_edit_returns_to_the_form_with_everything_typed(client) -> None:
    resident = Resident(client)
    resident.press("preview")
    page = resident.press("edit").content.decode()
    assert "Mặt đường lún sâu." in page
    assert "captcha_1" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("database is locked"), OSError(28, "No space left")])
def test_a_failing_store_saves_nothing_and_keeps_the_text(client, error: Exception) -> None:
    resident = Resident(client)
    resident.press("preview")
    with patch("portal.feedback.services.submission.store_new_acts", side_effect=error):
        answer = resident.press("send")
    assert answer.status_code == 503
    assert "Chưa có gì được gửi đi" in answer.content.decode()
    assert "Mặt đường lún sâu." in answer.content.decode()
    assert Petition.objects.count() == 0
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_an_expired_csrf_token_keeps_the_text() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        URL,
        {"title": "Đường hỏng", "text": "Nội dung <b>dài</b>", "is_public": "on"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Đường hỏng" in page
    assert "&lt;b&gt;dài" in page
    assert "csrfmiddlewaretoken" in page


@pytest.mark.django_db
def test_a_forged_draft_gets_a_fresh_one(client) -> None:
    resident = Resident(client)
    forged = {"step": "send", "draft": "0" * 36 + ":x:y", "passed": "forged"}
    data = {**resident.values, **resident.solved_captcha(), **forged}
    assert client.post(URL, data).status_code == 200
    assert Petition.objects.count() == 0


@pytest.mark.django_db
def test_a_link_prefills_organisation_kind_and_duty(client) -> None:
    organisation = make_organisation("Xã Điền Sẵn")
    query = f"don-vi={organisation.slug}&loai=information_request&nghia-vu=budget_approved&ky=2026"
    page = client.get(f"{URL}?{query}").content.decode()
    assert f'value="{organisation.slug}" selected' in page
    assert "Yêu cầu công khai: Dự toán ngân sách xã" in page


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["don-vi=%00", "nghia-vu=x&ky=abc", "ve=99999999999", "loai=tip", "ve=ă"])
def test_a_wrong_link_still_opens_an_empty_form(client, query: str) -> None:
    assert client.get(f"{URL}?{query}").status_code == 200


@pytest.mark.django_db
def test_the_form_needs_a_bounded_number_of_queries(client, django_assert_max_num_queries) -> None:
    for _ in range(30):
        make_organisation()
    with django_assert_max_num_queries(8):
        client.get(reverse("feedback:submit"))


@pytest.mark.django_db
def test_the_captcha_can_be_heard_and_speaks_vietnamese(client) -> None:
    page = client.get("/phan-anh/gui/").content.decode()
    assert '<audio controls preload="none" src="/ma-xac-nhan/' in page
    assert "Hình có các chữ số" in page
    assert "Play CAPTCHA" not in page
