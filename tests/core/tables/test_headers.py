"""Headings of the papers that communes really use."""

from portal.core.tables import (
    Row,
    Table,
    column_names,
    guess_columns,
    guess_heading,
    is_column_marks,
    read_table,
)
from tests.core.tables.making import workbook

ALIASES = {
    "code": ("stt", "ma"),
    "name": ("noi dung", "chi tieu"),
    "estimate": ("du toan",),
    "actual": ("thuc hien", "quyet toan"),
    "percent": ("so sanh", "ty le"),
}
FORM = [
    ["ỦY BAN NHÂN DÂN XÃ THỬ", None, None, None, None],
    ["Biểu số 114/CK TC-NSNN"],
    [None, None, None, "Đơn vị: triệu đồng"],
    ["STT", "NỘI DUNG", "DỰ TOÁN NĂM", "THỰC HIỆN QUÝ I", "SO SÁNH (%)"],
    ["A", "B", 1, 2, "3=2/1"],
    ["I", "Các khoản thu 100%", 100, 25, 25],
]


def heading_of(table: Table) -> tuple[int, int]:
    return tuple(guess_heading(table.rows, ALIASES, table.facts.merged))


def test_the_heading_is_found_below_the_title() -> None:
    table = read_table(workbook(FORM))
    assert heading_of(table) == (4, 4)
    names = column_names(table.rows, guess_heading(table.rows, ALIASES), table.facts.merged)
    assert names[3] == "DỰ TOÁN NĂM"
    assert guess_columns(names, ALIASES) == {"code": 1, "name": 2, "estimate": 3, "actual": 4, "percent": 5}


def test_merged_headings_name_every_column_below_them() -> None:
    def merge(sheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(area)

    rows = [
        ["STT", "Nội dung", "Dự toán", None, "Thực hiện", None],
        [None, None, "Thu NSNN", "Thu NSX", "Thu NSNN", "Thu NSX"],
        [1, "Thu", 5, 6, 7, 8],
    ]
    table = read_table(workbook(rows, merge))
    heading = guess_heading(table.rows, ALIASES, table.facts.merged)
    assert heading == (1, 2)
    assert list(column_names(table.rows, heading, table.facts.merged).values()) == [
        "STT",
        "Nội dung",
        "Dự toán / Thu NSNN",
        "Dự toán / Thu NSX",
        "Thực hiện / Thu NSNN",
        "Thực hiện / Thu NSX",
    ]


def test_a_heading_chosen_by_hand_may_have_several_rows() -> None:
    table = read_table(workbook([["Dự toán", None], ["Thu", "Chi"], [1, 2]]))
    assert column_names(table.rows, type(guess_heading(table.rows, {}))(1, 2)) == {
        1: "Dự toán / Thu",
        2: "Chi",
    }


def test_the_row_that_counts_the_columns_is_known() -> None:
    table = read_table(workbook(FORM))
    assert [is_column_marks(row) for row in table.rows] == [False, False, False, False, True, False]
    data = read_table(workbook([["1", 5, 3], [1, 2015, 2016], [1, "Thu", 2]]))
    assert [is_column_marks(row) for row in data.rows] == [False, False, False]


def test_a_column_is_taken_once_and_by_the_closest_name() -> None:
    names = {1: "Nội dung", 2: "Dự toán năm trước", 3: "Dự toán", 4: "Tỷ lệ thực hiện so với dự toán"}
    found = guess_columns(names, ALIASES)
    assert found["estimate"] == 3
    assert found["name"] == 1
    assert len(set(found.values())) == len(found)


def test_a_table_without_known_names_still_has_a_heading() -> None:
    rows = (Row(3, {}), *read_table(workbook([["x"], ["Cột một", "Cột hai"], [1, 2]])).rows)
    assert guess_heading(rows, ALIASES) == (2, 2)
    assert guess_heading([], ALIASES) == (1, 1)
