"""A budget's spreadsheet on its way into the draft, through the admin."""

from decimal import Decimal

import pytest
from django.test import Client

from cms.disclosures.models import BudgetPage, ImportRow
from cms.disclosures.models.imports import JobStatus, Step
from content.generators import documents
from tests.cms.factories import make_budget
from tests.cms.imports.making import REPORT, Owner
from tests.core.tables.making import workbook
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client, django_capture_on_commit_callbacks) -> Owner:
    page = make_budget(make_organisation(), form="q1")
    return Owner(client, page, django_capture_on_commit_callbacks)


def test_an_official_form_is_read_as_it_is(owner: Owner) -> None:
    assert owner.upload_rows(REPORT).status_code == 302
    page = owner.see()
    assert "Cột B: NỘI DUNG" in page
    assert '<option value="million" selected>' in page
    owner.map_report()
    assert owner.job.status == JobStatus.WAITING
    assert owner.job.report["problems"] == 0
    assert owner.job.report["questions"] == {}
    owner.act("nhap")
    assert owner.job.status == JobStatus.DONE
    assert owner.lines() == [
        ("revenue", 0, "I", "Các khoản thu xã hưởng 100%", 400, 100),
        ("revenue", 1, "1", "Phí, lệ phí", 100, 40),
        ("revenue", 1, "2", "Thu khác", 300, 60),
        ("revenue", 0, "II", "Thu bổ sung", 600, 150),
        ("expenditure", 0, "I", "Chi đầu tư phát triển", 300, 50),
        ("expenditure", 0, "II", "Chi thường xuyên", 700, 150),
    ]
    draft = owner.draft()
    assert (draft.revenue_estimate, draft.revenue_actual) == (1000, 250)
    assert (draft.expenditure_estimate, draft.expenditure_actual) == (1000, 200)
    assert "4 mục thu và 2 mục chi" in owner.job.message


def test_the_import_is_a_new_draft_revision_and_never_public(owner: Owner) -> None:
    owner.page.get_latest_revision().publish()
    before = BudgetPage.objects.get(pk=owner.page.pk)
    owner.upload_rows(REPORT)
    owner.map_report()
    owner.act("nhap")
    after = BudgetPage.objects.get(pk=owner.page.pk)
    assert after.live_revision_id == before.live_revision_id
    assert after.has_unpublished_changes
    assert list(after.lines.values_list("name", flat=True)) == list(
        before.lines.values_list("name", flat=True)
    )
    assert after.latest_revision.user == owner.user


def test_a_wrong_cell_is_named_corrected_in_place_and_nothing_is_lost(owner: Owner) -> None:
    rows = [list(row) for row in REPORT]
    rows[7][2] = "1.2oo"
    owner.upload_rows(rows)
    owner.map_report()
    page = owner.see()
    assert "C8: &quot;1.2oo&quot; không phải là số" in page
    assert 'name="o-8-estimate" value="1.2oo"' in page
    owner.act("nhap")
    assert owner.job.status == JobStatus.WAITING
    assert owner.draft().lines.count() == 2
    owner.act("sua", {"co-8": "1", "o-8-estimate": "1oo"})
    assert 'name="o-8-estimate" value="1oo"' in owner.see()
    owner.act("sua", {"co-8": "1", "o-8-estimate": "100"})
    assert owner.job.report["problems"] == 0
    owner.act("nhap")
    assert owner.lines()[1][4] == 100


