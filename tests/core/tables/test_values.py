"""Numbers, texts and dates are taken from cells, or the cell says why not."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.core.numbers import NumberStyle
from portal.core.tables import Cell, CellProblem, address
from portal.core.tables import values as take
from portal.core.tables.cells import column_letter, parse_address


def at(value: object, **more: object) -> Cell:
    return Cell(14, 3, value, **more)


def test_numbers_come_from_real_numbers_and_from_text() -> None:
    assert take.number(at(Decimal("1234.5")), NumberStyle.VI) == Decimal("1234.5")
    assert take.number(at("1.234,5"), NumberStyle.VI) == Decimal("1234.5")
    assert take.number(at("1,234.5"), NumberStyle.EN) == Decimal("1234.5")
    assert take.number(at("-"), NumberStyle.VI) is None
    assert take.number(None, NumberStyle.VI) is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (at("1.2oo"), "không phải là số"),
        (at(True), "đúng/sai"),
        (at(date(2026, 5, 1)), "ngày tháng"),
        (at("85%"), "phần trăm"),
        (at(Decimal("0.85"), percent=True), "phần trăm"),
        (at("#REF!", problem="là lỗi của công thức"), "lỗi của công thức"),
    ],
)
def test_what_is_no_number_says_why(cell: Cell, words: str) -> None:
    with pytest.raises(CellProblem, match=words) as caught:
        take.number(cell, NumberStyle.VI)
    assert cell.complaint(str(caught.value)).startswith('C14: "')


def test_the_complaint_names_the_cell_as_the_contract_says() -> None:
    assert at("1.2oo").complaint("không phải là số") == 'C14: "1.2oo" không phải là số'


def test_percentages_read_the_same_from_text_and_from_a_format() -> None:
    assert take.written_number(at("85,3%"), NumberStyle.VI).value == Decimal("85.3")
    assert take.written_number(at(Decimal("0.853"), percent=True), NumberStyle.VI).value == Decimal("85.3")


def test_whole_numbers_keep_their_bounds() -> None:
    assert take.whole_number(at(Decimal("4.0")), NumberStyle.VI, 1, 30) == 4
    for bad in (Decimal("4.5"), Decimal(31), "0"):
        with pytest.raises(CellProblem, match="từ 1 đến 30"):
            take.whole_number(at(bad), NumberStyle.VI, 1, 30)


def test_dates_come_from_dates_and_from_text() -> None:
    day = date(2026, 3, 5)
    assert {take.day(at(each)) for each in (day, datetime(2026, 3, 5, 8), "5/3/2026")} == {day}
    with pytest.raises(CellProblem, match="không phải là ngày"):
        take.day(at("31/02/2026"))


def test_text_has_a_length() -> None:
    assert take.text(at("Thu"), 3) == "Thu"
    assert take.text(None, 3) == ""
    with pytest.raises(CellProblem, match="dài hơn 2"):
        take.text(at("Thu"), 2)


def test_a_column_of_texts_has_one_style() -> None:
    style = take.number_style([at("1.234"), at(Decimal(7)), at("5.678,5"), at("9", problem="x")])
    assert (style.style, style.ambiguous) == (NumberStyle.VI, "")


def test_addresses_are_those_of_spreadsheets() -> None:
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert address(14, 3) == "C14"
    assert parse_address("AB$12") == (12, 28)
