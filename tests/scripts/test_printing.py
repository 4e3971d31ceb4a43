"""What `make run` and `make test` install so that notices become PDF files."""

import ctypes.util

import pytest

from scripts import apt, printing


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without Pango and without a typeface."""
    here: set[str] = set()
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: name if name in here else None)
    monkeypatch.setattr(printing, "FONT_FOLDERS", (tmp_path,))
    return here, tmp_path


def test_a_bare_machine_lacks_libraries_and_typeface(bare):
    assert printing.missing() == [*printing.LIBRARIES.values(), "fonts-croscore"]


def test_where_nothing_may_be_installed_it_is_said_what_to_install(bare, monkeypatch):
    monkeypatch.setattr(apt, "may_install", lambda: False)
    assert printing.provide().startswith("packages libpango-1.0-0")


def test_what_is_missing_is_installed_once(bare, monkeypatch):
    here, fonts = bare
    asked = []

    def install(*packages):
        asked.append(packages)
        here.update(printing.LIBRARIES)
        (fonts / "croscore").mkdir()
        (fonts / "croscore" / "Tinos-Regular.ttf").touch()
        return True

    monkeypatch.setattr(apt, "install", install)
    assert printing.provide() == ""
    assert printing.provide() == ""
    assert len(asked) == 1
