"""The register as matrices: one item of every body, every item of one body, the whole province, the calendar."""

import re
from datetime import date

import pytest
from django.test import Client

from cms.disclosures.models import Exemption, Obligation
from cms.disclosures.register.entries import period_order, short_period
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.services import ensure_sections, ensure_structure, instantiate_duties, oblige
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at, make_budget, publish
from tests.cms.test_register import get, owe, read_csv
from tests.factories import make_organisation
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Đông Hòa", slug="xa-dong-hoa")
    ensure_structure()
    return commune


def year_of_duties(count: int) -> list[Organisation]:
    bodies = [make_organisation() for _ in range(count)]
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    return bodies


def rows_of(body: str) -> list[str]:
    """The names that head the rows of the page's matrix, in order."""
    table = re.search(r'<table class="(?:matrix[^"]*|grid-table)">.*?</table>', body, re.DOTALL)
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', table[0]) if table else []


def columns_of(body: str) -> list[str]:
    head = re.search(r'<table class="matrix[^"]*">.*?<tr>(.*?)</tr>', body, re.DOTALL)
    return re.findall(r'<th scope="col">([^<]+)</th>', head[1])[1:] if head else []


# ---- one item of every body


def test_an_item_has_a_row_per_body_and_a_column_per_period(client: Client, commune: Organisation) -> None:
    publish(make_budget(commune, form="q1"))
    year_of_duties(2)
    body = get(client, "?muc=budget_execution_quarter&nam=2026")
    assert len(rows_of(body)) == 3
    assert columns_of(body) == ["Quý I", "6 tháng đầu", "9 tháng"]
    assert "/cong-khai/xa-dong-hoa/ngan-sach" in body


def test_a_missing_cell_has_its_date_and_a_button(client: Client, commune: Organisation) -> None:
    obligation = owe(commune)
    body = get(client, "?muc=budget_approved&nam=2026")
    cell = re.search(r'<p class="mark mark--missing">.*?</p>', body)
    assert cell
    assert f"hạn {obligation.due_on:%d/%m/%Y}" in cell[0]
    assert "nghia-vu=budget_approved&amp;ky=2026" in cell[0]
    assert "Chưa có" in cell[0]


def test_bodies_can_be_sorted_by_status_and_narrowed(client: Client, commune: Organisation) -> None:
    publish(make_budget(make_organisation("Xã An")))
    owe(commune)
    by_name = get(client, "noi-dung/budget_approved/?nam=2026")
    assert rows_of(by_name) == ["Xã An", "Xã Đông Hòa"]
    by_status = get(client, "noi-dung/budget_approved/?nam=2026&xep=trang-thai")
    assert rows_of(by_status) == ["Xã Đông Hòa", "Xã An"]
    only = get(client, "noi-dung/budget_approved/?nam=2026&trang-thai=late")
    assert rows_of(only) == ["Xã An"]


def test_the_matrix_of_an_item_is_paged(client: Client, commune: Organisation) -> None:
    year_of_duties(60)
    first = rows_of(get(client, "?muc=budget_approved&nam=2026"))
    second = rows_of(get(client, "?muc=budget_approved&nam=2026&trang=2"))
    assert len(first) == 52
    assert len(first) + len(second) == 61
    assert not set(first) & set(second)


def test_two_decisions_of_a_year_stand_in_one_cell(client: Client, commune: Organisation) -> None:
    duty = DisclosureDuty.objects.get(key="investment_projects")
    for occurrence, day in (("12-qd", date(2026, 3, 2)), ("19-qd", date(2026, 3, 9))):
        oblige(
            organisation=commune, duty=duty, period="2026", occurrence=occurrence, triggered_on=day,
            at=at("2026-03-02 08:00"),
        )  # fmt: skip
    body = get(client, "?muc=investment_projects&nam=2026")
    assert body.count("mark--missing") == 2 + 1  # and the legend
    assert "vu-viec=12-qd" in body
    assert "vu-viec=19-qd" in body


# ---- an item explained


def test_the_page_of_an_item_says_who_when_and_why(client: Client, commune: Organisation) -> None:
    owe(commune)
    body = get(client, "noi-dung/budget_approved/")
    for text in ("Xã, phường", "Trong 30 ngày kể từ ngày ban hành văn bản", "Ít nhất 30 ngày", "73/2026"):
        assert text in body
    assert 'href="/cong-khai/noi-dung/budget_approved/"' in get(client, "noi-dung/")


@pytest.mark.parametrize("key", ["khong-co", "x" * 300])
def test_an_unknown_item_is_not_found(client: Client, commune: Organisation, key: str) -> None:
    assert client.get(f"/cong-khai/noi-dung/{key}/").status_code == 404


@pytest.mark.parametrize("key", ["head_contacts", "annual_report", "reception_schedule", "land_use_draft"])
def test_every_kind_of_duty_can_be_explained(client: Client, commune: Organisation, key: str) -> None:
    assert "Khi nào" in get(client, f"noi-dung/{key}/")


# ---- every item of one body


