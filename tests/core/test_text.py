import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.html import clean_rich
from portal.core.text import fold, nfc, plain_text, slugify_vi


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Hào", "duong hao"),
        ("HỘ NGHÈO", "ho ngheo"),
        (unicodedata.normalize("NFD", "Ứng Hoà"), "ung hoa"),
        ("ABC 123", "abc 123"),
    ],
)
def test_fold_drops_vietnamese_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_slug_keeps_the_letter_d() -> None:
    assert slugify_vi("Xã Đường Hào") == "xa-duong-hao"


def test_plain_text_drops_what_hides_and_keeps_lines() -> None:
    assert plain_text("a\u202eb\u200b\x00\r\nc\n") == "ab\nc"


def test_plain_text_keeps_emoji_and_composes() -> None:
    family = "👨\u200d👩\u200d👧"
    assert plain_text(unicodedata.normalize("NFD", "Hoà ") + family) == nfc("Hoà ") + family


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed" onclick="x()">x</p>',
        "<iframe src='//x'></iframe>",
    ],
)
def test_clean_rich_leaves_nothing_that_runs(attack: str) -> None:
    cleaned = clean_rich(attack).lower()
    assert not any(
        word in cleaned
        for word in ("<script", "onerror", "javascript:", "onclick", "style=", "<iframe", "<img")
    )


def test_clean_rich_keeps_tables_and_links() -> None:
    html = '<table><tr><th scope="col">Khoản</th></tr></table><a href="https://example.vn/">nguồn</a>'
    assert clean_rich(html).count("<") == html.count("<") + 2  # bleach adds the tbody pair
