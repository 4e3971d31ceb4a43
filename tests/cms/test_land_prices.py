"""The table of land prices: looked up by road and position, compared with the year before."""

import csv
import hashlib
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.disclosures.checklist import PublicationRefused
from cms.disclosures.desk.price_changes import price_changes
from cms.disclosures.land_types import LandType, land_type_of
from cms.disclosures.models import LandPrice, LandPriceSet, LandPriceTablePage, Obligation
from cms.disclosures.price_keys import price_key, search_text
from cms.disclosures.services import PriceRow, import_prices
from cms.disclosures.services.prices import MOST_ROWS
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import DECISION, add_draft, at, publish, section_of
from tests.cms.land_factories import make_price_table, price
from tests.factories import make_organisation, make_user

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def province(db: None) -> Organisation:
    return make_organisation("Tỉnh Thử", kind="province", slug="tinh-thu")


def get(client: Client, page: LandPriceTablePage, query: str = "") -> str:
    response = client.get(f"{page.public_path}{query}")
    assert response.status_code == 200
    return response.content.decode()


def replaced(page: LandPriceTablePage, rows: list[PriceRow]) -> LandPriceTablePage:
    """Import the rows and publish them."""
    import_prices(page=page, rows=rows, by=None, at=at("2026-02-01 08:00"))
    page.refresh_from_db()
    return publish(page)


# ---- pure


def test_a_road_is_the_same_with_or_without_marks_and_signs() -> None:
    first = price_key("01", "Đường  Hào", "Cầu Treo", "", 1, "ODT")
    assert first == price_key("01", "duong hao", "cau treo", "", 1, "ODT")
    assert first != price_key("01", "duong hao", "cau treo", "", 2, "ODT")
    assert search_text("Đường 38-B", "") == " duong 38 b"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ODT", LandType.ODT),
        ("odt", LandType.ODT),
        ("Đất ở tại đô thị", LandType.ODT),
        ("dat o do thi", LandType.ODT),
        ("Đất chuyên trồng lúa (LUC)", LandType.LUA),
        ("đất trên mặt trăng", None),
        ("", None),
    ],
)
def test_a_land_type_is_known_by_code_or_name(text: str, code: str | None) -> None:
    assert land_type_of(text) == code


# ---- looking up


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=duong+hao", ["Đường Hào"]),
        ("?q=Đường+Hào", ["Đường Hào"]),
        ("?q=cho+thua", ["Đường Hào", "Đường Thao"]),
        ("?q=hao", ["Đường Hào"]),
        ("?q=khong+co", []),
        ("?vi-tri=2", ["Đường Thao"]),
        ("?vi-tri=hai", []),
        ("?loai=ONT", ["Đường Thao"]),
        ("?xa=xa-dong", ["Đường Thao"]),
        ("?q=xa+dong", ["Đường Thao"]),
        ("?q=%2C%2C", []),
    ],
)
def test_a_price_is_found_by_road_place_position_and_type(
    client: Client, province: Organisation, query: str, found: list[str]
) -> None:
    make_organisation("Xã Tây", slug="xa-tay")
    dong = make_organisation("Xã Đông", slug="xa-dong")
    tay = Organisation.objects.get(slug="xa-tay")
    rows = [
        price("Đường Hào", commune=tay),
        price("Đường Thao", commune=dong, position=2, land_type="ONT"),
    ]
    page = publish(make_price_table(province, rows))
    body = get(client, page, query)
    assert [name for name in ("Đường Hào", "Đường Thao") if f"{name}</a>" in body] == found


def test_the_road_that_is_named_so_comes_before_those_that_only_touch_it(
    client: Client, province: Organisation
) -> None:
    rows = [price("Đường Làng", section_to="Đường Hào"), price("Đường Hào")]
    body = get(client, publish(make_price_table(province, rows)), "?q=duong+hao")
    assert body.index("Đường Hào</a>") < body.index("Đường Làng</a>")


def test_the_unit_is_stated_and_numbers_are_grouped(client: Client, province: Organisation) -> None:
    body = get(client, publish(make_price_table(province)))
    assert "đồng/m²" in body
    assert "5.000.000" in body


