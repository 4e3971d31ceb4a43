"""A wrong formula file is told at start-up; a period takes the formula in force on its last day."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.accountability import formula
from portal.accountability.checks import check_formulas

TEXT = (formula.FOLDER / "v1.json").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(formula, "FOLDER", tmp_path)
    (tmp_path / "v1.json").write_text(TEXT, encoding="utf-8")
    formula._load.cache_clear()
    yield tmp_path
    formula._load.cache_clear()


def write(folder: Path, version: str, **changes: object) -> None:
    text = json.dumps({**json.loads(TEXT), "version": version, **changes})
    (folder / f"v{version}.json").write_text(text, encoding="utf-8")


def test_the_published_formulas_are_right():
    assert check_formulas() == []


def test_a_wrong_weight_sum_is_told_with_the_file(folder):
    indicators = json.loads(TEXT)["indicators"]
    indicators[0]["weight"] = 31
    write(folder, "2", indicators=indicators)
    (problem,) = check_formulas()
    assert "v2.json" in problem.msg
    assert "add up to 100" in problem.msg


@pytest.mark.parametrize(
    "changes", [{"effective_from": "hôm qua"}, {"effective_from": None}, {"version": "3"}]
)
def test_other_mistakes_are_told(folder, changes):
    text = json.dumps({**json.loads(TEXT), "version": "2", **changes})
    (folder / "v2.json").write_text(text, encoding="utf-8")
    assert len(check_formulas()) == 1


def test_no_formula_at_all_is_told(folder):
    (folder / "v1.json").unlink()
    assert [problem.id for problem in check_formulas()] == ["accountability.E001"]


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2025, 6, 30), "1"),
        (date(2026, 6, 30), "1"),
        (date(2026, 12, 31), "2"),
        (date(2030, 6, 30), "10"),
    ],
)
def test_a_period_takes_the_formula_of_its_last_day(folder, day, version):
    write(folder, "2", effective_from="2026-12-31")
    write(folder, "10", effective_from="2027-01-01")
    assert formula.load(on=day).version == version
    assert formula.load().version == "10"
