"""Text for old fonts is found; proper Vietnamese, English, numbers and code are not taken for it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
import wagtail

from portal.core.legacy_fonts import (
    LegacyFont,
    how_to_convert,
    is_syllable,
    legacy_font,
    looks_like_tcvn3,
    looks_like_vni,
    to_unicode,
)
from scripts.paths import ROOT

TCVN3 = [
    "Céng hßa x· héi chñ nghÜa ViÖt Nam",
    "Thu kh¸c",
    "Ng­êi d©n",
    "®ång",
    "ThuÕ sö dông ®Êt phi n«ng nghiÖp",
    "CéNG HßA X· HéI",
]
VNI = [
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    "Thu khaùc",
    "Ngöôøi daân",
    "THUEÁ ÑAÁT",
    "Thueá söû duïng ñaát phi noâng nghieäp",
]


@pytest.mark.parametrize("text", TCVN3)
def test_tcvn3_is_found(text: str) -> None:
    assert looks_like_tcvn3(text)
    assert not looks_like_vni(text)


@pytest.mark.parametrize("text", VNI)
def test_vni_is_found(text: str) -> None:
    assert looks_like_vni(text)
    assert not looks_like_tcvn3(text)


def test_what_the_writer_meant_can_be_shown() -> None:
    assert to_unicode("ThuÕ sö dông ®Êt", LegacyFont.TCVN3) == "Thuế sử dụng đất"
    assert to_unicode("Thueá söû duïng ñaát", LegacyFont.VNI) == "thuế sử dụng đất"
    assert "UniKey" in how_to_convert(LegacyFont.TCVN3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Thuế sử dụng đất: 1.234,5 m², 30 µm, ½ thửa, 25 °C, ±5 %, © 2026, 3×4",
        "Café, résumé, naïve; Müller and São Paulo",
        "Biểu số 103/CK TC-NSNN",
        "à, ừ, ô, ý",
        "THU NGÂN SÁCH XÃ ĐƯỢC HƯỞNG",
    ],
)
def test_proper_text_is_left_alone(text: str) -> None:
    assert legacy_font([text]) is None


def proper_lines() -> Iterator[str]:
    """Everything Vietnamese that lies here: pages, sample letters, catalogues of Django and Wagtail."""
    for path in [*(ROOT / "content/data").rglob("*.json"), *(ROOT / "content/data").rglob("*.csv")]:
        text = path.read_text()
        yield from (
            json.dumps(json.loads(text), ensure_ascii=False, indent=1).splitlines()
            if path.suffix == ".json"
            else text.splitlines()
        )
    for folder in (ROOT / "themes", ROOT / "docs"):
        for path in [*folder.rglob("*.html"), *folder.rglob("*.md")]:
            yield from path.read_text().splitlines()
    yield from catalogue("vi")


def catalogue(language: str) -> Iterator[str]:
    for package in (django, wagtail):
        for path in Path(package.__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/*.po"):
            yield from re.findall(r'^(?:msgstr )?"(.+)"$', path.read_text(), re.MULTILINE)


def test_no_line_of_proper_vietnamese_is_taken_for_an_old_font() -> None:
    lines = [line for line in proper_lines() if not line.isascii()]
    assert len(lines) > 3_000
    assert [line for line in lines if legacy_font([line])] == []


def test_western_languages_are_hardly_ever_taken_for_it() -> None:
    lines = [line for language in ("en", "fr", "de", "es", "it") for line in catalogue(language)]
    marked = [line for line in lines if not line.isascii()]
    assert len(marked) > 1_500
    assert len([line for line in marked if legacy_font([line])]) <= len(marked) // 500


def converted(text: str, font: LegacyFont) -> str:
    """Put proper lower-case text into the old encoding, as a converter of that time did."""
    codes = [chr(code) for code in range(0xA1, 0x100)]
    table = {to_unicode(code, font): code for code in codes if to_unicode(code, font) != code}
    return "".join(table.get(char, char) for char in text)


def test_nearly_every_sentence_in_tcvn3_is_found() -> None:
    lines = [line.lower() for line in proper_lines() if len(re.findall(r"[^\x00-\x7f]", line)) > 8]
    found = [line for line in lines if looks_like_tcvn3(converted(line, LegacyFont.TCVN3))]
    assert len(found) >= len(lines) * 0.99


def test_syllables_have_a_shape() -> None:
    assert all(map(is_syllable, ["nghiêng", "quyết", "giếng", "gì", "ĐƯỜNG", "khuỷu", "Quỳnh", "ừ"]))
    assert not any(map(is_syllable, ["kh¸c", "café", "hoøa", "tếc̀", "dôc", "nghiengg", "Müller", "ậa"]))
