"""One spelling for every way of writing, and words that stayed keystrokes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.vietnamese import canonical, from_keystrokes, is_syllable
from search.words import words

SYLLABLES = [
    "đường",
    "đất",
    "hộ",
    "nghèo",
    "nguyễn",
    "người",
    "nghiệp",
    "quyết",
    "quý",
    "quỳnh",
    "giấy",
    "giữ",
    "gìn",
    "khuya",
    "khuỷu",
    "thủy",
    "hòa",
    "hoàn",
    "loại",
    "khoản",
    "xã",
    "phường",
    "ngõ",
    "ổ",
    "gà",
    "rác",
    "thải",
    "tưới",
    "tiêu",
    "mương",
    "cừu",
    "rượu",
    "uống",
    "yên",
    "yêu",
    "ưu",
    "đãi",
    "tuổi",
    "trẻ",
    "mừng",
    "thuế",
    "quả",
]
_VNI = dict(zip("\u0301\u0300\u0309\u0303\u0323\u0302\u031b\u0306", "12345678", strict=True))
_TELEX = dict(zip("\u0301\u0300\u0309\u0303\u0323", "sfrxj", strict=True))


def vni(word: str) -> str:
    """The keys of VNI, each mark behind the word."""
    letters = "".join("d9" if char == "đ" else char for char in word)
    decomposed = unicodedata.normalize("NFD", letters)
    marks = dict.fromkeys(_VNI[char] for char in decomposed if char in _VNI)
    return "".join(char for char in decomposed if char not in _VNI) + "".join(marks)


def telex(word: str) -> str:
    """The keys of Telex, the tone behind the word."""
    keys, tone = "", ""
    for char in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("ươ", "uwow")):
        if char in _TELEX:
            tone = _TELEX[char]
        elif char == "\u0302":
            keys += keys[-1]
        elif char in "\u031b\u0306":
            keys += "w"
        else:
            keys += char
    return keys + tone


@pytest.mark.parametrize("word", SYLLABLES)
def test_keystrokes_become_the_word_that_they_mean(word: str) -> None:
    bare = {vni(word), telex(word)} - {word}
    for keys in bare:
        meant = from_keystrokes(keys)
        assert canonical(meant) == canonical(word) or len(keys) < 3 or is_syllable(keys), keys


@pytest.mark.parametrize(
    "word", ["ho", "ngheo", "papi", "wifi", "class", "q3", "19", "ubnd", "or", "as", "xx9"]
)
def test_what_is_no_keystroke_stays(word: str) -> None:
    assert from_keystrokes(word) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("kĩ", "kỹ"), ("mĩ", "mỹ"), ("quí", "quý"),
     ("quình", "quỳnh"), ("lí", "lý"), ("hi", "hy")],
)  # fmt: skip
def test_two_ways_of_writing_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
    assert words(f"Việc {one.upper()}") == words(f"việc {other}")


@pytest.mark.parametrize(
    ("one", "other"), [("thủy", "thủi"), ("tai", "tay"), ("mùi", "mùy"), ("hộ", "hồ"), ("ý", "í")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.text(max_size=30))
def test_any_word_has_one_spelling_that_stays(word: str) -> None:
    once = canonical(unicodedata.normalize("NFC", word.lower()))
    assert canonical(once) == once
    from_keystrokes(word.lower())


@pytest.mark.parametrize(("text", "expected"), [("nghiêng", True), ("quyết", True), ("a", True), ("wifi", False),
                                                ("papi", False), ("ngheoo", False), ("", False)])  # fmt: skip
def test_a_syllable_is_known(text: str, expected: bool) -> None:
    assert is_syllable(text) is expected
