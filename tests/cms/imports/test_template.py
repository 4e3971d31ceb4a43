"""The workbook to fill in: for every paper, with the lines before it, and read back without a question."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cms.disclosures.importers.budget_template import budget_template, model_paper
from cms.disclosures.models import BudgetForm, BudgetLine, BudgetPage
from tests.cms.factories import make_budget, publish
from tests.cms.imports.making import Owner
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def rows_of(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("form", list(BudgetForm))
def test_every_paper_has_a_template_that_the_importer_knows(
    form: BudgetForm, client: Client, django_capture_on_commit_callbacks
) -> None:
    page = make_budget(make_organisation(), form=form)
    owner = Owner(client, page, django_capture_on_commit_callbacks)
    answer = client.get(reverse("disclosure_import_template", args=[page.pk]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    sheet.append(["Thu", "1", "Thuế", 0, 100, *([] if form in {"draft", "approved"} else [40])])
    out = io.BytesIO()
    book.save(out)
    owner.upload(out.getvalue())
    mapping = owner.see()
    for key in ("section", "code", "name", "level", "estimate"):
        assert f'<option value="{key}" selected>' in mapping
    assert '<option value="million" selected>' in mapping


def test_a_report_is_laid_out_on_the_years_approved_estimate() -> None:
    commune = make_organisation()
    publish(make_budget(commune, form="approved"))
    rows = rows_of(budget_template(make_budget(commune, form="q1")))
    assert rows[1][0] == "Đơn vị tính: triệu đồng"
    assert rows[2] == ["Phần", "Mã", "Nội dung", "Cấp", "Dự toán", "Thực hiện"]
    assert rows[4][:6] == ["Thu", None, "Thu được hưởng", 0, 100, None]


def test_an_estimate_shows_last_years_amounts_beside_and_does_not_import_them(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    commune = make_organisation()
    publish(make_budget(commune, form="approved", year=2025))
    page = make_budget(commune, form="approved", year=2026)
    content = budget_template(page)
    rows = rows_of(content)
    assert rows[2][-1] == "Kỳ trước (tham khảo)"
    assert rows[4][4:] == [None, 100]
    owner = Owner(client, page, django_capture_on_commit_callbacks)
    owner.upload(content)
    owner.map({1: "section", 2: "code", 3: "name", 4: "level", 5: "estimate"})
    assert owner.job.report["questions"] == {}
    owner.act("nhap")
    assert [line[:5] for line in owner.lines()] == [
        ("revenue", 0, "", "Thu được hưởng", None),
        ("expenditure", 0, "", "Chi thường xuyên", None),
    ]


def test_drafts_and_other_bodies_are_no_model() -> None:
    commune = make_organisation()
    make_budget(commune, form="approved", year=2025)
    publish(make_budget(make_organisation(), form="approved", year=2025))
    assert model_paper(make_budget(commune, form="approved", year=2026)) is None


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    commune = make_organisation()
    page = make_budget(commune, form="approved", year=2025)
    page.lines = [
        BudgetLine(section="revenue", name="=1+1", level=0, estimate=page.revenue_estimate),
        *page.lines.all()[1:],
    ]
    page.save_revision()
    publish(page)
    content = budget_template(make_budget(commune, form="approved", year=2026))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cell = sheet["C5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_editor_leads_to_import_and_template(client: Client, django_capture_on_commit_callbacks) -> None:
    page = make_budget(make_organisation())
    Owner(client, page, django_capture_on_commit_callbacks)
    body = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("disclosure_import_start", args=[page.pk]) in body
    assert reverse("disclosure_import_template", args=[page.pk]) in body
    section = page.get_parent()
    add = client.get(reverse("wagtailadmin_pages:add", args=["disclosures", "budgetpage", section.pk]))
    assert "Hãy lưu bản nháp trước" in add.content.decode()
    assert BudgetPage.objects.count() == 1
