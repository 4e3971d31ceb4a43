"""A budget beside its own other papers and beside similar communes, as pages and as CSV."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.disclosures.budget_comparison import beside_others, by_line, over_the_years, through_the_year
from cms.disclosures.models import BudgetLine, BudgetPage
from portal.organisations.models import Organisation
from tests.cms.factories import make_budget, publish
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def approved(organisation: Organisation, year: int = 2026, **fields: object) -> BudgetPage:
    return publish(make_budget(organisation, year=year, **fields))


def rows_of(client: Client, page: BudgetPage, key: str) -> list[list[str]]:
    body = client.get(f"{page.public_path}so-sanh/{key}/csv/").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))


def test_the_year_shows_how_much_of_the_plan_was_reached() -> None:
    commune = make_organisation()
    plan = approved(commune)
    assert through_the_year(plan) is None
    quarter = make_budget(
        commune, "q1", revenue_actual=Decimal(25), expenditure_actual=Decimal(18), decision_number="2"
    )
    quarter.lines = [
        BudgetLine(section="revenue", name="Thu", estimate=Decimal(100), actual=Decimal(25)),
        BudgetLine(section="expenditure", name="Chi", estimate=Decimal(90), actual=Decimal(18)),
    ]
    quarter.save_revision()
    publish(quarter)
    found = through_the_year(plan)
    assert found is not None
    assert [list(map(str, row)) for row in found.rows] == [
        ["Thực hiện quý I", "100.000", "25.000", "25.0", "90.000", "18.000", "20.0"]
    ]


def test_years_are_compared_in_one_unit(client: Client) -> None:
    commune = make_organisation()
    approved(commune, 2025, unit="dong", **_million_dong())
    page = approved(commune, 2026)
    assert rows_of(client, page, "qua-cac-nam")[1:] == [
        ["Năm 2025", "80.000", "", "90.000", ""],
        ["Năm 2026", "100.000", "25.0", "90.000", "0.0"],
    ]


def _million_dong() -> dict[str, Decimal]:
    return {"revenue_estimate": Decimal(80_000_000), "expenditure_estimate": Decimal(90_000_000)}


@pytest.fixture(autouse=True)
def _lines_follow_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals in these tests are the point, their lines are not."""
    monkeypatch.setattr("cms.disclosures.budget_rules.contradictions", lambda *_: [])


def test_a_first_year_has_nothing_to_be_compared_with(client: Client) -> None:
    page = approved(make_organisation())
    assert over_the_years(page) is None
    assert by_line(page) is None
    assert beside_others(page) is None
    assert client.get(f"{page.public_path}so-sanh/qua-cac-nam/csv/").status_code == 404
    assert client.get(f"{page.public_path}so-sanh/khong-co/csv/").status_code == 404
    assert "Chưa có báo cáo nào khác" in client.get(f"{page.public_path}so-sanh/").content.decode()


def test_lines_are_matched_by_name_whatever_their_accents_or_case() -> None:
    commune = make_organisation()
    before = make_budget(commune, year=2025)
    before.lines = [BudgetLine(section="revenue", name="THU ĐƯỢC HƯỞNG", estimate=Decimal(50))]
    before.save_revision()
    publish(before)
    found = by_line(approved(commune, 2026))
    assert found is not None
    assert [list(map(str, row)) for row in found.rows] == [
        ["Thu: Thu được hưởng", "50.000", "100.000", "100.0"],
        ["Chi: Chi thường xuyên", "None", "90.000", "None"],
    ]


def test_neighbours_are_of_the_same_kind_and_size_per_resident(client: Client) -> None:
    own = approved(make_organisation("Xã Nhà", population=10_000))
    approved(make_organisation("Xã Gần", population=11_000))
    approved(make_organisation("Phường Xa", type_name="Phường", population=10_000))
    approved(make_organisation("Xã Không Rõ", population=None))
    rows = rows_of(client, own, "don-vi-tuong-tu")
    assert [row[0] for row in rows] == ["Đơn vị", "Xã Nhà", "Xã Gần", "Mức giữa của các đơn vị này"]
    assert rows[1] == ["Xã Nhà", "10000", "10000", "9000"]
    assert rows[2] == ["Xã Gần", "11000", "9091", "8182"]


def test_a_withdrawn_paper_is_compared_with_nothing() -> None:
    own = approved(make_organisation(population=10_000))
    other = approved(make_organisation(population=10_000))
    other.unpublish()
    assert beside_others(own) is None


def test_the_page_asks_as_few_questions_for_many_communes_as_for_few(client: Client) -> None:
    own = approved(make_organisation(population=10_000))
    address = f"{own.public_path}so-sanh/"

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(address, headers={"Cookie": "a=b"}).status_code == 200
        return len(seen)

    approved(make_organisation(population=10_000))
    queries()
    few = queries()
    for _ in range(6):
        approved(make_organisation(population=9_000))
    assert queries() <= few


def test_each_line_can_be_asked_about(client: Client) -> None:
    page = approved(make_organisation())
    body = client.get(page.public_path).content.decode()
    assert f"ve={page.pk}&amp;dong=2" in body
    assert page.part_label(2) == "Chi: Chi thường xuyên"
    assert page.part_label(3) is None
    assert page.part_label(0) is None
