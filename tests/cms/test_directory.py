"""The heads' directory: who is in it, when a contact is flagged, who confirms it, what can be downloaded."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import vobject
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.disclosures import vcards
from cms.disclosures.confirmation import Confirmation
from cms.disclosures.directory import DirectoryQuery, entries
from cms.disclosures.models import HeadContactsPage
from cms.disclosures.services import confirm_contacts
from portal.accounts.models import Role
from portal.core.models import SiteState
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from portal.statutes.models import Threshold
from tests.cms.factories import ZONE, at, make_contacts, publish
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TODAY = date(2026, 6, 1)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Phường Đường Hào")


def confirmed(organisation: Organisation, days_ago: int = 0, **fields: object) -> HeadContactsPage:
    day = timezone.localdate() - timedelta(days=days_ago)
    return publish(make_contacts(organisation, confirmed_on=day, **fields))


def page(client: Client, query: str = "") -> str:
    return client.get(f"/danh-ba/{query}").content.decode()


# ---- the rule


@pytest.mark.parametrize(
    ("last", "days", "stale"),
    [
        (TODAY, 90, False),
        (TODAY - timedelta(days=90), 90, False),
        (TODAY - timedelta(days=91), 90, True),
        (None, 90, True),
        (TODAY - timedelta(days=4000), None, False),
    ],
)
def test_a_confirmation_lasts_as_long_as_the_rule_says(
    last: date | None, days: int | None, stale: bool
) -> None:
    assert Confirmation(last, days, TODAY).is_stale is stale


def test_staff_are_asked_before_a_confirmation_ends() -> None:
    confirmation = Confirmation(TODAY - timedelta(days=80), 90, TODAY)
    assert confirmation.due == TODAY + timedelta(days=10)
    assert not confirmation.is_due_within(9)
    assert confirmation.is_due_within(10)
    assert confirmation.is_due_within(14)


def test_the_number_of_days_is_dated_data(commune: Organisation) -> None:
    contact = publish(make_contacts(commune, confirmed_on=TODAY - timedelta(days=60)))
    Threshold.objects.filter(key="contact_confirmation").update(effective_to=TODAY)
    Threshold.objects.create(
        key="contact_confirmation",
        amount=30,
        basis="Quyết định mới",
        certainty="policy",
        effective_from=TODAY + timedelta(days=1),
    )
    assert [entry.is_stale for entry in entries(on=TODAY)] == [False]
    assert [entry.is_stale for entry in entries(on=TODAY + timedelta(days=1))] == [True]
    assert contact.live


# ---- the public page


def test_everybody_is_listed_with_or_without_contacts(client: Client, commune: Organisation) -> None:
    confirmed(commune, telephone="0221 3 111 222", email="dh@hungyen.example", full_name="Trần Thị Mẫu")
    silent = make_organisation("Xã Im Lặng")
    html = page(client)
    assert '<a class="nowrap" href="tel:02213111222">0221 3 111 222</a>' in html
    assert 'href="mailto:dh@hungyen.example"' in html
    assert "Trần Thị Mẫu" in html
    assert "Chưa công khai liên hệ" in html
    ask = f"loai=information_request&amp;don-vi={silent.slug}&amp;nghia-vu=head_contacts&amp;ky=standing"
    assert ask in html


def test_a_stale_contact_is_flagged_wherever_it_is_shown(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=91)
    flag = f"{contact.confirmed_on:%d/%m/%Y}"
    for address in ("/danh-ba/", commune.get_absolute_url(), contact.public_path):
        html = client.get(address).content.decode()
        assert "Chưa được xác nhận lại từ" in html, address
        assert flag in html, address


def test_a_fresh_contact_is_not_flagged(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=90)
    for address in ("/danh-ba/", commune.get_absolute_url(), contact.public_path):
        html = client.get(address).content.decode()
        assert "Chưa được xác nhận lại" not in html, address
        assert "Xác nhận còn đúng ngày" in html, address


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=duong+hao", True),
        ("?q=ĐƯỜNG", True),
        ("?q=tran+mau", True),
        ("?q=chu+tich", True),
        ("?q=tan+hung", False),
        ("?don-vi=phuong-duong-hao", True),
        ("?don-vi=khong-co", False),
        ("?loai=commune", True),
        ("?loai=department", False),
        ("?tinh-trang=confirmed", True),
        ("?tinh-trang=stale", False),
        ("?tinh-trang=<script>", False),
        ("?q=%00%25&trang=abc", False),
    ],
)
def test_the_directory_is_searched_and_filtered(
    client: Client, commune: Organisation, query: str, found: bool
) -> None:
    Organisation.objects.filter(pk=commune.pk).update(slug="phuong-duong-hao")
    confirmed(commune, full_name="Trần Thị Mẫu", email="mot@hungyen.example")
    assert ("mot@hungyen.example" in page(client, query)) is found


def test_what_is_withdrawn_or_a_draft_is_not_listed(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, email="rut@hungyen.example")
    make_contacts(make_organisation("Xã Nháp"), email="nhap@hungyen.example")
    contact.unpublish()
    html = page(client)
    assert "rut@hungyen.example" not in html
    assert "nhap@hungyen.example" not in html


def test_the_directory_of_a_province_costs_the_same_queries(
    client: Client, commune: Organisation, django_assert_num_queries: Any
) -> None:
    confirmed(commune)
    page(client)
    with django_assert_num_queries(5) as few:
        page(client)
    for number in range(20):
        confirmed(make_organisation(f"Xã {number}"))
    with django_assert_num_queries(len(few.captured_queries)):
        page(client)


def test_a_cached_flag_lives_no_longer_than_the_page_cache(
    client: Client, commune: Organisation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flag depends on the date alone, which invalidates nothing: the cache's term is its only bound."""
    settings.PAGE_CACHE_SECONDS = 60
    contact = confirmed(commune, days_ago=90)
    assert "Chưa được xác nhận lại" not in page(client)
    tomorrow = datetime.combine(contact.confirmed_on + timedelta(days=91), datetime.min.time(), ZONE)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    stored: list[int] = []
    monkeypatch.setattr(
        "portal.core.page_cache.cache.set", lambda key, value, seconds: stored.append(seconds)
    )
    from django.core.cache import cache

    cache.clear()
    response = client.get("/danh-ba/")
    assert "Chưa được xác nhận lại từ" in response.content.decode()
    assert stored == [60]
    assert "max-age" not in response.headers.get("Cache-Control", "")


