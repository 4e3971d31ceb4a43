"""Documents of a disclosure on the web: read, opened, found, asked for, and gone when they have to be."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from cms.disclosures.checklist import open_items
from cms.disclosures.models import (
    BudgetPage,
    DisclosureAttachment,
    DisclosurePage,
    DocumentReading,
    PassReason,
    ReadingPart,
    words_of_documents,
)
from cms.disclosures.services import end_posting, read_attachment, read_waiting, withdraw
from cms.disclosures.services import reading as services
from cms.disclosures.services.personal_data_acts import sign_off
from cms.disclosures.views import reading as views
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role
from portal.core.uploads import DOCX, XLSX
from portal.organisations.models import Organisation
from search.providers import DisclosureSource
from tests.cms.factories import at, make_budget, make_household_list, publish
from tests.cms.personal_data.making import groups, keys, propose
from tests.core.reading import making
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

PDF = "application/pdf"
NOW = at("2026-03-02 09:00")
SENTENCE = "Mot cau du dai de duoc xem la chu that su."


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


def document(name: str, content: bytes, media_type: str, **fields: Any) -> DisclosureAttachment:
    return DisclosureAttachment(
        title=fields.pop("title", "Báo cáo"),
        file=ContentFile(content, name=name),
        media_type=media_type,
        **fields,
    )


def public(commune: Organisation, *documents: DisclosureAttachment) -> BudgetPage:
    page = make_budget(commune)
    page.attachments = list(documents)
    page.save_revision()
    if any(group.unsigned for group in groups(page)):
        # What no program can read, two people have looked at.
        propose(page, make_user(Role.EDITOR, commune), PassReason.READ)
        sign_off(page=page, keys=keys(page), by=make_user(Role.HEAD, commune), at=NOW)
    return publish(page)


def word_file(words: str = "Chi cho trường học") -> DisclosureAttachment:
    def build(built: Any) -> None:
        built.add_heading("Báo cáo", 1)
        built.add_paragraph(words)

    return document("bao-cao.docx", making.docx(build), DOCX)


def address(page: DisclosurePage, item: DisclosureAttachment, way: str = "doc") -> str:
    return f"{page.public_path}tep/{item.sha256}/{way}/"


def only(page: DisclosurePage) -> DisclosureAttachment:
    return page.attachments.get()


# ---- reading


def test_a_word_document_is_read_on_the_web_and_still_downloaded(
    client: Client, commune: Organisation
) -> None:
    page = public(commune, word_file())
    item = only(page)
    shown = client.get(page.public_path).content.decode()
    assert address(page, item) in shown
    assert "Đọc trên web" in shown
    assert "Mở PDF" not in shown
    body = client.get(address(page, item)).content.decode()
    assert body.count("<h1") == 1
    assert "<h2>Báo cáo</h2>" in body
    assert "Chi cho trường học" in body
    assert f'href="{page.public_path}tep/{item.sha256}/"' in body
    response = client.get(f"{page.public_path}tep/{item.sha256}/")
    assert "attachment" in response["Content-Disposition"]
    b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_document_is_converted_once(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = public(commune, word_file())
    client.get(address(page, only(page)))
    monkeypatch.setattr(
        "cms.disclosures.services.reading.read_document", lambda *_: pytest.fail("read a second time")
    )
    assert client.get(address(page, only(page))).status_code == 200
    assert read_waiting(at=NOW, most=10) == 0


def test_a_large_document_waits_for_the_worker(
    client: Client, commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE_BYTES", 10)
    page = public(commune, word_file())
    response = client.get(address(page, only(page)))
    assert "Đang chuyển thành trang web" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not DocumentReading.objects.exists()
    call_command("read_documents", verbosity=0)
    assert "Chi cho trường học" in client.get(address(page, only(page))).content.decode()


def test_the_worker_reads_only_what_is_public(commune: Organisation) -> None:
    draft = make_budget(commune)
    draft.attachments = [word_file()]
    draft.save_revision()
    publish(make_household_list(make_organisation()))
    assert read_waiting(at=NOW, most=10) == 0
    publish(draft)
    assert read_waiting(at=NOW, most=10) == 1
    assert read_waiting(at=NOW, most=10) == 0


def test_pages_of_a_pdf_come_ten_at_a_time(client: Client, commune: Organisation) -> None:
    content = making.pdf(*[[f"{SENTENCE} {number}"] for number in range(1, 13)])
    page = public(commune, document("van-ban.pdf", content, PDF))
    first = client.get(address(page, only(page)))
    body = first.content.decode()
    assert "<h2>Trang 10</h2>" in body
    assert "<h2>Trang 11</h2>" not in body
    assert "X-Robots-Tag" not in first
    second = client.get(f"{address(page, only(page))}?trang=2")
    assert "<h2>Trang 12</h2>" in second.content.decode()
    assert second["X-Robots-Tag"] == "noindex"
    assert client.get(f"{address(page, only(page))}?trang=x").status_code == 200


def test_a_workbook_is_a_table_with_headings(client: Client, commune: Organisation) -> None:
    def build(book: Any) -> None:
        book.active.append(["Mục", "Số tiền"])
        book.active.append(["Thuế", 1234567])

    page = public(commune, document("bieu.xlsx", making.xlsx(build), XLSX))
    body = client.get(address(page, only(page))).content.decode()
    assert '<th scope="col">Số tiền</th>' in body
    assert "1.234.567" in body


def test_what_cannot_be_read_says_so_once_and_for_all(client: Client, commune: Organisation) -> None:
    page = public(commune, document("hong.pdf", b"%PDF-1.4 hong", PDF))
    body = client.get(address(page, only(page))).content.decode()
    assert "Không đọc được trên web" in body
    assert DocumentReading.objects.get().state == "failed"
    assert client.get(page.public_path).status_code == 200


def test_a_document_is_found_only_on_its_own_live_page(client: Client, commune: Organisation) -> None:
    page = public(commune, word_file())
    other = public(make_organisation(), word_file("Khác"))
    item = only(page)
    assert client.get(address(other, item)).status_code == 404
    assert client.get(f"{page.public_path}tep/khong-co/doc/").status_code == 404
    page.unpublish()
    assert client.get(address(page, item)).status_code == 410
    assert client.get(address(page, item, "xem")).status_code == 410


# ---- opening


def test_a_pdf_opens_in_the_browser_sealed_off_from_the_site(client: Client, commune: Organisation) -> None:
    page = public(commune, document("van-ban.pdf", making.pdf([SENTENCE]), PDF))
    assert "Mở PDF" in client.get(page.public_path).content.decode()
    response = client.get(address(page, only(page), "xem"))
    assert response["Content-Type"] == PDF
    assert response["Content-Disposition"].startswith("inline")
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_nothing_but_pdf_opens_inline(client: Client, commune: Organisation) -> None:
    page = public(commune, word_file())
    assert client.get(address(page, only(page), "xem")).status_code == 404


# ---- scans


def test_a_scan_needs_its_main_content_in_words_before_it_goes_public(commune: Organisation) -> None:
    page = make_budget(commune, summary="<p>Tóm tắt</p>")
    page.attachments = [document("quet.pdf", making.scan(), PDF, title="Bản quét", has_text=False)]
    page.save_revision()
    [item] = [one for one in open_items(page) if one.key == "readable"]
    assert "“Bản quét” là ảnh hoặc bản quét" in item.help
    page.attachments = [
        document("quet.pdf", making.scan(), PDF, has_text=False, key_content="Thu 10 tỷ, chi 9 tỷ.")
    ]
    assert "readable" not in [one.key for one in open_items(page)]


def test_choosing_a_file_finds_out_whether_it_can_be_read(commune: Organisation) -> None:
    for content, expected in ((making.scan(), False), (making.pdf([SENTENCE]), True)):
        item = DisclosureAttachment(title="Văn bản", file=SimpleUploadedFile("a.pdf", content))
        item.clean()
        assert item.has_text is expected
        assert item.is_readable is expected


def test_the_reading_of_a_scan_is_its_main_content_or_a_way_to_ask(
    client: Client, commune: Organisation
) -> None:
    page = public(commune, document("quet.pdf", making.scan(), PDF))
    body = client.get(address(page, only(page))).content.decode()
    assert "Tài liệu không có chữ để đọc" in body
    assert "Yêu cầu bản có chữ" in body
    DisclosureAttachment.objects.update(key_content="Thu 10 tỷ.\n\nChi 9 tỷ.")
    body = client.get(address(page, only(page))).content.decode()
    assert "<p>Thu 10 tỷ.</p>" in body
    assert "Yêu cầu bản có chữ" not in body


def test_a_document_in_an_old_format_is_refused_with_how_to_save_it_again(commune: Organisation) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    for marker, words in (
        ("WordDocument", ("Word kiểu cũ (.doc)", "Lưu thành (Save As)", "(*.docx)", "LibreOffice")),
        ("Workbook", ("Excel kiểu cũ (.xls)", "(*.xlsx)", "LibreOffice")),
        ("EncryptedPackage", ("có mật khẩu", "Bảo vệ (Protect)")),
    ):
        file = SimpleUploadedFile("cu.doc", old + marker.encode("utf-16-le"))
        with pytest.raises(ValidationError) as caught:
            DisclosureAttachment(title="Cũ", file=file).clean()
        assert all(word in caught.value.messages[0] for word in words), caught.value.messages


# ---- search and deletion


def test_search_finds_a_page_by_the_words_of_its_documents(commune: Organisation) -> None:
    page = public(commune, word_file("Cầu Đông Xá"))
    assert "Đông Xá" not in DisclosureSource().document(page).body
    read_attachment(document=only(page), at=NOW)
    assert "Đông Xá" in DisclosureSource().document(page).body
    DisclosureAttachment.objects.update(key_content="Viết thêm")
    assert "Viết thêm" in words_of_documents(page)


def test_a_new_reading_tells_search(commune: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    page = public(commune, word_file())
    told: list[DisclosurePage] = []
    monkeypatch.setattr(
        "cms.disclosures.services.reading.content_changed.send",
        lambda sender, instance: told.append(instance),
    )
    read_attachment(document=only(page), at=NOW)
    assert told == [page]


def test_a_reading_goes_with_the_last_document_that_has_its_content(commune: Organisation) -> None:
    first, second = public(commune, word_file()), public(make_organisation(), word_file())
    with only(first).file.open("rb") as file:
        content = file.read()
    DisclosureAttachment.objects.filter(page=second).delete()
    second.attachments = [document("b.docx", content, DOCX)]
    second.save_revision()
    second = publish(second)
    assert only(first).sha256 == only(second).sha256
    read_attachment(document=only(first), at=NOW)
    DisclosureAttachment.objects.filter(page=first).delete()
    assert DocumentReading.objects.count() == 1
    DisclosureAttachment.objects.filter(page=second).delete()
    assert not DocumentReading.objects.exists()
    assert not ReadingPart.objects.exists()


def test_documents_of_a_list_with_names_are_never_read(client: Client, commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    item = only(page)
    shown = client.get(page.public_path).content.decode()
    assert "Đọc trên web" not in shown
    assert "Mở PDF" not in shown
    assert client.get(address(page, item)).status_code == 404
    assert client.get(address(page, item, "xem")).status_code == 404
    with pytest.raises(ValueError):
        read_attachment(document=item, at=NOW)
    assert words_of_documents(page) == ""
    end_posting(page=page, at=at("2026-12-01 00:10"))
    assert not DocumentReading.objects.exists()


def test_a_list_asks_for_no_words_in_the_place_of_its_documents(commune: Organisation) -> None:
    page = make_household_list(commune)
    for item in page.attachments.all():
        item.has_text = False
    assert "readable" not in [one.key for one in open_items(page)]


@pytest.mark.parametrize("what", ["doc", "xem"])
def test_a_withdrawn_pages_documents_are_gone_on_purpose(
    client: Client, commune: Organisation, what: str
) -> None:
    page = public(commune, document("bao-cao.pdf", making.pdf([SENTENCE]), PDF))
    asked = address(page, only(page), what)
    shown = client.get(asked)
    assert shown.status_code == 200
    if shown.streaming:
        b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=None)
    response = client.get(asked)
    assert response.status_code == 410
    assert "Lộ thông tin cá nhân".lower() in response.content.decode().lower()
    assert SENTENCE not in response.content.decode()
    assert client.get(f"{page.public_path}to-niem-yet/").status_code == 410
    draft = make_budget(make_organisation())
    assert client.get(f"{draft.public_path}to-niem-yet/").status_code == 404


def test_another_converter_reads_again_and_search_learns(
    commune: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = public(commune, word_file())
    first = read_attachment(document=only(page), at=NOW)
    assert (first.converter, read_waiting(at=NOW, most=5)) == (services.CONVERTER, 0)
    told: list[DisclosurePage] = []
    monkeypatch.setattr(services, "CONVERTER", services.CONVERTER + 1)
    monkeypatch.setattr(services.content_changed, "send", lambda sender, instance: told.append(instance))
    assert (read_waiting(at=NOW, most=5), read_waiting(at=NOW, most=5)) == (1, 0)
    again = DocumentReading.objects.get()
    assert (again.converter, again.parts.count()) == (services.CONVERTER, 1)
    assert told == [page]
