"""Numbers as they stand in papers, and the style that a whole column decides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.numbers import NotANumber, NumberStyle, infer_style, parse_number, parse_vi_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("1.5", "1.5"),
        ("12,75", "12.75"),
        ("0.125", "0.125"),
        ("1 234", "1234"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        ("1234", "1234"),
        ("１２", "12"),
        ("(1.234)", "-1234"),
        ("-5", "-5"),
        ("– 5", "-5"),
        ("−5", "-5"),
        ("5-", "-5"),
        ("+5", "5"),
        (",5", "0.5"),
        ("007", "7"),
    ],
)
def test_one_number_alone(text: str, value: str) -> None:
    assert parse_vi_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "()"])
def test_blank_and_dash_are_no_amount(text: str) -> None:
    assert parse_vi_number(text) is None


@pytest.mark.parametrize(
    "text",
    ["1.2oo", "1.234.56", "12..3", "1.", "abc", "1 23", "5 đ", "1/2", "=1", "1e5", "²", "85%", "9" * 30],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_vi_number(text)


def test_letters_among_digits_are_told_as_such() -> None:
    with pytest.raises(NotANumber, match="có chữ cái lẫn trong chữ số"):
        parse_vi_number("1.2oo")


def test_the_column_decides_what_the_cell_leaves_open() -> None:
    assert infer_style(["1.234", "5.678,5"]).style is NumberStyle.VI
    assert infer_style(["1,234", "5,678.5"]).style is NumberStyle.EN
    assert infer_style(["1.234", "0.5"]).style is NumberStyle.EN
    assert infer_style(["1.234", "1.234.567"]).style is NumberStyle.VI
    assert parse_number("1.234", NumberStyle.EN).value == Decimal("1.234")


def test_a_column_that_leaves_it_open_says_so() -> None:
    open_ = infer_style(["12", "1.234", "5.678"])
    assert (open_.style, open_.ambiguous) == (NumberStyle.VI, "1.234")
    assert infer_style(["12", "-", "", "1 234"]).ambiguous == ""


def test_the_few_that_differ_from_the_many_are_named() -> None:
    found = infer_style(["1.234.567", "2.000,5", "1,234.5"])
    assert (found.style, found.odd) == (NumberStyle.VI, ("1,234.5",))
    with pytest.raises(NotANumber, match="không viết theo kiểu"):
        parse_number("1,234.5", found.style)


def test_percent_signs_are_kept_apart() -> None:
    written = parse_number("85,5 %", NumberStyle.VI)
    assert (written.value, written.percent) == (Decimal("85.5"), True)


def _written(value: Decimal, group: str, decimal: str) -> str:
    whole, _, part = f"{value:,f}".partition(".")
    return whole.replace(",", group) + (decimal + part if part else "")


@given(st.decimals(-(10**15), 10**15, allow_nan=False, places=2))
def test_every_amount_comes_back_in_either_style(value: Decimal) -> None:
    assert parse_number(_written(value, ".", ","), NumberStyle.VI).value == value
    assert parse_number(_written(value, ",", "."), NumberStyle.EN).value == value
    assert parse_vi_number(_written(value, " ", ",")) == value


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    for style in NumberStyle:
        try:
            parse_number(text, style)
        except NotANumber:
            continue
    infer_style([text])
