"""What an announcer reads: every figure as the words that are said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.spoken import (
    date_words,
    decimal_words,
    digit_words,
    number_words,
    read_aloud,
    seconds,
    syllables,
)

NUMBERS = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    55: "năm mươi lăm",
    99: "chín mươi chín",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    999: "chín trăm chín mươi chín",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1010: "một nghìn không trăm mười",
    1100: "một nghìn một trăm",
    2026: "hai nghìn không trăm hai mươi sáu",
    10_000: "mười nghìn",
    21_005: "hai mươi mốt nghìn không trăm linh năm",
    100_000: "một trăm nghìn",
    1_000_000: "một triệu",
    1_000_005: "một triệu không trăm linh năm",
    1_002_000: "một triệu không trăm linh hai nghìn",
    1_234_567: "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy",
    1_000_000_000: "một tỷ",
    1_000_000_001: "một tỷ không trăm linh một",
    2_050_000_000: "hai tỷ không trăm năm mươi triệu",
    1_500_000_000_000: "một nghìn năm trăm tỷ",
    1_001_000_000_000: "một nghìn không trăm linh một tỷ",
    10**15: "một triệu tỷ",
    -15: "âm mười lăm",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_whole_numbers(number: int, words: str) -> None:
    assert number_words(number) == words


_VALUES = {
    word: value
    for value, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
}
_VALUES |= {"mốt": 1, "tư": 4, "lăm": 5}


def _back(words: str) -> int:
    """Work a number out again from its words, by other rules than those that made them."""
    total = group = 0
    last: int | None = None
    for word in words.split():
        if word in _VALUES:
            last = _VALUES[word]
        elif word == "trăm":
            group, last = (last or 0) * 100, None
        elif word == "mươi":
            group, last = group + (last or 0) * 10, None
        elif word == "mười":
            group += 10
        elif word in {"nghìn", "triệu"}:
            total += (group + (last or 0)) * {"nghìn": 1000, "triệu": 10**6}[word]
            group, last = 0, None
        elif word == "tỷ":
            total = (total + group + (last or 0)) * 10**9
            group, last = 0, None
        else:
            assert word == "linh"
    return total + group + (last or 0)


@given(st.integers(min_value=0, max_value=10**15))
def test_every_number_can_be_worked_out_again(number: int) -> None:
    assert _back(number_words(number)) == number


@pytest.mark.parametrize(
    ("whole", "part", "words"),
    [
        ("1", "5", "một phẩy năm"),
        ("3", "14", "ba phẩy mười bốn"),
        ("12", "05", "mười hai phẩy không năm"),
        ("0", "125", "không phẩy một hai năm"),
        ("7", "50", "bảy phẩy năm"),
        ("7", "00", "bảy"),
    ],
)
def test_decimals(whole: str, part: str, words: str) -> None:
    assert decimal_words(whole, part) == words


def test_a_telephone_number_is_read_digit_by_digit() -> None:
    assert digit_words("0221.38") == "không hai hai một ba tám"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu"),
        (date(2026, 4, 15), "ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"),
        (date(2025, 12, 31), "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi lăm"),
        (date(2026, 10, 10), "ngày mùng mười tháng mười năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_dates(day: date, words: str) -> None:
    assert date_words(day) == words


TEXTS = {
    "Tổng chi 1.234.567 đồng": "Tổng chi một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng",
    "1.234,5 triệu đồng": "một nghìn hai trăm ba mươi tư phẩy năm triệu đồng",
    "đạt 87,5% dự toán": "đạt tám mươi bảy phẩy năm phần trăm dự toán",
    "giảm -3 %": "giảm âm ba phần trăm",
    "620 ha, 350m2 và 12km": ("sáu trăm hai mươi héc-ta, ba trăm năm mươi mét vuông và mười hai ki-lô-mét"),
    "500.000đ": "năm trăm nghìn đồng",
    "UBND xã Đông": "Ủy ban nhân dân xã Đông",
    "Quyết định số 12/QĐ-UBND ngày 05/01/2026": (
        "Quyết định số mười hai, quyết định, Ủy ban nhân dân "
        "ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu"
    ),
    "Nghị quyết 8/NQ-HĐND": "Nghị quyết tám, nghị quyết, Hội đồng nhân dân",
    "Nghị định 73/2026/NĐ-CP": (
        "Nghị định bảy mươi ba, năm hai nghìn không trăm hai mươi sáu, nghị định, Chính phủ"
    ),
    "31/12/2025": "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi lăm",
    "tháng 4/2026": "tháng tư năm hai nghìn không trăm hai mươi sáu",
    "Quý IV/2026": "Quý tư năm hai nghìn không trăm hai mươi sáu",
    "quý I": "quý một",
    "6 tháng đầu năm 2026": "sáu tháng đầu năm hai nghìn không trăm hai mươi sáu",
    "từ 7:30 đến 17h00": "từ bảy giờ ba mươi phút đến mười bảy giờ",
    "gọi 0221 3 000 123": "gọi không hai hai một, ba, không không không, một hai ba",
    "gọi 0221 000 8036, hoặc": "gọi không hai hai một, không không không, tám không ba sáu, hoặc",
    "mã 0042": "mã không không bốn hai",
    "gọi 0912345678.": "gọi không chín một hai ba bốn năm sáu bảy tám.",
    "khóa XVI": "khóa mười sáu",
    "Điều IX, mục II": "Điều chín, mục hai",
    "họp ngày 5/3": "họp ngày mùng năm tháng ba",
    "10-15 hộ, 2025 – 2026": (
        "mười đến mười lăm hộ, hai nghìn không trăm hai mươi lăm đến hai nghìn không trăm hai mươi sáu"
    ),
    "3/4 số hộ": "ba trên bốn số hộ",
    "kỳ họp thứ IX": "kỳ họp thứ chín",
    "Không có số nào.": "Không có số nào.",
    "phòng A12": "phòng A12",
    "ngày 32/13/2026": "ngày ba mươi hai trên mười ba trên hai nghìn không trăm hai mươi sáu",
}


@pytest.mark.parametrize(("written", "read"), list(TEXTS.items()), ids=list(TEXTS))
def test_a_text_is_turned_into_words(written: str, read: str) -> None:
    assert read_aloud(written) == read


@pytest.mark.parametrize("written", TEXTS)
def test_reading_what_is_already_words_changes_nothing(written: str) -> None:
    once = read_aloud(written)
    assert read_aloud(once) == once


@given(st.text(alphabet="0123456789.,/-:% đmhaTháng ngàyquýUBND", max_size=60))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    assert isinstance(read_aloud(text), str)


def test_a_very_long_row_of_digits_is_read_digit_by_digit() -> None:
    assert read_aloud("1" * 20) == " ".join(["một"] * 20)


def test_length_counts_what_is_read_and_not_what_is_written() -> None:
    assert syllables("Thu 1.234.567 đồng") == len(read_aloud("Thu 1.234.567 đồng").split()) == 15
    assert syllables("UBND xã Đông") == 6
    assert syllables("") == 0


def test_two_minutes_hold_two_hundred_and_ninety_syllables() -> None:
    assert seconds("chữ " * 290) == 120
    assert seconds("chữ " * 291) == 121