def test_a_body_has_a_row_per_item_and_quarters_as_columns(client: Client, commune: Organisation) -> None:
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    for address in ("?don-vi=xa-dong-hoa&nam=2026", "xa-dong-hoa/?nam=2026"):
        body = get(client, address)
        assert columns_of(body)[:4] == ["Cả năm", "Quý I", "Quý II", "Quý III"]
        assert "Dự toán ngân sách xã đã được quyết định" in rows_of(body)
        assert "Khác Hẳn" not in body


def test_what_does_not_apply_is_neither_missing_nor_asked_for(client: Client, commune: Organisation) -> None:
    obligation = owe(commune)
    Obligation.objects.filter(pk=obligation.pk).update(exempted_on=date(2026, 1, 6))
    body = get(client, "xa-dong-hoa/?nam=2026")
    assert "Không áp dụng" in body
    assert "mark__ask" not in body


def test_how_many_asked_stands_beside_the_button(client: Client) -> None:
    office = Office(name="Xã Được Hỏi", slug="xa-duoc-hoi")
    ensure_structure()
    obligation = owe(office.organisation)
    for _ in range(2):
        office.petition(kind="information_request", about=obligation.subject)
    address = "/phan-anh/?don-vi=xa-duoc-hoi&amp;nghia-vu=budget_approved&amp;ky=2026"
    for view in (
        "",
        "?muc=budget_approved&nam=2026",
        "?don-vi=xa-duoc-hoi&nam=2026",
        "xa-duoc-hoi/?xem=lich&nam=2026",
    ):
        body = get(client, view)
        assert f'href="{address}">2 người đã yêu cầu</a>' in body, view


def test_the_posting_is_named_in_rows_and_cells(client: Client, commune: Organisation) -> None:
    owe(commune)
    Obligation.objects.update(
        posting_from=date(2026, 2, 1), posting_until=date(2026, 3, 1), posting_broken_on=date(2026, 2, 5)
    )
    assert "niêm yết gián đoạn" in get(client, "?muc=budget_approved&nam=2026")
    assert "Niêm yết gián đoạn" in get(client, "?niem-yet=broken")
    assert "xa-dong-hoa/" not in get(client, "?niem-yet=kept").split("<h2>")[1]


# ---- the province


def test_the_grid_shows_the_gravest_of_each_cell(client: Client, commune: Organisation) -> None:
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    Obligation.objects.filter(duty_key="budget_execution_quarter").update(
        due_on=date(2026, 1, 9), disclosed_on=date(2026, 1, 8)
    )
    Obligation.objects.filter(duty_key="budget_execution_quarter", period="2026-9M").update(disclosed_on=None)
    body = get(client, "?xem=luoi&nam=2026")
    assert rows_of(body) == ["Xã Đông Hòa"]
    cell = re.search(r'<td class="mark--(\w+)"><a href="([^"]+execution_quarter[^"]+)">(.*?)</a>', body)
    assert cell
    assert cell[1] == "missing"
    assert cell[2] == "?muc=budget_execution_quarter&amp;don-vi=xa-dong-hoa&amp;nam=2026"
    assert cell[3].endswith("Chưa công khai, trong 3 mục: </span>1")


def test_an_empty_year_says_so(client: Client, commune: Organisation) -> None:
    owe(commune)
    for view in (
        "?nam=1999",
        "?nam=1999&xem=luoi",
        "?nam=1999&muc=budget_approved",
        "?nam=1999&don-vi=xa-dong-hoa",
    ):
        assert 'class="empty' in get(client, view), view


def test_what_stands_at_all_times_belongs_to_every_year_from_its_own_on(
    client: Client, commune: Organisation
) -> None:
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    standing = "Số điện thoại, hộp thư của người đứng đầu"
    assert standing in rows_of(get(client, "xa-dong-hoa/?nam=2027"))
    assert rows_of(get(client, "xa-dong-hoa/?nam=2025")) == []


# ---- the calendar