@pytest.mark.parametrize("value", ["%00", "%27%22<b>", "a" * 3000, "%F0%9F%98%80", "-1", "9" * 30, "²"])
@pytest.mark.parametrize("name", ["q", "xa", "vi-tri", "loai", "trang"])
def test_odd_values_give_a_page(client: Client, province: Organisation, name: str, value: str) -> None:
    page = publish(make_price_table(province))
    assert "<b>" not in get(client, page, f"?{name}={value}")
    assert client.get(f"{page.public_path}csv/?{name}={value}").status_code == 200


def test_hostile_names_are_text(client: Client, province: Organisation) -> None:
    rows = [price(HOSTILE, section_from=HOSTILE, section_to="=1+1")]
    page = publish(make_price_table(province, rows))
    assert "<script>alert" not in get(client, page)
    body = b"".join(client.get(f"{page.public_path}csv/").streaming_content).decode()
    assert "'=1+1" in body


def test_the_number_of_queries_does_not_grow_with_the_table(client: Client, province: Organisation) -> None:
    communes = [make_organisation() for _ in range(4)]
    rows = [price(f"Đường {n}", commune=communes[n % 4], position=n % 4 + 1) for n in range(120)]
    publish(make_price_table(province, rows, year=2025, effective_from=date(2025, 1, 1), title="Cũ"))
    page = publish(make_price_table(province, rows[:2]))
    counted = []
    for count in (2, 120):
        page = replaced(page, rows[:count])
        get(client, page)
        with CaptureQueriesContext(connection) as html:
            body = get(client, page, "?q=duong")
        with CaptureQueriesContext(connection) as table:
            b"".join(client.get(f"{page.public_path}csv/").streaming_content)
        assert body.count("duong/") == min(count, 25)
        counted.append((len(html), len(table)))
    assert counted[0] == counted[1] < (30, 16)


# ---- year on year


@pytest.fixture
def two_years(province: Organisation) -> tuple[LandPriceTablePage, LandPriceTablePage]:
    old = publish(
        make_price_table(
            province, [price(amount=4_000_000)], year=2025, effective_from=date(2025, 1, 1), title="Bảng cũ"
        )
    )
    new = publish(make_price_table(province, [price("duong  hao"), price("Đường Mới")]))
    return old, new


def test_a_row_states_the_former_price_and_the_change(
    client: Client, two_years: tuple[LandPriceTablePage, LandPriceTablePage]
) -> None:
    body = get(client, two_years[1], "?q=hao")
    assert "4.000.000" in body
    assert "tăng 25 %" in body
    assert "Đã có bảng giá mới hơn" in get(client, two_years[0])


def test_a_road_has_a_page_with_its_price_in_every_table(
    client: Client, two_years: tuple[LandPriceTablePage, LandPriceTablePage]
) -> None:
    row = two_years[1].prices.get(road="duong hao")
    body = client.get(f"{two_years[1].public_path}duong/{row.pk}/").content.decode()
    assert "Từ 01/01/2025" in body
    assert body.index("4.000.000") < body.index("5.000.000")


def test_the_link_of_a_row_that_is_gone_leads_to_the_table(client: Client, province: Organisation) -> None:
    page = publish(make_price_table(province))
    response = client.get(f"{page.public_path}duong/999999/")
    assert response.headers["Location"] == page.public_path


# ---- rows and the ledger


