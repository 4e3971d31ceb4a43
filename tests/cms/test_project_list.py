"""All projects in one list, and the way to the land prices in force."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.disclosures.services import ensure_structure
from portal.organisations.models import Organisation
from tests.cms.factories import publish
from tests.cms.land_factories import make_price_table, make_project
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/cong-khai/du-an/"


@pytest.fixture
def communes() -> list[Organisation]:
    found = [make_organisation("Xã Đông", slug="xa-dong"), make_organisation("Xã Tây", slug="xa-tay")]
    ensure_structure()
    return found


def get(client: Client, query: str = "") -> str:
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Cầu Bến", "Trường Mầm"]),
        ("?q=cau+ben", ["Cầu Bến"]),
        ("?q=mam", ["Trường Mầm"]),
        ("?q=am", []),
        ("?don-vi=xa-dong", ["Cầu Bến"]),
        ("?don-vi=xa-khac", []),
        ("?tinh-trang=paused", ["Trường Mầm"]),
        ("?cham=1", ["Cầu Bến"]),
        ("?q=%2C", []),
        ("?xep=von", ["Cầu Bến", "Trường Mầm"]),
        ("?xep=khac", ["Cầu Bến", "Trường Mầm"]),
    ],
)
def test_the_filters_of_the_address(
    client: Client, communes: list[Organisation], query: str, found: list[str]
) -> None:
    today = timezone.localdate()
    publish(make_project(communes[0], title="Cầu Bến", ends_planned=date(2026, 3, 1)))
    publish(
        make_project(
            communes[1], title="Trường Mầm", status="paused", ends_planned=today + timedelta(days=30)
        )
    )
    make_project(communes[0], title="Còn là nháp")
    body = get(client, query)
    assert [title for title in ("Cầu Bến", "Trường Mầm") if f"{title}</a>" in body] == found
    assert "nháp" not in body


def test_the_list_sums_the_capital_and_says_who_is_late(client: Client, communes: list[Organisation]) -> None:
    publish(make_project(communes[0], ends_planned=date(2026, 3, 1)))
    project = make_project(communes[1], unit="dong")
    for row in project.capital.all():
        row.amount = Decimal(800_000_000)
        project.capital = [row]
    project.save_revision()
    publish(project)
    body = get(client)
    assert "2 dự án, tổng vốn 2.000 triệu đồng" in body
    assert "Đã quá ngày hoàn thành theo kế hoạch" in body


@pytest.mark.parametrize("value", ["%00", "%27%22<b>", "a" * 3000, "%F0%9F%98%80", "-1"])
@pytest.mark.parametrize("name", ["q", "don-vi", "tinh-trang", "cham", "xep", "trang"])
def test_odd_values_give_a_page(client: Client, communes: list[Organisation], name: str, value: str) -> None:
    publish(make_project(communes[0]))
    assert "<b>" not in get(client, f"?{name}={value}")


def test_the_csv_has_the_filtered_projects(client: Client, communes: list[Organisation]) -> None:
    page = publish(make_project(communes[0]))
    publish(make_project(communes[1]))
    response = client.get(f"{ADDRESS}csv/?don-vi=xa-dong")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Đơn vị"] for row in rows] == ["Xã Đông"]
    assert rows[0]["Khối lượng (%)"] == "25"
    assert rows[0]["Địa chỉ"].endswith(page.public_path)


def test_the_number_of_queries_does_not_grow_with_the_list(
    client: Client, communes: list[Organisation]
) -> None:
    publish(make_project(communes[0]))
    get(client)
    counted = []
    for more in (0, 6):
        for number in range(more):
            publish(make_project(communes[1], decision_number=f"{number}/QĐ"))
        with CaptureQueriesContext(connection) as queries:
            get(client)
        counted.append(len(queries))
    assert counted[0] == counted[1] < 16


def test_the_short_address_leads_to_the_prices_in_force(client: Client, communes: list[Organisation]) -> None:
    address = "/cong-khai/gia-dat/"
    assert client.get(address).headers["Location"] == "/cong-khai/?muc=land_price_table"
    province = make_organisation("Tỉnh Thử", kind="province")
    page = publish(make_price_table(province))
    publish(make_price_table(province, title="Sắp tới", effective_from=date(2099, 1, 1), year=2027))
    assert client.get(address).headers["Location"] == page.public_path
