"""The public register: every obligation has a row, whatever became of it."""

import csv
import io
from datetime import date

import pytest
import vobject
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from cms.disclosures.models import Obligation, OrganisationDisclosuresPage
from cms.disclosures.services import ensure_structure, instantiate_duties, oblige
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at, attachment, make_budget, make_land_plan, publish, section_of, small_pdf
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Đông Hòa", slug="xa-dong-hoa")
    ensure_structure()
    return commune


def owe(
    organisation: Organisation, key: str = "budget_approved", triggered_on: date = date(2026, 1, 5)
) -> Obligation:
    duty = DisclosureDuty.objects.get(key=key)
    moment = at("2026-01-05 08:00")
    return oblige(organisation=organisation, duty=duty, period="2026", triggered_on=triggered_on, at=moment)


def read_csv(response: HttpResponseBase) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def get(client: Client, query: str = "") -> str:
    response = client.get(f"/cong-khai/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_missing_item_has_its_due_date_and_a_way_to_ask_for_it(
    client: Client, commune: Organisation
) -> None:
    obligation = owe(commune)
    body = get(client)
    assert "Chưa công khai" in body
    assert f"{obligation.due_on:%d/%m/%Y}" in body
    address = "/phan-anh/gui/?loai=information_request&amp;don-vi=xa-dong-hoa&amp;nghia-vu=budget_approved&amp;ky=2026"
    assert address in body


def test_a_published_item_links_to_its_page_and_asks_for_nothing(
    client: Client, commune: Organisation
) -> None:
    page = publish(make_budget(commune))
    body = get(client, "?xem=danh-sach")
    assert f'href="{page.public_path}"' in body
    assert "information_request" not in body


def test_a_draft_is_not_shown(client: Client, commune: Organisation) -> None:
    owe(commune)
    page = make_budget(commune, title="Còn là bản nháp")
    assert "Còn là bản nháp" not in get(client)
    assert client.get(page.public_path).status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?muc=budget_approved", True),
        ("?muc=land_use_plan", False),
        ("?don-vi=xa-dong-hoa", True),
        ("?don-vi=xa-khac", False),
        ("?ky=2026", True),
        ("?ky=2025", False),
        ("?trang-thai=missing", True),
        ("?trang-thai=published", False),
        ("?muc=budget_approved&don-vi=xa-dong-hoa&ky=2026&trang-thai=missing", True),
    ],
)
def test_the_filters_of_the_address(client: Client, commune: Organisation, query: str, shown: bool) -> None:
    owe(commune)
    assert ("information_request" in get(client, query)) is shown


def test_the_former_status_due_still_filters(client: Client, commune: Organisation) -> None:
    owe(commune, triggered_on=timezone.localdate())
    assert "xa-dong-hoa" in get(client, "?trang-thai=due").split("Từng nội dung")[1]
    assert "Không có nội dung nào khớp" in get(client, "?trang-thai=missing")


@pytest.mark.parametrize("value", ["%00", "%27%22<b>", "a" * 5000, "%F0%9F%98%80", "../..", "-1"])
@pytest.mark.parametrize(
    "name", ["muc", "don-vi", "ky", "trang-thai", "trang", "vu-viec", "niem-yet", "nam", "xem", "xep"]
)
def test_odd_values_give_a_page(client: Client, commune: Organisation, name: str, value: str) -> None:
    owe(commune)
    body = get(client, f"?{name}={value}")
    assert "<b>" not in body


def test_the_overview_counts_by_item_and_status(client: Client, commune: Organisation) -> None:
    owe(commune)
    owe(make_organisation())
    publish(make_budget(make_organisation()))
    body = get(client, "?nam=2026")
    assert 'href="/cong-khai/?muc=budget_approved&amp;trang-thai=missing&amp;nam=2026">2<' in body
    assert 'href="/cong-khai/?muc=budget_approved&amp;trang-thai=late&amp;nam=2026">1<' in body
    assert "0 % đúng hạn" in body


def test_the_csv_has_the_filtered_rows(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    owe(make_organisation())
    response = client.get("/cong-khai/csv/?don-vi=xa-dong-hoa")
    rows = read_csv(response)
    assert [row["Mã nội dung"] for row in rows] == ["budget_approved"]
    assert rows[0]["Địa chỉ"].endswith(page.public_path)
    assert rows[0]["Ngày công khai"] == timezone.localdate().isoformat()


def test_the_number_of_queries_does_not_grow_with_the_register(
    client: Client, commune: Organisation, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        make_organisation()
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    publish(make_budget(commune))
    get(client)
    with django_assert_max_num_queries(18):
        get(client)
    with django_assert_max_num_queries(12):
        read_csv(client.get("/cong-khai/csv/"))


def test_an_organisations_section_lists_what_it_owes(client: Client, commune: Organisation) -> None:
    owe(commune)
    owe(make_organisation("Xã Khác Hẳn"))
    body = client.get("/cong-khai/xa-dong-hoa/").content.decode()
    assert "Xã Đông Hòa" in body
    assert "information_request" in body
    assert "Khác Hẳn" not in body


def test_the_structure_is_made_once() -> None:
    make_organisation()
    ensure_structure()
    ensure_structure()
    assert OrganisationDisclosuresPage.objects.count() == 1
    assert OrganisationDisclosuresPage.find_problems() == ([], [], [], [], [])


# ---- pages of disclosures


def test_a_document_is_handed_out_by_its_digest(client: Client, commune: Organisation) -> None:
    page = make_land_plan(commune)
    page.attachments = [attachment("quy-hoach.pdf", small_pdf("quy hoach"))]
    page.save_revision()
    page = publish(page)
    digest = page.attachments.get().sha256
    response = client.get(f"{page.public_path}tep/{digest}/")
    assert b"".join(response.streaming_content) == small_pdf("quy hoach")
    assert response["Content-Disposition"].startswith("attachment")
    assert digest in client.get(page.public_path).content.decode()
    assert client.get(f"{page.public_path}tep/{'0' * 64}/").status_code == 404


def test_the_document_of_a_withdrawn_page_is_gone(client: Client, commune: Organisation) -> None:
    page = make_land_plan(commune)
    page.attachments = [attachment("quy-hoach.pdf")]
    page.save_revision()
    page = publish(page)
    address = f"{page.public_path}tep/{page.attachments.get().sha256}/"
    page.unpublish()
    assert client.get(address).status_code == 410


def test_the_section_of_a_new_organisation_comes_with_its_first_use() -> None:
    commune = make_organisation()
    assert section_of(commune).organisation == commune


def test_the_calendar_can_be_taken_along(client: Client, commune: Organisation) -> None:
    obligation = owe(commune)
    body = get(client, f"{commune.slug}/?xem=lich&nam=2026")
    assert f'href="/cong-khai/{commune.slug}/lich.ics?nam=2026"' in body
    response = client.get(f"/cong-khai/{commune.slug}/lich.ics?nam=2026")
    assert response["Content-Type"].startswith("text/calendar")
    calendar = vobject.readOne(response.content.decode())
    (event,) = calendar.vevent_list
    assert event.dtstart.value == obligation.due_on
    assert event.uid.value == f"nghia-vu-{obligation.pk}@testserver"
    assert obligation.duty.title in event.summary.value
    assert event.url.value.startswith("http://testserver/cong-khai/")


def test_the_calendar_of_nobody_is_no_file(client: Client) -> None:
    assert client.get("/cong-khai/khong-co/lich.ics").status_code == 404