# ---- downloads


def test_a_vcard_carries_vietnamese_names_and_official_data_only(
    client: Client, commune: Organisation
) -> None:
    confirmed(
        commune,
        full_name="Nguyễn Thị Hồng Mẫu",
        telephone="(0221) 3.863.456",
        email="dh@hungyen.example",
        office="Trụ sở, đường Hào; tầng 2",
    )
    response = client.get(f"/danh-ba/{commune.slug}.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert f'filename="{commune.slug}.vcf"' in response["Content-Disposition"]
    text = response.content.decode("utf-8")
    assert "\r\nVERSION:3.0\r\n" in text
    card = vobject.readOne(text)
    assert (card.n.value.family, card.n.value.additional, card.n.value.given) == ("Nguyễn", "Thị Hồng", "Mẫu")
    assert card.fn.value == "Nguyễn Thị Hồng Mẫu"
    assert card.org.value == ["Phường Đường Hào"]
    assert card.title.value == "Chủ tịch Ủy ban nhân dân"
    assert card.tel.value == "+842213863456"
    assert card.email.value == "dh@hungyen.example"
    assert card.adr.value.street == "Trụ sở, đường Hào; tầng 2"
    known = {"n", "fn", "org", "title", "tel", "email", "adr", "url", "uid", "rev", "note", "version"}
    assert set(card.contents) == known


def test_a_card_without_a_persons_name_is_the_offices(commune: Organisation) -> None:
    confirmed(commune, telephone="1022")
    (entry,) = entries(on=timezone.localdate())
    card = vobject.readOne(vcards.vcards([entry], root="https://x.example"))
    assert card.fn.value == "Chủ tịch Ủy ban nhân dân – Phường Đường Hào"
    assert card.tel.value == "1022"


def test_a_card_says_that_it_is_stale(commune: Organisation) -> None:
    confirmed(commune, days_ago=200)
    (entry,) = entries(on=timezone.localdate())
    assert vcards.note(entry).startswith("Chưa được xác nhận lại từ")


def test_hostile_text_stays_inside_its_field(client: Client, commune: Organisation) -> None:
    confirmed(commune, full_name="A\r\nTEL:0900", office="x\nEND:VCARD")
    cards = list(vobject.readComponents(client.get("/danh-ba/danh-ba.vcf").content.decode()))
    assert len(cards) == 1
    assert len(cards[0].tel_list) == 1


def test_all_cards_come_in_one_file_and_respect_the_filter(client: Client, commune: Organisation) -> None:
    confirmed(commune)
    confirmed(make_organisation("Xã Hai"))
    make_organisation("Xã Im Lặng")
    for query, number in (("", 2), ("?q=hao", 1)):
        text = client.get(f"/danh-ba/danh-ba.vcf{query}").content.decode()
        assert len(list(vobject.readComponents(text))) == number


def test_there_is_no_card_without_contacts(client: Client, commune: Organisation) -> None:
    assert client.get(f"/danh-ba/{commune.slug}.vcf").status_code == 404
    assert client.get("/danh-ba/danh-ba.vcf").status_code == 404
    assert client.get("/danh-ba/khong-co.vcf").status_code == 404


def test_the_csv_has_a_row_for_every_organisation(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=91)
    make_organisation("Xã Im Lặng")
    text = client.get("/danh-ba/csv/").content.decode("utf-8-sig")
    rows = {row["Đơn vị"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Phường Đường Hào"]["Trạng thái"] == "Chưa xác nhận lại"
    assert rows["Phường Đường Hào"]["Xác nhận ngày"] == contact.confirmed_on.isoformat()
    assert rows["Phường Đường Hào"]["Trang công khai"].endswith(contact.public_path)
    assert rows["Xã Im Lặng"]["Trạng thái"] == "Chưa công khai"
    assert rows["Xã Im Lặng"]["Hộp thư công vụ"] == ""


def test_an_address_keeps_the_filters() -> None:
    query = DirectoryQuery.from_parameters({"q": "hào", "loai": "commune"})
    assert query.address(state="stale") == "?q=h%C3%A0o&loai=commune&tinh-trang=stale"
    assert DirectoryQuery().address() == ""


# ---- confirming


def test_a_confirmation_is_a_public_act_and_no_publication(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=100)
    before = contact.latest_revision_id
    confirm_contacts(page=contact, at=timezone.now(), actor_role="editor")
    stored = HeadContactsPage.objects.get()
    assert stored.confirmed_on == timezone.localdate()
    assert stored.latest_revision_id == before
    event = Event.objects.get(kind="contacts_confirmed")
    assert (event.subject, event.actor_role) == (stored.subject, "editor")
    assert json.loads(event.payload)["contacts"] == stored.fingerprint
    assert stored.email not in event.payload
    html = client.get(stored.public_path).content.decode()
    assert "Đã xác nhận liên hệ còn đúng" in html


def test_a_second_click_the_same_day_records_nothing(commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=100)
    for _ in range(2):
        confirm_contacts(page=contact, at=timezone.now(), actor_role="head")
    assert Event.objects.filter(kind="contacts_confirmed").count() == 1


def test_what_is_not_public_cannot_be_confirmed(commune: Organisation) -> None:
    draft = make_contacts(commune)
    with pytest.raises(ValidationError, match="chưa được công khai"):
        confirm_contacts(page=draft, at=at("2026-06-01 08:00"), actor_role="head")
    assert not Event.objects.filter(kind="contacts_confirmed").exists()


def test_publishing_an_older_draft_does_not_take_a_confirmation_back(commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=100)
    contact.telephone = "0221 3 999 999"
    contact.save_revision()
    confirm_contacts(page=contact, at=timezone.now(), actor_role="head")
    published = publish(HeadContactsPage.objects.get())
    assert (published.telephone, published.confirmed_on) == ("0221 3 999 999", timezone.localdate())


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_shows_at_once_in_cached_pages() -> None:
    contact = confirmed(make_organisation("Xã Một"), days_ago=100)
    before = SiteState.current()[0]
    confirm_contacts(page=contact, at=timezone.now(), actor_role="head")
    assert SiteState.current()[0] > before


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_own_staff_confirm_with_one_click(client: Client, commune: Organisation, role: Role) -> None:
    contact = confirmed(commune, days_ago=100)
    client.force_login(make_user(role, commune), backend=BACKEND)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    url = reverse("disclosure_confirm_contacts", args=[contact.pk])
    assert url in home
    response = client.post(url, {"next": "https://la.example/"})
    assert response["Location"] == reverse("disclosure_contacts")
    assert HeadContactsPage.objects.get().confirmed_on == timezone.localdate()
    assert Event.objects.get(kind="contacts_confirmed").actor_role == role
    assert url not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD, Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_nobody_else_confirms(client: Client, commune: Organisation, role: Role) -> None:
    contact = confirmed(commune, days_ago=100)
    own = commune if role == Role.HANDLER else None
    client.force_login(make_user(role, own), backend=BACKEND)
    client.post(reverse("disclosure_confirm_contacts", args=[contact.pk]))
    assert HeadContactsPage.objects.get().confirmed_on == contact.confirmed_on


def test_an_inspector_lists_what_is_stale_in_the_province(client: Client, commune: Organisation) -> None:
    contact = confirmed(commune, days_ago=100)
    confirmed(make_organisation("Xã Tươi"))
    client.force_login(make_user(Role.INSPECTOR), backend=BACKEND)
    html = client.get(reverse("disclosure_contacts") + "?tinh-trang=stale").content.decode()
    assert "Phường Đường Hào" in html
    assert "Xã Tươi" not in html
    assert reverse("disclosure_confirm_contacts", args=[contact.pk]) not in html


def test_the_head_of_the_province_lists_every_body(client: Client, commune: Organisation) -> None:
    province = make_organisation("Tỉnh Hưng Yên", kind="province")
    Organisation.objects.filter(pk=commune.pk).update(parent=province)
    contact = confirmed(commune, days_ago=100)
    client.force_login(make_user(Role.HEAD, province), backend=BACKEND)
    html = client.get(reverse("disclosure_contacts")).content.decode()
    assert "Phường Đường Hào" in html
    assert reverse("disclosure_confirm_contacts", args=[contact.pk]) not in html


def test_staff_list_only_their_own_and_a_handler_nothing(client: Client, commune: Organisation) -> None:
    confirmed(make_organisation("Xã Khác"))
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    html = client.get(reverse("disclosure_contacts")).content.decode()
    assert "Phường Đường Hào" in html
    assert "Xã Khác" not in html
    client.force_login(make_user(Role.HANDLER, commune), backend=BACKEND)
    assert client.get(reverse("disclosure_contacts")).status_code in (302, 403)
