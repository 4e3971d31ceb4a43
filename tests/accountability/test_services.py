"""Scores from the database: what they cost, when they are remembered, what the command says."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.accountability import services
from portal.accountability.formula import load
from portal.accountability.indicators import tally
from portal.accountability.presentation import ROWS_HEADER
from portal.accountability.rows import Row
from portal.accountability.scoring import score_tallies
from portal.organisations.models import OrganisationKind
from tests.accountability.database import TODAY, answer_petitions
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
START, END = date(2026, 1, 1), date(2026, 6, 30)


def test_scores_come_from_the_database_best_first(communes):
    scores = services.province_scores(START, END)
    assert [item.organisation_code for item in scores] == ["C1", "C2", "C3", "C4"]
    assert [item.ranked for item in scores] == [True, True, False, False]
    assert [item.band for item in scores] == [1, 2, None, None]
    assert scores[0].channels == {"web": 30}


def test_departments_are_a_group_of_their_own(communes):
    found = services.province_scores(START, END, kind=OrganisationKind.DEPARTMENT)
    assert [(item.organisation_code, item.band) for item in found] == [("D1", 1)]
    assert found[0].indicator("answer_on_time").raw == 0.75


def test_one_organisation_is_scored_among_its_kind(communes):
    good, *_, office = communes
    assert services.commune_score(good, START, END) == services.province_scores(START, END)[0]
    assert services.score_summary(office, TODAY).organisation_code == "D1"
    province = make_organisation("Tỉnh", OrganisationKind.PROVINCE, code="P1", slug="tinh")
    assert services.score_summary(province, TODAY).score is None


def test_remembered_scores_cost_two_queries(communes, django_assert_num_queries):
    services.province_scores(START, END)
    with django_assert_num_queries(2):
        services.province_scores(START, END)


def test_a_new_event_makes_new_scores(communes):
    before = services.province_scores(START, END)
    answer_petitions(communes[3], 12, first="2026-03-02")
    after = services.province_scores(START, END)
    assert [item.ranked for item in before].count(True) == 2
    assert [item.ranked for item in after].count(True) == 3


def test_reading_takes_a_fixed_number_of_queries(communes, django_assert_num_queries):
    with django_assert_num_queries(4):
        services.province_scores(START, END)


def test_the_ledgers_state_changes_with_every_event(communes):
    events, digest = services.ledger_state()
    assert events == 2 * (30 + 30 + 4 + 12)
    answer_petitions(communes[0], 1, first="2026-04-01")
    assert services.ledger_state()[0] == events + 2
    assert services.ledger_state()[1] != digest


def test_the_first_day_is_that_of_the_first_event(communes):
    assert services.first_day() == date(2026, 2, 2)


def test_an_empty_ledger_has_no_first_day_and_no_scores():
    make_organisation()
    assert services.first_day() is None
    assert [item.score for item in services.province_scores(START, END)] == [None]


def command(*args: str) -> str:
    out = StringIO()
    call_command("score", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


PERIOD = ("--from", "2026-01-01", "--to", "2026-06-30")


def test_command_prints_the_table(communes):
    table = command(*PERIOD).splitlines()
    assert table[1].split()[:3] == ["1", "Xã", "Tốt"]
    assert "–" in table[-1]
    assert len(table) == 5


def test_command_writes_what_the_page_shows(communes, client, tmp_path: Path):
    path = tmp_path / "diem.csv"
    command(*PERIOD, "--csv", str(path))
    served = client.get("/cham-diem/du-lieu.csv?ky=2026-H1").content.decode("utf-8-sig")
    assert path.read_bytes().decode() == served
    page = client.get("/cham-diem/?ky=2026-H1").content.decode()
    lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [line["ma"] for line in lines] == ["C1", "C2", "C3", "C4"]
    for line in lines:
        assert line["ten"] in page
        for column in ("diem", "thap", "cao", *(d.key for d in load("1").definitions)):
            assert not line[column] or f'<data value="{line[column]}">' in page


def _row(line: dict[str, str]) -> Row:
    days = (line[name] for name in ("start", "due", "done"))
    return Row(line["organisation"], line["indicator"], int(line["place"]), *days, float(line["value"]))


def test_the_published_rows_suffice_to_recompute_the_scores(communes, tmp_path: Path):
    path = tmp_path / "dong.csv"
    command(*PERIOD, "--rows", str(path))
    rows = [_row(line) for line in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    again = score_tallies(tally(rows), ["C1", "C2", "C3", "C4"], load("1"), excluded={}, received={})
    assert [item.score for item in again] == [item.score for item in services.province_scores(START, END)]


def test_the_command_scores_from_the_rows_alone(communes, tmp_path: Path):
    rows, table = tmp_path / "dong.csv", tmp_path / "diem.csv"
    command(*PERIOD, "--rows", str(rows), "--csv", str(table))
    again = tmp_path / "lai.csv"
    command(*PERIOD, "--from-rows", str(rows), "--csv", str(again))
    one, other = (
        list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in (table, again)
    )
    for before, after in zip(one, other, strict=True):
        assert {**before, "so_da_nhan": "0", "khong_tinh": "0"} == after


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("khac\n", "không bắt đầu bằng"),
        (ROWS_HEADER + "C1,speed,1,,,,x\r\n", "Dòng 2 không đúng dạng"),
        (ROWS_HEADER + "C1,speed,1,,,,nan\r\n", "Dòng 2 không đúng dạng"),
        (ROWS_HEADER + "C1,khac,1,,,,1.0\r\n", "Dòng 2 không đúng dạng"),
        (ROWS_HEADER + "C9,speed,1,,,,1.0\r\n", "không thuộc loại này: C9"),
        (ROWS_HEADER, "không có gì để chấm điểm"),
    ],
)
def test_wrong_rows_are_told(communes, tmp_path: Path, content, message):
    path = tmp_path / "dong.csv"
    path.write_bytes(content.encode())
    with pytest.raises(CommandError, match=message):
        command(*PERIOD, "--from-rows", str(path))


def test_a_running_period_ends_today(communes):
    err = StringIO()
    call_command("score", "--from", "2026-01-01", "--to", "2026-12-31", stdout=StringIO(), stderr=err)
    assert "đến hôm nay, 01/09/2026" in err.getvalue()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--from", "2026-06-30", "--to", "2026-01-01"), "sau ngày kết thúc"),
        (("--from", "2026-10-01", "--to", "2026-12-31"), "chưa đến"),
        (("--from", "hôm qua", "--to", "2026-01-01"), "không phải là ngày"),
        (("--from", "2026-02-30", "--to", "2026-03-01"), "không phải là ngày"),
        (("--from", "2020-01-01", "--to", "2020-12-31"), "không có gì"),
        ((*PERIOD, "--type", "quan"), "Không có loại"),
        ((*PERIOD, "--csv", "/khong/co/thu/muc.csv"), "Không ghi được"),
    ],
)
def test_bad_input_is_told_in_vietnamese_with_exit_2(communes, args, message):
    with pytest.raises(CommandError, match=message) as caught:
        command(*args)
    assert caught.value.returncode == 2


def test_rows_name_cases_by_their_place_in_the_chain_only(communes, tmp_path: Path):
    path = tmp_path / "dong.csv"
    command(*PERIOD, "--rows", str(path))
    text = path.read_text(encoding="utf-8")
    assert "petition:" not in text
    assert json.dumps("C1")[1:-1] in text
