"""Cells of .xlsx files come with their address, in one form, and say what is wrong with them."""

import datetime
import unicodedata
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from portal.core.tables import Facts, Limits, Table, TableError, open_table, read_table
from tests.core.tables.making import RELATION, raw_workbook, saved, workbook


def cell(table: Table, name: str):
    return next(each for row in table.rows for each in row.cells.values() if each.address == name)


def test_values_keep_their_kind_and_their_address() -> None:
    table = read_table(workbook([["Tên", 12.5, True, datetime.date(2026, 3, 5)], [], [None, None, "Cuối"]]))
    assert [row.number for row in table.rows] == [1, 3]
    assert cell(table, "A1").value == "Tên"
    assert cell(table, "B1").value == Decimal("12.5")
    assert cell(table, "C1").value is True
    assert cell(table, "D1").value == datetime.date(2026, 3, 5)
    assert cell(table, "D1").text == "05/03/2026"
    assert cell(table, "C3").text == "Cuối"


def test_binary_fractions_are_rounded_to_what_excel_shows() -> None:
    assert cell(read_table(workbook([[0.1 + 0.2]])), "A1").value == Decimal("0.3")


def test_a_percent_format_is_known() -> None:
    def percent(sheet: Worksheet) -> None:
        sheet["A1"].number_format = "0.0%"

    found = cell(read_table(workbook([[0.853]], percent)), "A1")
    assert (found.value, found.percent, found.text) == (Decimal("0.853"), True, "85,3%")


def test_decomposed_text_becomes_composed_and_invisible_characters_go() -> None:
    decomposed = unicodedata.normalize("NFD", "Thuế đất\u200b")
    assert cell(read_table(workbook([[decomposed]])), "A1").value == "Thuế đất"


def test_indentation_comes_from_the_format_and_from_leading_spaces() -> None:
    def indent(sheet: Worksheet) -> None:
        sheet["A2"].alignment = Alignment(indent=2)

    table = read_table(workbook([["Thu"], ["Thuế"], ["    Phí"]], indent))
    assert [cell(table, name).indent for name in ("A1", "A2", "A3")] == [0, 2, 2]


def test_a_formula_gives_its_stored_result() -> None:
    table = read_table(raw_workbook('<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>42</v></c></row>'))
    assert cell(table, "A1").value == Decimal(42)


def test_a_formula_without_result_is_an_error_that_names_the_cell() -> None:
    found = cell(read_table(workbook([["x"], ["=A1+1"]])), "A2")
    assert found.complaint().startswith('A2: "=…" là công thức chưa có kết quả')


def test_a_formula_whose_result_is_an_empty_text_is_blank() -> None:
    table = read_table(
        raw_workbook('<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><v>1</v></c></row>')
    )
    assert [each.address for row in table.rows for each in row.cells.values()] == ["B1"]


def test_an_error_cell_is_named() -> None:
    found = cell(
        read_table(raw_workbook('<row r="7"><c r="C7" t="e"><f>A1/0</f><v>#DIV/0!</v></c></row>')), "C7"
    )
    assert found.complaint() == 'C7: "#DIV/0!" là lỗi của công thức'


def test_rich_text_is_joined_and_phonetic_reading_left_out() -> None:
    table = read_table(
        raw_workbook(
            '<row><c t="inlineStr"><is><r><t>Thu </t></r><r><t>khác</t></r><rPh><t>x</t></rPh></is></c>'
            "<c><v>2</v></c></row>"
        )
    )
    assert cell(table, "A1").value == "Thu khác"
    assert cell(table, "B1").value == Decimal(2)


