"""The staff's side speaks Vietnamese and carries the portal's mark."""

import gettext
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

LOCALE = Path(__file__).resolve().parents[2] / "portal" / "core" / "locale" / "vi" / "LC_MESSAGES"


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [("Save draft", "Lưu nháp"), ("Sign in", "Đăng nhập"), ("Awaiting your review", "Chờ bạn duyệt")],
)
def test_words_that_wagtail_leaves_in_english_are_translated(english: str, vietnamese: str) -> None:
    with translation.override("vi"):
        assert translation.gettext(english) == vietnamese


def test_the_compiled_words_are_those_of_the_source() -> None:
    source = (LOCALE / "django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', source, re.MULTILINE)
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert pairs
    for english, vietnamese in pairs:
        english, vietnamese = english.replace(r"\"", '"'), vietnamese.replace(r"\"", '"')
        assert vietnamese
        assert compiled.gettext(english) == vietnamese
        assert set(re.findall(r"%\(\w+\)s", english)) == set(re.findall(r"%\(\w+\)s", vietnamese))


@pytest.mark.django_db
def test_the_login_page_has_the_portals_mark_and_words(client: Client) -> None:
    html = client.get("/quan-tri/login/").content.decode()
    assert "Đăng nhập dành cho cán bộ" in html
    assert 'class="logo"' in html
    assert "sen/admin" in html