def test_the_calendar_lists_each_month_with_what_came(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    commune.obligations.filter(duty_key="reception_schedule").delete()
    body = get(client, "xa-dong-hoa/?xem=lich&nam=2026")
    months = dict(
        zip(
            range(1, 13),
            re.findall(r'<section class="panel month.*?</section>', body, re.DOTALL),
            strict=True,
        )
    )
    assert page.public_path in months[page.fulfils.get().due_on.month]
    assert "10/04" in months[4]
    assert "Không có hạn nào" in months[8]


@pytest.mark.parametrize("slug", ["noi-dung", "nghia-vu", "csv"])
def test_a_new_organisation_named_like_a_page_of_the_register_gets_another_address(slug: str) -> None:
    body = make_organisation(slug=slug)
    assert ensure_sections()[body.pk].slug == f"{slug}-don-vi"


# ---- tables to take home


def test_the_csv_of_an_item_has_every_page(client: Client, commune: Organisation) -> None:
    year_of_duties(60)
    rows = read_csv(client.get("/cong-khai/csv/bang/?muc=budget_approved&nam=2026"))
    assert len(rows) == 61
    assert rows[0].keys() == {"Đơn vị", "Cả năm"}
    assert all(row["Cả năm"] == "Chưa công khai (hạn 30/01/2026)" for row in rows)


def test_the_csv_of_a_body_has_its_items(client: Client, commune: Organisation) -> None:
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    rows = read_csv(client.get("/cong-khai/csv/bang/?don-vi=xa-dong-hoa&nam=2026"))
    quarter = next(
        row for row in rows if row["Nội dung"].startswith("Tình hình thực hiện dự toán ngân sách quý")
    )
    assert "Quý I/2026: Chưa công khai (hạn 10/04/2026)" in quarter["Quý I"]


def test_the_csv_of_the_province_counts_by_body_and_item(client: Client, commune: Organisation) -> None:
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    Obligation.objects.filter(duty_key="budget_execution_quarter").update(disclosed_on=date(2026, 1, 8))
    rows = read_csv(client.get("/cong-khai/csv/bang/?nam=2026"))
    assert len(rows) == Obligation.objects.values("duty_key").distinct().count()
    line = next(row for row in rows if row["Mã nội dung"] == "budget_execution_quarter")
    assert line["Đúng hạn"] == "3"
    assert line["Mã đơn vị"] == commune.code


def test_the_rows_say_why_an_item_does_not_apply_and_how_its_posting_went(
    client: Client, commune: Organisation
) -> None:
    obligation = owe(commune)
    Obligation.objects.update(
        exempted_on=date(2026, 1, 6),
        posting_from=date(2026, 1, 6),
        posting_until=date(2026, 1, 20),
        posting_proven_on=date(2026, 1, 20),
    )
    Exemption.objects.create(
        obligation=obligation, ground="merged", reason="Xã mới thành lập", proposed_role="editor",
        proposed_at=at("2026-01-06 08:00"), approved_at=at("2026-01-06 09:00"),
    )  # fmt: skip
    (row,) = read_csv(client.get("/cong-khai/csv/?don-vi=xa-dong-hoa"))
    assert row["Trạng thái"] == "Không áp dụng"
    assert row["Lý do không áp dụng"] == "Xã mới thành lập"
    assert row["Niêm yết"] == "Niêm yết đủ"
    assert row["Niêm yết từ"] == "2026-01-06"


# ---- what it costs


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("?nam=2026", 16),
        ("?nam=2026&xem=luoi", 18),
        ("?nam=2026&muc=budget_execution_quarter", 18),
        ("?nam=2026&don-vi=xa-dong-hoa", 16),
        ("?nam=2026&xem=danh-sach", 16),
        ("noi-dung/budget_execution_quarter/?nam=2026", 18),
        ("noi-dung/", 10),
        ("xa-dong-hoa/?nam=2026", 15),
        ("xa-dong-hoa/?xem=lich&nam=2026", 15),
    ],
)
def test_no_view_asks_more_of_the_database_when_the_register_grows(
    client: Client, commune: Organisation, django_assert_max_num_queries: object, address: str, most: int
) -> None:
    year_of_duties(3)
    get(client, address)
    with django_assert_max_num_queries(most) as few:
        get(client, address)
    year_of_duties(20)
    with django_assert_max_num_queries(most) as many:
        get(client, address)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "address", ["?nam=2026", "?nam=2026&muc=budget_approved", "?nam=2026&don-vi=xa-dong-hoa"]
)
def test_no_table_asks_more_of_the_database_when_the_register_grows(
    client: Client, commune: Organisation, django_assert_max_num_queries: object, address: str
) -> None:
    year_of_duties(30)
    for kind in ("csv/", "csv/bang/"):
        with django_assert_max_num_queries(14):
            assert read_csv(client.get(f"/cong-khai/{kind}{address}"))


# ---- periods


def test_periods_stand_in_the_order_in_which_they_end() -> None:
    codes = ["2026-12", "2026-9M", "2026-Q3", "2026", "standing", "2026-03", "2026-Q1", "2026-6M", "2026-H1"]
    assert sorted(codes, key=period_order) == [
        "standing", "2026", "2026-Q1", "2026-03", "2026-H1", "2026-6M", "2026-9M", "2026-Q3", "2026-12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("standing", "Thường xuyên"),
        ("2026", "Cả năm"),
        ("2026-Q4", "Quý IV"),
        ("2026-6M", "6 tháng đầu"),
        ("2026-9M", "9 tháng"),
        ("2026-H2", "6 tháng cuối"),
        ("2026-03", "Tháng 03"),
    ],
)
def test_periods_are_short_where_the_year_is_known(code: str, label: str) -> None:
    assert short_period(code) == label


def test_no_nul_byte_reaches_the_database() -> None:
    names = ("muc", "don-vi", "ky", "vu-viec", "trang-thai", "niem-yet", "nam", "xem", "xep")
    query = RegisterQuery.from_parameters(dict.fromkeys(names, "a\x00"))
    assert "%00" not in query.as_query
    assert query.item == "a\ufffd"
