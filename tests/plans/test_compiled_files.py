"""Reports as files: the same figures give the same bytes, nothing in them is a formula, and LibreOffice reads them."""

import io
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from portal.accountability.docket import read
from portal.accountability.formula import load
from portal.accountability.models import ScoreSnapshot
from portal.accountability.rows import rows
from portal.accountability.scoring import score_docket
from portal.inspection.simulation.communes import END, START, ledger, province
from portal.plans.compiling import excel, figures, word
from portal.plans.compiling.wording import counts_table

NAMES = {code: f"Xã {code}" for code in province()} | {"tiny": "=1+1 Xã Tí Hon"}


def snapshot() -> ScoreSnapshot:
    return ScoreSnapshot(
        pk=7, period="2026-H1", period_label="6 tháng đầu năm 2026", start=START, end=END, formula_version="1",
        formula_digest="f" * 64, ledger_root="a" * 64, ledger_date=date(2026, 7, 4), rows_digest="b" * 64,
        scores_digest="c" * 64,
    )  # fmt: skip


def made() -> tuple[dict[str, Any], dict[str, Any]]:
    """A body's figures and the province's, of the invented half-year."""
    docket = read(ledger(1), START.isoformat(), END.isoformat())
    scores = score_docket(docket, sorted(NAMES), load("1"))
    everything = list(rows(docket))
    mine = [row for row in everything if row.organisation == "honest_late"]
    score = next(one for one in scores if one.organisation_code == "honest_late")
    unit = figures.of_unit(
        snapshot(),
        score,
        scores,
        mine,
        {row.place: "HY-ABCD-EFGH" for row in mine[:9]},
        name="Xã Trễ",
        before=None,
    )
    whole = figures.of_province(
        snapshot(), scores, NAMES, everything, before={"tiny": 50.0}, appeals={"open": 1},
        missing=[{"label": "Báo cáo định kỳ chưa gửi", "number": 4}],
    )  # fmt: skip
    return unit, whole


@pytest.fixture(scope="module")
def both() -> tuple[dict[str, Any], dict[str, Any]]:
    return made()


def files(both: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, bytes]:
    unit, whole = both
    one, all_ = figures.digest(unit), figures.digest(whole)
    return {
        "unit.docx": word.unit_report(unit, one),
        "unit.xlsx": excel.unit_workbook(unit, one),
        "province.docx": word.province_report(whole, all_),
        "province.xlsx": excel.province_workbook(whole, all_),
    }


def test_the_figures_are_those_of_the_rows(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    unit, whole = both
    (answers, *_) = counts_table(unit["counts"])
    assert answers[1] == "60"
    assert sum(map(int, answers[2:])) == 60
    assert len(unit["failed"]) == int(answers[3]) + int(answers[4])
    assert unit["place"]["all"] == len(whole["units"]) == 104
    assert sum(number for _, number in whole["bands"]) == 104
    assert next(item["change"] for item in whole["units"] if item["code"] == "tiny")


def test_other_processes_write_the_same_bytes(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    here = {name: figures.hashlib.sha256(content).hexdigest() for name, content in files(both).items()}
    program = (
        "import django; django.setup(); from hashlib import sha256; from tests.plans import test_compiled_files as t; "
        "print({n: sha256(c).hexdigest() for n, c in t.files(t.made()).items()})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/Lima"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.strip() == str(here)


def test_word_says_where_the_figures_come_from(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    document = Document(io.BytesIO(files(both)["unit.docx"]))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for expected in ("[Đơn vị bổ sung: ", figures.digest(both[0]), "a" * 64, "6 tháng đầu năm 2026"):
        assert expected in text
    assert len(document.inline_shapes) == 1
    (described,) = [item._inline.docPr.get("descr") for item in document.inline_shapes]
    assert "Biểu đồ thanh" in described
    header = document.tables[1].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert header


def test_excel_holds_numbers_as_numbers_and_no_formula(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    book = load_workbook(io.BytesIO(files(both)["province.xlsx"]))
    assert book.sheetnames == ["Tổng hợp", "Từng đơn vị", "Mức chung", "Còn thiếu", "Nguồn số liệu"]
    sheet = book["Từng đơn vị"]
    assert sheet.max_row == 105
    assert isinstance(sheet["D2"].value, float)
    assert len(sheet._charts) == 1
    kinds = {cell.data_type for one in book for row in one.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "=1+1 Xã Tí Hon" in [cell.value for cell in sheet["A"]]


@pytest.mark.libreoffice
def test_libreoffice_opens_every_file(both: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path) -> None:
    for name, content in files(both).items():
        (tmp_path / name).write_bytes(content)
    assert shutil.which("soffice")
    convert(tmp_path, "pdf", "unit.docx", "province.docx")
    convert(tmp_path, "txt:Text (encoded):UTF8", "unit.docx", "province.docx")
    convert(
        tmp_path,
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        "province.xlsx",
    )
    text = (tmp_path / "province.txt").read_text(encoding="utf-8")
    assert "BÁO CÁO TỔNG HỢP" in text
    assert text.count("Xã crowd-") == 91
    unit = (tmp_path / "unit.txt").read_text(encoding="utf-8")
    assert "HY-ABCD-EFGH" in unit
    assert "Việc trễ hạn" in unit
    pages = (tmp_path / "province.pdf").read_bytes()
    assert pages.count(b"/Type/Page/") + pages.count(b"/Type/Page>") + pages.count(b"/Type /Page") >= 3
    assert b"/Image" in (tmp_path / "unit.pdf").read_bytes()
    table = (tmp_path / "province-Từng đơn vị.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 105
    assert table[0].startswith("Đơn vị,Mã,Xếp,Điểm")
    assert any(line.startswith("=1+1 Xã Tí Hon,tiny,") for line in table)


def convert(folder: Path, kind: str, *names: str) -> None:
    """Convert in a profile of its own: another LibreOffice on the machine must not answer instead."""
    command = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
        "--convert-to", kind, "--outdir", str(folder), *(str(folder / name) for name in names),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr, done.stderr
