"""What an upload looks like to an importer: sheets, heading, columns, styles, and hostile contents."""

import pytest
from django.test import Client
from openpyxl import Workbook

from cms.disclosures.importers.base import Column, Plan
from cms.disclosures.importers.reading import MappedSheet, guess_plan, structure_of, top_rows
from portal.core.numbers import NumberStyle
from portal.core.tables import TableError, open_table
from tests.cms.factories import make_budget
from tests.cms.imports.making import REPORT, Owner
from tests.core.tables.making import saved, workbook
from tests.factories import make_organisation

NAME = Column("name", "Nội dung", ("noi dung",), required=True)
PRICE = Column("price", "Giá", ("gia",), numeric=True)
COUNT = Column("count", "Số", ("so",), numeric=True)
COLUMNS = (NAME, PRICE, COUNT)


def quiet(_done: int) -> None:
    return None


def mapped(rows: list[list[object]], style: str = "", corrections: dict | None = None) -> MappedSheet:
    source = open_table(workbook(rows))
    facts = structure_of(source, quiet)["sheets"][0]
    plan = guess_plan(top_rows(source, 0), facts, 0, COLUMNS)
    return MappedSheet(
        source,
        facts,
        Plan(0, plan.first, plan.last, plan.columns, {}, style),
        COLUMNS,
        corrections or {},
        quiet,
    )


def test_the_structure_names_sheets_and_keeps_no_cell() -> None:
    book = Workbook()
    book.create_sheet("Thu").append(["Nội dung", "Nguyễn Văn Mẫu"])
    hidden = book.create_sheet("Nháp")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    structure = structure_of(open_table(saved(book)), quiet)
    assert [(sheet["name"], sheet["rows"], sheet["hidden"]) for sheet in structure["sheets"]] == [
        ("Sheet", 0, False),
        ("Thu", 1, False),
        ("Nháp", 1, True),
    ]
    assert "Nguyễn" not in str(structure)


def test_a_sheet_for_old_fonts_does_not_spoil_the_others() -> None:
    book = Workbook()
    book.active.append(["Thu sù nghiÖp gi¸o dôc"])
    book.create_sheet("Tốt").append(["Nội dung"])
    first, second = structure_of(open_table(saved(book)), quiet)["sheets"]
    assert "UniKey" in first["error"]
    assert second["error"] == ""


def test_nothing_but_old_font_text_is_refused() -> None:
    with pytest.raises(TableError, match="UniKey"):
        structure_of(open_table(workbook([["Thu sù nghiÖp gi¸o dôc"]])), quiet)


def test_progress_is_told_while_rows_go_by() -> None:
    told: list[int] = []
    structure_of(open_table(workbook([number] for number in range(1_200))), told.append)
    assert told == [500, 1_000]


def test_each_column_has_one_style_and_open_ones_follow_the_others() -> None:
    sheet = mapped([["Nội dung", "Giá", "Số"], ["a", "1,234", "1,234.5"], ["b", "5,678", "2"]])
    assert (sheet.styles, sheet.ambiguous) == ({"price": NumberStyle.EN, "count": NumberStyle.EN}, "")
    takes = list(sheet.rows())
    assert takes[0].decimal("price") == 1234
    assert [take.number for take in takes] == [2, 3]


def test_columns_that_disagree_keep_their_own_style() -> None:
    sheet = mapped([["Nội dung", "Giá", "Số"], ["a", "1.234,5", "1,234.5"]])
    assert sheet.styles == {"price": NumberStyle.VI, "count": NumberStyle.EN}


def test_what_nothing_decides_is_asked_until_it_is_chosen() -> None:
    rows: list[list[object]] = [["Nội dung", "Giá"], ["a", "1.234"]]
    assert mapped(rows).ambiguous == "1.234"
    assert mapped(rows, "en").ambiguous == ""


def test_corrections_stand_in_for_cells_and_keep_the_address() -> None:
    sheet = mapped([["Nội dung", "Giá"], ["a", "1.2oo"], ["b", 5]], corrections={"2": {"price": "x1"}})
    take = next(sheet.rows())
    assert take.decimal("price") is None
    assert take.remarks[0].message == 'B2: "x1" không phải là số'
    assert take.remarks[0].text == "x1"


def test_the_row_that_counts_columns_is_skipped_only_before_the_data() -> None:
    sheet = mapped([["Nội dung", "Giá"], [1, 2], ["a", 5], [1, 2]])
    assert [take.number for take in sheet.rows()] == [3, 4]


@pytest.mark.django_db
def test_pages_of_the_preview_cost_the_same_number_of_queries(
    client: Client, django_capture_on_commit_callbacks, django_assert_max_num_queries
) -> None:
    owner = Owner(client, make_budget(make_organisation(), form="q1"), django_capture_on_commit_callbacks)
    owner.upload_rows([["Nội dung", "Dự toán"], *([f"Mục {number}", 1] for number in range(400))])
    owner.map({1: "name", 2: "estimate"}, section="revenue")
    url = f"/quan-tri/cong-khai/nhap/{owner.job.key}/"
    client.get(url)
    with django_assert_max_num_queries(40):
        body = client.get(url, {"trang": "8"}).content.decode()
    assert body.count('name="cap-') == 50
    assert "Mục 399" in body


@pytest.mark.django_db
def test_what_stands_in_cells_is_shown_as_text(client: Client, django_capture_on_commit_callbacks) -> None:
    owner = Owner(client, make_budget(make_organisation(), form="q1"), django_capture_on_commit_callbacks)
    evil = "<script>alert(1)</script>"
    owner.upload_rows([[evil, "Dự toán", "Nội dung"], ["x", evil, evil], ["y", 5, "Thuế"]])
    assert evil not in owner.see()
    owner.map({3: "name", 2: "estimate"}, section="revenue")
    body = owner.see()
    assert evil not in body
    assert "&lt;script&gt;" in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [{"trang": "99"}, {"trang": "x"}, {"tu": "0", "den": "-1"}, {"tu": "60", "den": "2"}, {"xem": "la"}],
)
def test_strange_addresses_show_the_page_all_the_same(
    client: Client, django_capture_on_commit_callbacks, query: dict[str, str]
) -> None:
    owner = Owner(client, make_budget(make_organisation(), form="q1"), django_capture_on_commit_callbacks)
    owner.upload_rows(REPORT)
    assert "Mỗi cột là gì" in owner.see(bang="1", **query)
    owner.map_report()
    assert "Xem trước khi nhập" in owner.see(**query)


@pytest.mark.django_db
def test_hidden_rows_and_merged_cells_are_reported_and_read(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    owner = Owner(client, make_budget(make_organisation(), form="q1"), django_capture_on_commit_callbacks)

    def hide(sheet) -> None:
        sheet.row_dimensions[8].hidden = True
        sheet.merge_cells("A1:C1")

    owner.upload(workbook(REPORT, hide))
    assert "Trang tính có 1 dòng bị ẩn: 8." in owner.see()
    owner.map_report()
    assert "Trang tính có 1 dòng bị ẩn: 8." in owner.see()
    assert owner.job.report["rows"] == 6