def test_level_and_rows_can_be_corrected(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    owner.act("sua", {"co-9": "1", "cap-9": "2", "co-13": "1", "bo-13": "1"})
    rows = {row.number: row for row in ImportRow.objects.filter(job=owner.job)}
    assert rows[9].data["level"] == 2
    assert rows[13].kind == "left_out"
    owner.act("sua", {"co-13": "1"})
    assert ImportRow.objects.get(job=owner.job, number=13).kind == "row"


def test_what_does_not_add_up_is_said_beside_the_cell_and_kept_from_nothing_but_publication(
    owner: Owner,
) -> None:
    rows = [list(row) for row in REPORT]
    rows[8][2], rows[12][4] = 250, "50%"
    owner.upload_rows(rows)
    owner.map_report()
    page = owner.see(xem="ghi-chu")
    assert "C7: “Các khoản thu xã hưởng 100%” (dự toán) ghi 400, các mục con cộng lại 350." in page
    assert "E13: &quot;50%&quot; khác với tỷ lệ tính được là 21,4 %" in page
    owner.act("nhap")
    assert owner.job.status == JobStatus.DONE


def test_revenue_alone_leaves_expenditure_as_it_is(owner: Owner) -> None:
    owner.upload_rows([["Nội dung", "Dự toán"], ["Thuế", 60], ["Phí", 40]])
    owner.map({1: "name", 2: "estimate"}, section="revenue")
    owner.act("nhap")
    assert [line[:4] for line in owner.lines()] == [
        ("revenue", 0, "", "Thuế"),
        ("revenue", 0, "", "Phí"),
        ("expenditure", 0, "", "Chi thường xuyên"),
    ]
    assert owner.draft().revenue_estimate == 100
    assert owner.draft().expenditure_estimate == 90


def test_the_other_section_keeps_its_unit(owner: Owner) -> None:
    owner.upload_rows([["Nội dung", "Dự toán (nghìn đồng)"], ["Thuế", 60_500], ["Phí", 40_000]])
    owner.map({1: "name", 2: "estimate"}, section="revenue", unit="thousand")
    assert "Các số được đổi từ nghìn đồng sang triệu đồng" in owner.see()
    owner.act("nhap")
    assert owner.lines()[0][4] == Decimal("60.5")
    assert owner.draft().unit == "million"


def test_a_conversion_that_would_round_is_refused(owner: Owner) -> None:
    owner.upload_rows([["Nội dung", "Dự toán"], ["Thuế", 60_500_123]])
    owner.map({1: "name", 2: "estimate"}, section="revenue", unit="dong")
    assert "không đổi được sang triệu đồng mà không làm tròn" in owner.see()
    owner.act("nhap")
    assert owner.job.status == JobStatus.WAITING


def test_a_whole_table_brings_its_own_unit(owner: Owner) -> None:
    rows = [["Phần", "Nội dung", "Dự toán"], ["Thu", "Thuế", 5_000_000], ["Chi", "Lương", 4_000_000]]
    owner.upload_rows(rows)
    owner.map({1: "section", 2: "name", 3: "estimate"}, unit="dong")
    owner.act("nhap")
    assert (owner.draft().unit, owner.draft().revenue_estimate) == ("dong", 5_000_000)


def test_a_table_that_does_not_say_what_it_is_asks(owner: Owner) -> None:
    owner.upload_rows([["Nội dung", "Dự toán"], ["Thuế", 60]])
    owner.map({1: "name", 2: "estimate"})
    assert "phần thu hay phần chi" in owner.see()
    owner.act("nhap")
    assert owner.job.status == JobStatus.WAITING


def test_numbers_that_can_be_read_in_two_ways_ask(owner: Owner) -> None:
    rows = [["Nội dung", "Dự toán"], ["Tổng thu", "1.500"], ["Thuế", "1.234"], ["Phí", "0"]]
    owner.upload_rows(rows)
    owner.map({1: "name", 2: "estimate"})
    assert "Chưa rõ &quot;1.500&quot; là hàng nghìn hay phần thập phân" in owner.see()
    owner.map({1: "name", 2: "estimate"}, style="vi")
    assert owner.job.report["questions"] == {}
    owner.act("nhap")
    assert [line[4] for line in owner.lines()][:2] == [1234, 0]


def test_one_column_decides_for_the_other(owner: Owner) -> None:
    rows = [["Nội dung", "Dự toán", "Thực hiện"], ["Tổng thu", "1.234", "1.234,5"]]
    owner.upload_rows([*rows, ["Thuế", "1.234", "1.234,5"]])
    owner.map({1: "name", 2: "estimate", 3: "actual"})
    assert owner.job.report["questions"] == {}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({1: "code", 3: "estimate"}, "Hãy chọn cột cho: Nội dung."),
        ({1: "name", 2: "name", 3: "estimate"}, "Mỗi nội dung chỉ lấy từ một cột"),
        ({2: "name"}, "Hãy chọn ít nhất một cột số"),
    ],
)
def test_a_mapping_that_lacks_something_says_so_and_keeps_the_choices(
    owner: Owner, columns: dict[int, str], message: str
) -> None:
    owner.upload_rows(REPORT)
    answer = owner.map(columns)
    assert answer.status_code == 200
    body = answer.content.decode()
    assert message in body
    assert '<option value="name" selected>' in body or "name" not in columns.values()
    assert owner.job.step == Step.READ


def test_another_sheet_and_other_heading_rows_can_be_chosen(owner: Owner) -> None:
    owner.upload(workbook([["Thu gì", "Bao nhiêu"], ["Nội dung", "Dự toán"], ["Thuế", 5]]))
    page = owner.see(bang="1", trang="0", tu="1", den="2")
    assert "Cột B: Bao nhiêu / Dự toán" in page
    owner.act(
        "cot",
        {"cot-1": "name", "cot-2": "estimate", "unit": "million", "section": "revenue", "levels": "auto"},
        "?trang=0&tu=1&den=2",
    )
    assert owner.job.report["rows"] == 1


def test_a_refused_file_is_named_beside_the_field_and_nothing_is_kept(owner: Owner) -> None:
    answer = owner.upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "cu.xls")
    assert answer.status_code == 200
    assert "Excel kiểu cũ (.xls)" in answer.content.decode()
    assert not type(owner.page).objects.get(pk=owner.page.pk).imports.exists()


def test_old_font_text_ends_the_reading_with_advice(owner: Owner) -> None:
    owner.upload_rows([["STT", "Néi dung"], [1, "Thu sù nghiÖp gi¸o dôc"]])
    assert owner.job.status == JobStatus.FAILED
    assert "UniKey" in owner.see()


def test_no_file_is_an_error_beside_the_field(owner: Owner) -> None:
    with owner.capture(execute=True):
        answer = owner.client.post(f"/quan-tri/cong-khai/{owner.page.pk}/nhap/", {})
    assert "Hãy chọn tệp bảng tính." in answer.content.decode()


def test_the_sample_workbooks_of_the_portal_are_read_without_a_question(owner: Owner) -> None:
    heading = ["Phần", "Mã", "Mục", "Cấp", "Dự toán (triệu đồng)", "Thực hiện (triệu đồng)"]
    lines = [
        ["Thu", "I", "Thuế", 0, 100, 40],
        ["Thu", "1", "Thuế đất", 1, 100, 40],
        ["Chi", "I", "Lương", 0, 90, 30],
    ]
    owner.upload(documents.xlsx("Ngân sách", [heading, *lines]))
    page = owner.see()
    for key in ("section", "code", "name", "level", "estimate", "actual", "million"):
        assert f'<option value="{key}" selected>' in page
    owner.map({1: "section", 2: "code", 3: "name", 4: "level", 5: "estimate", 6: "actual"})
    assert (owner.job.report["problems"], owner.job.report["questions"]) == (0, {})
    owner.act("nhap")
    assert [line[:4] for line in owner.lines()] == [
        ("revenue", 0, "I", "Thuế"),
        ("revenue", 1, "1", "Thuế đất"),
        ("expenditure", 0, "I", "Lương"),
    ]
