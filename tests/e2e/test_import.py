"""An editor imports a spreadsheet in a real browser without JavaScript, with the real worker behind it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.cms.imports.making import REPORT
from tests.core.tables.making import workbook
from tests.e2e.conftest import DESK, Visitor
from tests.stack import Stack

Visit = Callable[..., Visitor]
BUDGET = """
    SELECT p.id, p.url_path FROM disclosures_budgetpage b
    JOIN disclosures_disclosurepage d ON d.page_ptr_id = b.disclosurepage_ptr_id
    JOIN wagtailcore_page p ON p.id = d.page_ptr_id
    JOIN organisations_organisation o ON o.id = d.organisation_id WHERE o.slug = 'pho-hien' AND b.form = 'q1'
"""


def test_a_spreadsheet_with_a_wrong_cell_becomes_a_draft(visit: Visit, portal: Stack, tmp_path: Path) -> None:
    rows = [list(row) for row in REPORT]
    rows[7][2] = "1.2oo"
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(workbook(rows))
    with sqlite3.connect(portal.database) as database:
        budget, path = database.execute(BUDGET).fetchone()
    editor = visit(DESK, java_script=False)
    editor.sign_in("bientap.pho-hien")
    page = editor.open(f"/quan-tri/cong-khai/{budget}/nhap/")
    page.set_input_files("input[name=file]", file)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_selector("text=Mỗi cột là gì", timeout=60_000)
    editor.picture("import-mapping")
    page.click("button:has-text('Kiểm tra các dòng')")
    page.wait_for_selector('text=C8: "1.2oo" không phải là số', timeout=60_000)
    assert page.locator("button:has-text('Nhập vào bản nháp')").is_disabled()
    editor.picture("import-preview")
    page.fill("input[name=o-8-estimate]", "100")
    page.click("button:has-text('Lưu chỗ sửa')")
    page.wait_for_selector("text=Không có ô nào sai", timeout=60_000)
    page.click("button:has-text('Nhập vào bản nháp')")
    page.wait_for_selector("text=Đã đưa 4 mục thu và 2 mục chi vào bản nháp", timeout=60_000)
    status, body = portal.get("/" + path.split("/", 2)[2])
    assert status == 200
    assert "Các khoản thu xã hưởng 100%" not in body
