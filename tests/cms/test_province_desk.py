"""One page for those above the communes: who is late on what, worst first, and the same in Excel."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cms.disclosures.desk.province import ProvinceQuery, overview
from cms.disclosures.models import Obligation
from cms.disclosures.rights import rights_of
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.desk_making import make_province, owe, sign_in
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
URL, EXCEL = reverse("disclosure_province"), reverse("disclosure_province_workbook")


@pytest.fixture
def communes() -> list[Organisation]:
    """The first is late twice, the second once and for longer, the third not at all."""
    _, communes = make_province(3)
    owe(communes[0], due=date(2026, 11, 20))
    owe(communes[0], "budget_settlement", due=date(2026, 11, 10))
    owe(communes[1], "budget_settlement", due=date(2026, 2, 2))
    done = owe(communes[1], "budget_draft", due=date(2026, 5, 5))
    Obligation.objects.filter(pk=done.pk).update(disclosed_on=date(2026, 5, 9))
    early = owe(communes[2], due=date(2026, 11, 20))
    Obligation.objects.filter(pk=early.pk).update(disclosed_on=date(2026, 11, 1))
    owe(communes[2], "budget_execution_year", due=date(2026, 12, 24))
    excused = owe(communes[2], "budget_settlement", due=date(2026, 11, 10))
    Obligation.objects.filter(pk=excused.pk).update(exempted_on=date(2026, 11, 11))
    return communes


def found(query: ProvinceQuery | None = None, on: date = TODAY):
    return overview(rights_of(make_user(Role.INSPECTOR)), query or ProvinceQuery(year="2026"), on=on)


def test_bodies_and_duties_stand_worst_first(communes: list[Organisation]) -> None:
    overview_ = found()
    assert [(line.name, line.missing) for line in overview_.bodies] == [
        ("Xã Số 1", 2), ("Xã Số 2", 1), ("Xã Số 3", 0),
    ]  # fmt: skip
    assert [(line.key, line.missing) for line in overview_.duties][:2] == [
        ("budget_settlement", 2), ("budget_approved", 1),
    ]  # fmt: skip
    first, second, third = overview_.bodies
    assert first.worst == [
        ("Dự toán ngân sách xã đã được quyết định", 1), ("Quyết toán ngân sách xã", 1),
    ]  # fmt: skip
    assert (second.counts["late"], second.oldest, second.share) == (1, date(2026, 2, 2), 0)
    assert (third.counts["published"], third.counts["open"], third.counts["excused"]) == (1, 1, 1)
    assert third.share == 100
    assert (overview_.total.missing, overview_.total.oldest) == (3, date(2026, 2, 2))


def test_what_is_late_depends_on_the_day(communes: list[Organisation]) -> None:
    assert found(on=date(2026, 2, 2)).total.missing == 0
    assert found(on=date(2026, 2, 3)).total.missing == 1


def test_filters(communes: list[Organisation]) -> None:
    assert [line.name for line in found(ProvinceQuery(item="budget_approved", year="2026")).bodies] == [
        "Xã Số 1", "Xã Số 3",
    ]  # fmt: skip
    assert [line.missing for line in found(ProvinceQuery(only="tre", year="2026")).bodies] == [2, 1]
    assert found(ProvinceQuery(year="2019")).bodies == []
    assert found(ProvinceQuery(kind="department")).bodies == []
    assert found(ProvinceQuery(item="khong-co\x00")).bodies == []


@pytest.mark.parametrize(
    ("parameters", "year"), [({}, "2026"), ({"nam": ""}, ""), ({"nam": "x"}, ""), ({"nam": "2025"}, "2025")]
)
def test_without_a_year_the_current_one_is_meant(parameters: dict[str, str], year: str) -> None:
    query = ProvinceQuery.from_parameters(parameters, today=TODAY)
    assert query.year == year
    assert ProvinceQuery.from_parameters({"nam": year}, today=TODAY) == query


def test_the_page_and_the_workbook_say_the_same(client: Client, communes: list[Organisation]) -> None:
    sign_in(client, Role.INSPECTOR)
    body = client.get(URL, {"nam": ""}).content.decode()
    assert body.index("Xã Số 1") < body.index("Xã Số 2")
    response = client.get(EXCEL, {"nam": ""})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Theo đơn vị", "Theo nội dung", "Ai trễ nội dung nào", "Từng nội dung quá hạn"]
    rows = list(book["Theo đơn vị"].iter_rows(min_row=3, values_only=True))
    assert [row[:2] for row in rows] == [("Xã Số 1", 2), ("Xã Số 2", 1), ("Xã Số 3", 0)]
    late = list(book["Từng nội dung quá hạn"].iter_rows(min_row=3, values_only=True))
    assert len(late) == 3
    assert (late[0][0], late[0][1]) == ("Xã Số 2", "Quyết toán ngân sách xã")
    assert late[0][4] == (timezone.localdate() - date(2026, 2, 2)).days


def test_a_name_that_looks_like_a_formula_stays_a_name(client: Client) -> None:
    _, (commune,) = make_province(1)
    Organisation.objects.filter(pk=commune.pk).update(name="=1+1")
    owe(commune, due=date(2020, 1, 2))
    sign_in(client, Role.INSPECTOR)
    book = load_workbook(io.BytesIO(client.get(EXCEL, {"nam": ""}).content))
    cell = book["Theo đơn vị"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_only_those_who_oversee_open_it(client: Client, communes: list[Organisation]) -> None:
    province = communes[0].parent
    for role, organisation in ((Role.INSPECTOR, None), (Role.HEAD, province)):
        sign_in(client, role, organisation)
        assert client.get(URL).status_code == client.get(EXCEL).status_code == 200
        assert URL in client.get(reverse("disclosure_calendar")).content.decode()
    refused = [
        (Role.EDITOR, communes[0]), (Role.HEAD, communes[0]), (Role.HANDLER, communes[0]),
        (Role.EDITOR, province), (Role.ADMINISTRATOR, None),
    ]  # fmt: skip
    for role, organisation in refused:
        sign_in(client, role, organisation)
        assert client.get(URL).status_code in (302, 403), role
        assert client.get(EXCEL).status_code in (302, 403), role
    sign_in(client, "", is_superuser=True)
    assert client.get(URL).status_code in (302, 403)


def test_the_provinces_head_sees_the_bodies_below_and_no_others(
    client: Client, communes: list[Organisation]
) -> None:
    owe(make_organisation("Xã Tỉnh Khác"), due=date(2020, 1, 2))
    sign_in(client, Role.HEAD, communes[0].parent)
    body = client.get(URL, {"nam": ""}).content.decode()
    assert "Xã Số 1" in body
    assert "Xã Tỉnh Khác" not in body


def test_the_number_of_queries_does_not_grow_with_communes_and_duties(client: Client) -> None:
    province, communes = make_province(2)
    sign_in(client, Role.INSPECTOR)

    def counted(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"nam": ""}).status_code == 200
        return len(queries)

    yesterday = timezone.localdate() - timedelta(days=1)
    owe(communes[0], due=yesterday)
    counted(URL)
    few = counted(URL), counted(EXCEL)
    for commune in [*communes[1:], *(make_organisation(parent=province) for _ in range(8))]:
        for key in ("budget_approved", "budget_draft", "budget_settlement"):
            owe(commune, key, due=yesterday)
    assert (counted(URL), counted(EXCEL)) == few