def test_the_csv_is_what_the_published_digest_is_of(client: Client, province: Organisation) -> None:
    page = publish(make_price_table(province, [price(), price("Đường Hai", position=2)]))
    response = client.get(f"{page.public_path}csv/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["", "Đường Hào", "cầu Treo", "chợ Thứa", "1", "ODT", "Đất ở tại đô thị", "5000000", ""]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(row[:-1] for row in rows[1:])
    assert hashlib.sha256(buffer.getvalue().encode()).hexdigest() == page.price_set.sha256
    payload = Event.objects.about(page.subject).get(kind="disclosed").payload
    assert page.price_set.sha256 in payload


def test_new_rows_wait_for_approval_and_are_then_a_correction(client: Client, province: Organisation) -> None:
    page = publish(make_price_table(province))
    import_prices(page=page, rows=[price(amount=6_000_000)], by=None, at=at("2026-02-01 08:00"))
    assert "5.000.000" in get(client, page)
    assert Event.objects.about(page.subject).last().kind == "disclosed"
    page.refresh_from_db()
    body = get(client, publish(page))
    assert "6.000.000" in body
    assert "5.000.000" not in body
    assert Event.objects.about(page.subject).last().kind == "corrected"


def test_sets_that_nobody_can_see_or_publish_any_more_are_deleted(province: Organisation) -> None:
    page = publish(make_price_table(province))
    for amount in (6_000_000, 7_000_000):
        page.refresh_from_db()
        import_prices(page=page, rows=[price(amount=amount)], by=None, at=at("2026-02-01 08:00"))
    kept = LandPrice.objects.values_list("price", flat=True)
    assert sorted(kept) == [5_000_000, 7_000_000]
    page.refresh_from_db()
    assert publish(page).prices.get().price == 7_000_000


def test_a_copy_of_the_page_starts_without_rows(province: Organisation) -> None:
    page = make_price_table(province)
    copied = page.copy(update_attrs={"title": "Bản sao", "slug": "ban-sao"}, copy_revisions=False)
    assert copied.price_set is None


def test_rows_that_contradict_each_other_change_nothing(province: Organisation) -> None:
    page = make_price_table(province)
    with pytest.raises(ValidationError, match="Dòng 1 và dòng 2"):
        replaced(page, [price(), price(amount=1)])
    assert LandPriceSet.objects.count() == 1


@pytest.mark.parametrize("rows", [[], [price()] * (MOST_ROWS + 1)])
def test_a_table_has_rows_and_not_too_many(province: Organisation, rows: list[PriceRow]) -> None:
    with pytest.raises(ValidationError):
        replaced(make_price_table(province), rows)


def test_a_table_without_rows_is_not_published(province: Organisation) -> None:
    page = LandPriceTablePage(title="Bảng giá", year=2026, effective_from=date(2026, 1, 1), **DECISION)
    add_draft(province, page)
    with pytest.raises(PublicationRefused, match="Các dòng giá"):
        publish(page)


def test_only_the_province_has_a_price_table(province: Organisation) -> None:
    assert LandPriceTablePage.can_create_at(section_of(province))
    assert not LandPriceTablePage.can_create_at(section_of(make_organisation()))


def test_it_fulfils_the_provinces_duty_and_search_knows_its_roads(province: Organisation) -> None:
    page = publish(make_price_table(province))
    assert Obligation.objects.get(organisation=province).duty.key == "land_price_table"
    assert "Đường Hào" in page.public_text()
    assert LandPrice.objects.get().change is None


# ---- two imports, row by row


def test_whoever_approves_new_prices_sees_the_rows_that_differ(
    client: Client, province: Organisation
) -> None:
    kept = [price(road=f"Đường {number}") for number in range(5)]
    page = publish(make_price_table(province, [*kept, price("Đường Cũ"), price("Đường Tăng", 1_000_000)]))
    rows = [*kept, price("Đường Mới"), price("Đường Tăng", 1_500_000)]
    import_prices(page=page, rows=rows, by=None, at=at("2026-02-01 08:00"))
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    found = price_changes(page, draft)
    assert found is not None
    assert found.tabs == [("sua", "Đổi giá", 1), ("them", "Thêm", 1), ("bo", "Bỏ", 1)]
    assert [row.road for row in price_changes(page, draft, chosen="them").rows] == ["Đường Mới"]
    assert [row.road for row in price_changes(page, draft, chosen="bo").rows] == ["Đường Cũ"]
    assert price_changes(page, page) is None
    user = make_user(Role.HEAD, province)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    body = client.get(reverse("disclosure_review", args=[page.pk])).content.decode()
    assert "1.000.000</del>" in body
    assert "1.500.000" in body
    assert "Đường 3" not in body[body.index("Các dòng giá đất") : body.index("<h2>Tài liệu</h2>")]


def test_the_comparison_of_prices_is_paged_and_costs_the_same(province: Organisation) -> None:
    page = publish(make_price_table(province, [price(road=f"Đường {number}") for number in range(130)]))
    rows = [price(f"Đường {number}", 6_000_000) for number in range(130)]
    import_prices(page=page, rows=rows, by=None, at=at("2026-02-01 08:00"))
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    with CaptureQueriesContext(connection) as queries:
        found = price_changes(page, draft, page="2")
        assert found is not None
        assert len(list(found.rows)) == 50
    assert (found.rows.paginator.num_pages, len(queries) <= 5) == (3, True)
