"""The end of `make test`: what is said, and the exit code."""

import pytest

from scripts.test import Report


@pytest.fixture
def report():
    made = Report()
    made.counts["passed"] = 7
    return made


def test_all_well_ends_with_a_plain_line(report, capsys):
    assert report.conclude() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 0 failed"


def test_a_failed_stage_is_named_and_fails(report, capsys):
    report.failed.append("types")
    assert report.conclude() == 1
    assert "failed: types" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_service_is_named_and_fails_only_in_ci(report, capsys, monkeypatch, ci, code):
    monkeypatch.setenv("CI", ci)
    report.skipped["Elasticsearch"] = "Java is not installed"
    assert report.conclude() == code
    assert "skipped: Elasticsearch: Java is not installed" in capsys.readouterr().out


def test_a_run_without_tests_is_no_success(capsys):
    assert Report().conclude() == 1
    assert "no test ran" in capsys.readouterr().out
