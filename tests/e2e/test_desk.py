"""The staff's desk in a real browser: words that survive, two people at one case, and everything by the keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, Visitor
from tests.e2e.steps import act, submit_petition

Visit = Callable[..., Visitor]
WORDS = "Đã cho người đến xem chỗ hỏng."


def case_at_work(visit: Visit, title: str) -> tuple[str, Visitor]:
    """A case that a handler has accepted; its code, and the handler."""
    code, _ = submit_petition(visit(), title)
    handler = visit(DESK)
    handler.sign_in("xuly.pho-hien")
    act(handler, code, "acknowledge")
    act(handler, code, "accept")
    return code, handler


def writing(staff: Visitor, code: str, name: str = "draft_answer") -> Page:
    """The page of the case with the form of the act open."""
    page = staff.open(f"/quan-tri/phan-anh/{code}/")
    summary = page.locator(f"#buoc-{name} summary")
    if page.locator(f"#buoc-{name}").get_attribute("open") is None:
        summary.click()
    return page


def box(name: str = "draft_answer") -> str:
    return f"#buoc-{name} textarea"


def test_what_is_typed_is_kept_without_a_click(visit: Visit) -> None:
    code, handler = case_at_work(visit, "Nắp cống vỡ")
    page = writing(handler, code)
    page.fill(box(), WORDS)
    state = page.locator("#buoc-draft_answer [data-draft-state]")
    expect(state).to_contain_text("Đã lưu nháp lúc")
    handler.picture("desk-autosave")
    page = writing(handler, code)
    assert page.input_value(box()) == WORDS


def test_enter_in_a_field_keeps_the_words_and_sends_nothing(visit: Visit) -> None:
    code, handler = case_at_work(visit, "Biển báo đổ")
    page = writing(handler, code, "ask")
    page.fill(box("ask"), "Biển nào, ở đâu?")
    with page.expect_navigation():
        page.locator("#buoc-ask input[type=date], #buoc-ask input[name=until]").first.press("Enter")
    assert "Đã lưu bản nháp" in page.inner_text("body")
    page = writing(handler, code, "ask")
    assert page.input_value(box("ask")) == "Biển nào, ở đâu?"
    assert "Chờ bổ sung" not in page.locator(".desk-meta").inner_text()


def test_an_ended_session_is_told_and_loses_nothing(visit: Visit) -> None:
    code, handler = case_at_work(visit, "Cột điện nghiêng")
    page = writing(handler, code)
    page.context.clear_cookies()
    page.fill(box(), WORDS)
    state = page.locator("#buoc-draft_answer [data-draft-state]")
    expect(state).to_contain_text("Chưa lưu được")
    # Its refusal sets a cookie: what follows must not overtake it.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#buoc-draft_answer button[type=submit]:not([formaction])").click()
    expect(state).to_contain_text("Chưa lưu được")
    assert page.input_value(box()) == WORDS
    # Signed in again in another tab, the very page goes on.
    sign_in_elsewhere(handler)
    page.locator(box()).press("End")
    page.keyboard.type(" Thêm.")
    expect(state).to_contain_text("Đã lưu nháp lúc")
    # The browser itself names the refused request; everything else is still a complaint.
    handler.complaints[:] = [said for said in handler.complaints if "Failed to load resource" not in said]


def sign_in_elsewhere(visitor: Visitor) -> None:
    name, password = visitor.stack.login("xuly.pho-hien")
    tab = visitor.page.context.new_page()
    tab.goto(f"{visitor.stack.address}/quan-tri/login/")
    tab.fill("input[name=username]", name)
    tab.fill("input[name=password]", password)
    tab.click("button[type=submit]")
    tab.wait_for_url("**/quan-tri/")
    tab.close()


def test_a_colleague_sees_who_is_writing_and_can_take_over(visit: Visit) -> None:
    code, handler = case_at_work(visit, "Vỉa hè lún")
    page = writing(handler, code)
    page.fill(box(), WORDS)
    expect(page.locator("#buoc-draft_answer [data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    head = visit(DESK)
    head.sign_in("lanhdao.pho-hien")
    other = head.open(f"/quan-tri/phan-anh/{code}/")
    assert "đang soạn ở hồ sơ này từ" in other.locator(".desk-lock").inner_text()
    head.picture("desk-lock")
    with other.expect_navigation():
        other.get_by_role("button", name="Tiếp quản việc soạn").click()
    assert "Đồng nghiệp thấy bạn đang soạn" in other.locator(".desk-lock").inner_text()
    again = handler.open(f"/quan-tri/phan-anh/{code}/")
    assert "đang soạn ở hồ sơ này từ" in again.locator(".desk-lock").inner_text()


def test_of_two_who_answer_at_once_one_wins_and_the_other_sees_why(visit: Visit) -> None:
    code, handler = case_at_work(visit, "Đèn tín hiệu hỏng")
    first = writing(handler, code)
    head = visit(DESK)
    head.sign_in("lanhdao.pho-hien")
    second = writing(head, code)
    for page, words in ((first, WORDS), (second, "Bản của người đứng đầu.")):
        page.fill(box(), words)
    for page in (first, second):
        with page.expect_navigation():
            page.locator("#buoc-draft_answer button[type=submit]:not([formaction])").click()
    told = second.locator(".desk-problem").first.inner_text()
    assert "vừa thực hiện “Dự thảo trả lời”" in told
    assert "nội dung bạn viết vẫn còn" in told
    head.picture("desk-conflict")
    assert "Bản của người đứng đầu." in second.content()
    assert WORDS in handler.open(f"/quan-tri/phan-anh/{code}/").content()
    # The conflict is answered with 409, which the browser notes.
    head.complaints[:] = [said for said in head.complaints if "Failed to load resource" not in said]


def test_a_case_is_found_and_acknowledged_by_the_keyboard_alone(visit: Visit) -> None:
    code, _ = submit_petition(visit(), "Cây đổ chắn đường")
    handler = visit(DESK)
    handler.sign_in("xuly.pho-hien")
    page = handler.open("/quan-tri/phan-anh/?muc=cho-tiep-nhan")
    page.locator("input[name=q]").focus()
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach(page, "a", "Cây đổ chắn đường")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach(page, "button", "Tiếp nhận")
    handler.picture("desk-focus")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach(page, "button", "Thụ lý")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach(page, "summary", "Dự thảo trả lời")
    page.keyboard.press("Enter")
    reach(page, "textarea", "")
    page.keyboard.type(WORDS)
    reach(page, "button", "Dự thảo trả lời")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert WORDS in page.content()


def reach(page: Page, tag: str, text: str) -> None:
    """Press the tab key until the wanted element has the focus, and see that the focus shows."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const e = document.activeElement, s = getComputedStyle(e);
                const shows = s.outlineStyle !== 'none' || s.boxShadow !== 'none';
                return [e.tagName.toLowerCase(), (e.innerText || '').trim(), shows, e.closest('[hidden]') === null];
            }"""
        )
        if found[0] == tag and text in found[1]:
            assert found[2], f"the focus on {text or tag} does not show"
            return
    raise AssertionError(f"the tab key does not lead to {text or tag}")
