"""What people come for, from the first click to the last, in a real browser on a running portal."""

import json
import re
import sqlite3
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import DESK, Visitor
from tests.e2e.steps import act, submit_petition
from tests.stack import Stack

Visit = Callable[..., Visitor]
PAGES = (
    "/",
    "/xa/",
    "/xa/pho-hien/",
    "/cong-khai/",
    "/cong-khai/?trang-thai=missing",
    "/phan-anh/",
    "/phan-anh/gui/",
    "/phan-anh/tra-cuu/",
    "/cham-diem/",
    "/cham-diem/pho-hien/",
    "/cham-diem/cach-tinh/",
    "/cham-diem/khieu-nai/",
    "/thanh-tra/",
    "/thanh-tra/KT-2026-001/",
    "/ke-hoach/",
    "/so-cai/",
    "/so-cai/goc/",
    "/so-cai/dinh-dang/",
    "/danh-ba/",
    "/cong-khai/pho-hien/ho-ngheo-2026/",
    "/to-cao/",
    "/to-cao/gui/",
    "/to-cao/theo-doi/",
    "/tim-kiem/?q=ngan+sach",
    "/thiet-ke/",
)


def test_a_petition_from_the_first_line_to_the_rating(visit: Visit, portal: Stack) -> None:
    resident = visit()
    code, private = submit_petition(resident, "Ổ gà trước cổng trường")
    handler = visit(DESK)
    handler.sign_in("xuly.pho-hien")
    handler.open("/quan-tri/phan-anh/")
    handler.picture("desk")
    act(handler, code, "acknowledge")
    act(handler, code, "accept")
    act(handler, code, "draft_answer", "Đã vá xong ổ gà, mời bà con kiểm tra.")
    handler.picture("case")
    head = visit(DESK)
    head.sign_in("lanhdao.pho-hien")
    act(head, code, "approve_answer")
    page = resident.open(f"/phan-anh/{code}/")
    assert "Đã vá xong ổ gà" in page.inner_text("main")
    assert "Người gửi thử" not in page.content()
    resident.picture("answered")
    page = resident.open(private)
    page.check("input[name=rate-solved] >> nth=0")
    page.check("input[name=rate-stars][value='5']")
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi đánh giá").click()
    assert "5 trên 5" in page.inner_text("main")
    portal.manage("index_outbox")
    assert code in resident.open("/tim-kiem/?q=o+ga+truoc+cong+truong").content()
    portal.manage("verify_ledger")


def test_everything_works_without_javascript(visit: Visit) -> None:
    resident = visit(java_script=False)
    code, _ = submit_petition(resident, "Đèn đường tắt")
    page = resident.open("/phan-anh/tra-cuu/")
    page.fill("input[name=ma]", code.lower())
    page.get_by_role("button", name="Tra cứu", exact=True).last.click()
    page.wait_for_url(f"**/phan-anh/{code}/")


def test_a_case_of_another_commune_stays_closed(visit: Visit) -> None:
    code, _ = submit_petition(visit(), "Cống tắc")
    stranger = visit(DESK)
    stranger.sign_in("xuly.van-giang")
    answer = stranger.page.request.get(f"{stranger.stack.address}/quan-tri/phan-anh/{code}/")
    assert answer.status in (403, 404)


def test_a_form_with_mistakes_keeps_what_was_typed_and_names_each(visit: Visit) -> None:
    resident = visit()
    page = resident.open("/phan-anh/gui/")
    page.fill("textarea[name=text]", "Nội dung đã viết dài")
    page.click("button[value=preview]")
    page.locator(".error-summary").wait_for()
    resident.picture("errors")
    assert page.input_value("textarea[name=text]") == "Nội dung đã viết dài"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") in ("organisation", "category", "title", "captcha_1")


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone_and_pass_the_accessibility_rules(visit: Visit, path: str) -> None:
    visitor = visit()
    page = visitor.open(path)
    visitor.picture("phone" + re.sub(r"\W+", "-", path))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls at 320 px"
    found = Axe().run(page).response["violations"]
    assert not found, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found])
    page.set_viewport_size(DESK)
    visitor.picture("desk" + re.sub(r"\W+", "-", path))


def test_a_case_and_the_day_it_is_due_pass_the_accessibility_rules(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/phan-anh/?trang-thai=answered")
    page.locator("main article a, main li a").filter(has_not_text="CSV").first.click()
    for picture in ("case", "due"):
        visitor.picture(picture)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        found = Axe().run(page).response["violations"]
        assert not found, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found])
        if picture == "case":
            page.get_by_role("link", name="Vì sao là ngày này?").first.click()
    assert page.locator("h1").inner_text() == "Vì sao là ngày này?"


def test_a_sealed_tip_is_written_and_found_again_without_a_cookie(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/to-cao/gui/")
    page.fill("[name=text]", "Một việc sai trái được bịa ra.")
    page.fill("[name=captcha_1]", "0")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.input_value("[name=text]") == "Một việc sai trái được bịa ra."
    visitor.captcha()
    page.keyboard.press("Enter")
    code = page.locator(".secret-code strong").inner_text()
    visitor.picture("tip-sent")
    visitor.open("/to-cao/theo-doi/")
    page.fill("[name=code]", code.upper())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Trao đổi").wait_for()
    assert "Một việc sai trái được bịa ra." in page.locator("main").inner_text()
    assert page.context.cookies() == []


def test_the_menu_and_the_chooser_work_from_the_keyboard(visit: Visit) -> None:
    visitor = visit(DESK)
    page = visitor.open("/xa/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.focus("#q")
    page.keyboard.type("pho hien")
    page.keyboard.press("Enter")
    page.wait_for_url("**/xa/?q=pho+hien")
    assert page.locator("main a", has_text="Phường Phố Hiến").count() == 1


def page_id(portal: Stack, path: str) -> int:
    with sqlite3.connect(portal.database) as database:
        row = database.execute(
            "SELECT id FROM wagtailcore_page WHERE url_path LIKE ?", [f"%{path}"]
        ).fetchone()
    assert row, path
    return int(row[0])


def test_a_change_stays_unseen_until_the_head_approves(visit: Visit, portal: Stack) -> None:
    public = "/cong-khai/pho-hien/lien-he-nguoi-dung-dau/"
    address = f"/quan-tri/pages/{page_id(portal, public)}/edit/"
    editor = visit(DESK)
    editor.sign_in("bientap.pho-hien")
    page = editor.open(address)
    page.fill("input[name=telephone]", "0221 000 9999")
    page.select_option("select[name=correction_reason]", index=1)
    page.fill("[name=correction_note]", "Số máy đã đổi.")
    editor.picture("editor")
    with page.expect_navigation():
        page.locator("button[name=action-submit], input[name=action-submit]").dispatch_event("click")
    assert "0221 000 9999" not in visit().open(public).content()

    head = visit(DESK)
    head.sign_in("lanhdao.pho-hien")
    page = head.open(address)
    head.picture("approval")
    with page.expect_navigation():
        page.locator("[data-workflow-action-name=approve]").first.dispatch_event("click")
    shown = visit().open(public)
    shown.reload()
    assert "0221 000 9999" in shown.content()
    portal.manage("verify_ledger")