def test_prefixed_elements_are_read_as_well() -> None:
    parts = {
        "xl/worksheets/sheet1.xml": '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="2">'
        '<x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    }
    assert cell(read_table(raw_workbook("", parts)), "B2").value == Decimal(5)


def test_what_is_hidden_is_reported() -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for number in range(1, 5):
        sheet.append([f"Hàng {number}", number])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    secret = book.create_sheet("Nháp")
    secret.append(["Bí mật"])
    secret.sheet_state = "veryHidden"
    table = read_table(saved(book))
    assert table.notes() == [
        "Tệp có 1 trang tính bị ẩn: Nháp.",
        "Trang tính có cột bị ẩn: B.",
        "Trang tính có 1 dòng bị ẩn: 3.",
    ]
    assert [row.hidden for row in table.rows] == [False, False, True, False]


def test_the_first_visible_sheet_with_content_is_read_unless_one_is_named() -> None:
    book = Workbook()
    book.create_sheet("Thu").append(["Thu"])
    book.create_sheet("Chi").append(["Chi"])
    content = saved(book)
    assert read_table(content).sheet.name == "Thu"
    assert read_table(content, sheet=2).sheet.name == "Chi"
    with pytest.raises(TableError, match="không có trang tính này"):
        read_table(content, sheet=3)


def test_merged_ranges_are_kept() -> None:
    table = read_table(
        workbook([["Dự toán", None], ["Thu", "Chi"]], lambda sheet: sheet.merge_cells("A1:B1"))
    )
    assert [tuple(area) for area in table.facts.merged] == [(1, 1, 1, 2)]


def test_rows_are_read_one_after_the_other() -> None:
    facts = Facts()
    rows = open_table(workbook([number, number] for number in range(5_000))).rows(0, facts)
    assert next(rows).number == 1
    assert facts.last_row < 5_000
    assert sum(1 for _ in rows) == 4_999
    assert (facts.last_row, facts.width) == (5_000, 2)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=2), "too_many_columns"),
        (Limits(seconds=-1), "slow"),
        (Limits(file_bytes=100), "too_large"),
    ],
)
def test_every_bound_is_kept(limits: Limits, code: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(workbook([["một", "hai", "ba"]] * 5), limits=limits)
    assert caught.value.code == code


SHARED = "<sst><si><t>một</t></si><si><r><t>ha</t></r><r><t>i</t></r><rPh><t>x</t></rPh></si></sst>"


def test_shared_texts_are_looked_up_and_bounded() -> None:
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    content = raw_workbook(row, {"xl/sharedStrings.xml": SHARED})
    table = read_table(content)
    assert [cell(table, name).value for name in ("A1", "B1")] == ["hai", "một"]
    with pytest.raises(TableError, match="quá nhiều chữ"):
        read_table(content, limits=Limits(text_length=5))


def test_a_cell_that_is_too_long_is_named_and_cut() -> None:
    found = cell(read_table(workbook([["x" * 3_000]])), "A1")
    assert found.problem == "dài hơn 2000 ký tự"
    assert len(str(found.value)) <= 80


def test_blank_rows_do_not_count() -> None:
    formatted = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(2, 2_000))
    content = raw_workbook(f'<row r="1"><c r="A1"><v>1</v></c></row>{formatted}')
    assert len(read_table(content, limits=Limits(rows=10)).rows) == 1


def test_a_date_that_does_not_exist_is_named() -> None:
    styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    content = raw_workbook(
        '<row r="1"><c r="A1" s="1"><v>99999999999</v></c></row>', {"xl/styles.xml": styles}
    )
    assert cell(read_table(content), "A1").problem == "không phải là ngày có thật"


@pytest.mark.parametrize(
    "part",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="??"><v>1</v></c></row>',
    ],
)
def test_a_damaged_sheet_is_refused(part: str) -> None:
    with pytest.raises(TableError, match="bị hỏng"):
        read_table(raw_workbook(part))


def test_a_missing_sheet_part_is_refused() -> None:
    relation = f'<R><Relationship Id="rId1" Type="{RELATION}/worksheet" Target="nowhere.xml"/></R>'
    content = raw_workbook("", {"xl/_rels/workbook.xml.rels": relation})
    with pytest.raises(TableError, match="bị hỏng"):
        read_table(content)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "xx">]><worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>'
    with pytest.raises(TableError, match="khai báo lạ"):
        read_table(raw_workbook("", {"xl/worksheets/sheet1.xml": bomb}))
