"""Budgets add up, can be drawn, and can be taken away as data."""

import csv
import io
import re
import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.disclosures.budget_rules import contradictions, find_contradictions, percent
from cms.disclosures.charts import budget_bars
from cms.disclosures.models import BudgetLine, BudgetPage
from cms.disclosures.numbers import vi_number
from portal.accounts.models import Role
from portal.core.exports import csv_response
from tests.cms.factories import make_budget, publish
from tests.factories import make_organisation, make_user


def line(name: str, level: int, estimate: int, actual: int | None = None) -> BudgetLine:
    spent = None if actual is None else Decimal(actual)
    return BudgetLine(section="revenue", name=name, level=level, estimate=Decimal(estimate), actual=spent)


def test_children_must_add_up_to_their_parent() -> None:
    lines = [line("Thu", 0, 100), line("Thuế", 1, 60), line("Phí", 1, 30), line("Thu khác", 0, 5)]
    assert contradictions(lines, {}) == ["“Thu” (dự toán) ghi 100, các mục con cộng lại 90."]


def test_grandchildren_count_for_their_own_parent_only() -> None:
    lines = [line("Thu", 0, 100), line("Thuế", 1, 100), line("Thuế đất", 2, 40), line("Thuế khác", 2, 60)]
    assert contradictions(lines, {}) == []


def test_rounding_of_half_a_unit_per_line_is_no_contradiction() -> None:
    lines = [line("Chi", 0, 100), line("Một", 1, 33), line("Hai", 1, 33), line("Ba", 1, 33)]
    assert contradictions(lines, {}) == []


@pytest.mark.django_db
def test_a_budget_whose_total_contradicts_its_lines_cannot_be_published() -> None:
    commune = make_organisation()
    with pytest.raises(ValidationError, match="Tổng thu dự toán ghi 120, các mục cộng lại 100"):
        make_budget(commune, revenue_estimate=Decimal(120))


def test_percent_says_nothing_where_there_is_nothing_to_say() -> None:
    assert percent(Decimal(1), Decimal(3)) == Decimal("33.3")
    assert percent(None, Decimal(3)) is None
    assert percent(Decimal(1), Decimal(0)) is None


def test_bars_are_scaled_to_the_largest_amount_and_never_negative() -> None:
    bars = budget_bars([line("Nhỏ", 0, 25, 50), line("Lớn", 0, 100, -3), line("Con", 1, 9)])
    assert [(bar.name, bar.estimate_width, bar.actual_width) for bar in bars] == [
        ("Lớn", "100.00%", "0.00%"),
        ("Nhỏ", "25.00%", "50.00%"),
    ]
    assert budget_bars([line("Không", 0, 0)]) == []


def test_numbers_are_written_as_vietnamese_readers_write_them() -> None:
    assert vi_number(Decimal("1234567.500")) == "1.234.567,5"
    assert vi_number(Decimal("-1000")) == "-1.000"


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed() -> None:
    body = csv_response("x", ["Mục"], [["=1+1"], [Decimal("-3")], [None]]).content.decode()
    assert body.splitlines()[1:] == ["'=1+1", "-3", ""] or body.splitlines()[1:] == ["'=1+1", "-3", '""']


@pytest.mark.django_db
def test_the_page_shows_chart_and_table_without_inline_style_or_script(client: Client) -> None:
    page = publish(make_budget(make_organisation()))
    body = client.get(page.public_path).content.decode()
    assert "<rect" in body
    assert "Thu được hưởng" in body
    assert "triệu đồng" in body
    assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)", body)


@pytest.mark.django_db
def test_the_csv_holds_the_lines(client: Client) -> None:
    page = publish(make_budget(make_organisation()))
    response = client.get(f"{page.public_path}csv/")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"].startswith("text/csv")
    assert rows[1] == ["Thu", "", "Thu được hưởng", "0", "100.000", "", "", "100.0", "triệu đồng"]
    assert len(rows) == 3


def test_the_more_decimals_the_smaller_the_rounding() -> None:
    lines = [line("Chi", 0, 100), line("Một", 1, 33), line("Hai", 1, 33), line("Ba", 1, 33)]
    for each in lines[1:]:
        each.estimate = Decimal("33.1")
    assert contradictions(lines, {}) == ["“Chi” (dự toán) ghi 100, các mục con cộng lại 99,3."]
    for each in lines[1:]:
        each.estimate = Decimal("33.30")
    assert contradictions(lines, {}) == []


def test_what_is_picked_out_of_a_line_need_not_add_up_to_it() -> None:
    lines = [line("Chi", 0, 100), line("Lương", 1, 100), line("Trong đó: phụ cấp", 1, 7), line("Khác", 1, 2)]
    assert contradictions(lines, {}) == []


def test_a_contradiction_names_its_line() -> None:
    lines = [line("Thu khác", 0, 5), line("Thu", 0, 100), line("Thuế", 1, 60)]
    (found,) = find_contradictions(lines, {})
    assert (found.index, found.field) == (1, "estimate")


def test_twenty_thousand_lines_are_checked_at_once() -> None:
    lines = [line("Thu", 0, 20_000), *(line(f"Mục {number}", 1, 1) for number in range(20_000))]
    begun = time.perf_counter()
    assert contradictions(lines, {}) == []
    assert time.perf_counter() - begun < 5


@pytest.mark.django_db
def test_thousands_of_lines_are_saved_and_published_in_few_statements() -> None:
    page = make_budget(make_organisation())
    page.lines = [
        BudgetLine(section="revenue", name=f"Mục {number}", estimate=Decimal(1)) for number in range(3_000)
    ]
    page.revenue_estimate, page.expenditure_estimate = Decimal(3_000), Decimal(0)
    with CaptureQueriesContext(connection) as queries:
        page.save_revision()
        publish(publish(page))
    assert len(queries) < 300
    stored = list(BudgetPage.objects.get(pk=page.pk).lines.values_list("name", flat=True))
    assert (len(stored), stored[0], stored[-1]) == (3_000, "Mục 0", "Mục 2999")


@pytest.mark.django_db
def test_lines_keep_their_keys_through_a_correction() -> None:
    page = publish(make_budget(make_organisation()))
    before = list(page.lines.values_list("pk", "name"))
    draft = page.get_latest_revision_as_object()
    draft.title = "Dự toán (sửa)"
    draft.save_revision()
    publish(draft)
    assert list(BudgetPage.objects.get(pk=page.pk).lines.values_list("pk", "name")) == before


@pytest.mark.django_db
def test_the_editor_of_a_long_budget_holds_no_form_for_each_line(client: Client) -> None:
    commune = make_organisation()
    page = make_budget(commune)
    page.lines = [
        BudgetLine(section="revenue", name=f"Mục {number}", estimate=Decimal(1)) for number in range(301)
    ]
    page.revenue_estimate, page.expenditure_estimate = Decimal(301), Decimal(0)
    page.save_revision()
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = client.get(url).content.decode()
    assert "lines-0-name" not in body
    assert "301 mục" in body
    answer = client.post(url, {
        "title": "Ngân sách", "year": 2026, "form": "approved", "unit": "million",
        "revenue_estimate": "301", "expenditure_estimate": "0", "decision_number": "1", "decision_date": "2026-01-05",
        "summary": "null", "attachments-TOTAL_FORMS": 0, "attachments-INITIAL_FORMS": 0,
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    })  # fmt: skip
    assert answer.status_code == 302
    draft = BudgetPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.title, draft.lines.count()) == ("Ngân sách", 301)
