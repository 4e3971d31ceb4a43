"""The public register on a phone: nothing scrolls sideways, and what is missing can be asked for."""

import itertools
import json
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import DESK, Visitor

Visit = Callable[..., Visitor]
VIEWS = (
    "/cong-khai/?muc=budget_execution_quarter",
    "/cong-khai/?muc=reception_schedule",
    "/cong-khai/?don-vi=pho-hien",
    "/cong-khai/?xem=luoi",
    "/cong-khai/?xem=danh-sach&ky=2026",
    "/cong-khai/pho-hien/",
    "/cong-khai/pho-hien/?xem=lich",
    "/cong-khai/noi-dung/",
    "/cong-khai/noi-dung/budget_approved/?xep=trang-thai",
)
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
# A region that may scroll by itself on a desk must not need to on a phone.
REGIONS_FIT = "[...document.querySelectorAll('.scroll-region')].every(r => r.scrollWidth <= r.clientWidth)"
LEVELS = "[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map(h => Number(h.tagName[1]))"


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_fits_a_phone_and_passes_the_accessibility_rules(visit: Visit, path: str) -> None:
    visitor = visit()
    page = visitor.open(path)
    visitor.picture("phone" + re.sub(r"\W+", "-", path))
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(FITS), f"scrolls sideways at {width} px"
        assert page.evaluate(REGIONS_FIT), f"a table scrolls at {width} px"
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    _passes_axe(visitor)
    page.set_viewport_size(DESK)
    visitor.picture("desk" + re.sub(r"\W+", "-", path))
    assert page.evaluate(FITS), "scrolls sideways on a desk"
    _passes_axe(visitor)


def _passes_axe(visitor: Visitor) -> None:
    found = Axe().run(visitor.page).response["violations"]
    assert not found, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found])


def test_what_is_missing_is_asked_for_and_counted(visit: Visit) -> None:
    resident = visit(java_script=False)
    page = resident.open("/cong-khai/?trang-thai=missing")
    row = page.locator("tr", has=page.locator("a.button", has_text="Yêu cầu công khai")).first
    item = row.locator("th a").inner_text()
    row.locator("a.button").click()
    page.get_by_role("heading", name="Bạn đang yêu cầu công khai").wait_for()
    assert page.input_value("input[name=title]").startswith("Yêu cầu công khai")
    assert page.is_checked("input[name=kind][value=information_request]")
    page.fill("textarea[name=text]", page.input_value("textarea[name=text]") + "Tôi cần để đối chiếu.")
    resident.captcha()
    page.click("button[value=preview]")
    page.get_by_text("Về nội dung công khai").wait_for()
    resident.picture("asking-preview")
    page.click("button[value=send]")
    page.get_by_role("heading", name="Đã gửi", exact=True).wait_for()
    page.locator("main a", has_text=item).first.click()
    page.wait_for_url("**/cong-khai/**")
    assert page.locator("main").get_by_text("1 người đã yêu cầu").count() == 1
    resident.picture("asked")
    page.get_by_text("1 người đã yêu cầu").click()
    page.wait_for_url("**/phan-anh/?**")
    assert page.locator("main article").count() == 1


def test_the_filters_work_from_the_keyboard(visit: Visit) -> None:
    page = visit(DESK).open("/cong-khai/")
    page.focus("#loc-muc")
    page.select_option("#loc-muc", "budget_approved")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**muc=budget_approved**")
    assert page.locator("table.matrix tbody tr").count() > 0
