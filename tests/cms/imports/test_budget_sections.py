"""Revenue or expenditure, totals and units, from the words of official forms."""

import pytest

from cms.disclosures.importers.budget_sections import (
    SectionRow,
    is_bare_total,
    section_in,
    sections_of,
    title_of,
    total_of,
    unit_in,
)


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("TỔNG SỐ THU", "revenue"),
        ("Tổng thu ngân sách xã năm 2026", "revenue"),
        ("A. TỔNG THU", "revenue"),
        ("Tổng số thu NSNN trên địa bàn", "revenue"),
        ("Cộng chi", "expenditure"),
        ("TỔNG CHI CÂN ĐỐI NGÂN SÁCH XÃ", "expenditure"),
        ("Tổng thu phí chợ", ""),
        ("Thu khác", ""),
        ("Chi tổng hợp", ""),
    ],
)
def test_totals_are_known_by_their_words(name: str, section: str) -> None:
    assert total_of(name) == section


def test_titles_and_bare_totals() -> None:
    assert title_of("Phần chi ngân sách") == "expenditure"
    assert title_of("Thu tiền sử dụng đất") == ""
    assert is_bare_total("Tổng cộng")
    assert not is_bare_total("Tổng mức đầu tư")


def rows(*names: str) -> list[SectionRow]:
    """A name with “=” carries an amount."""
    return [SectionRow(name.rstrip("="), name.endswith("=")) for name in names]


def test_a_total_above_its_lines_opens_the_section() -> None:
    assert (
        sections_of(rows("Tổng thu=", "Thuế=", "Tổng chi=", "Lương="))
        == ["revenue"] * 2 + ["expenditure"] * 2
    )


def test_totals_below_their_lines_close_the_section() -> None:
    assert (
        sections_of(rows("Thuế=", "Tổng thu=", "Lương=", "Tổng chi="))
        == ["revenue"] * 2 + ["expenditure"] * 2
    )


def test_titles_open_sections_and_silence_says_nothing() -> None:
    assert (
        sections_of(rows("PHẦN THU", "Thuế=", "PHẦN CHI", "Lương=")) == ["revenue"] * 2 + ["expenditure"] * 2
    )
    assert sections_of(rows("Thuế=", "Lương=")) == ["", ""]


def test_a_title_that_speaks_of_one_section_only_decides() -> None:
    assert section_in(["DỰ TOÁN CHI NGÂN SÁCH XÃ"]) == "expenditure"
    assert section_in(["CÂN ĐỐI THU CHI"]) == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Đơn vị tính: triệu đồng", "million"),
        ("ĐVT: Triệu đ", "million"),
        ("ĐVT: 1.000 đồng", "thousand"),
        ("Đơn vị tính: Ngàn đồng", "thousand"),
        ("(Đơn vị: nghìn đồng)", "thousand"),
        ("Đơn vị: Tỷ đồng", "billion"),
        ("Đơn vị tính: đồng", "dong"),
        ("Dự toán (Đơn vị tính: 1.000.000 đồng)", "million"),
        ("Thực hiện (triệu đồng)", "million"),
        ("Dự toán (đồng)", "dong"),
        ("Đơn vị: UBND xã A", ""),
        ("triệu người", ""),
    ],
)
def test_the_unit_is_read_from_the_line_that_states_it(text: str, unit: str) -> None:
    assert unit_in([text]) == unit
