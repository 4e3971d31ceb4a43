"""What several journeys do on their way."""

import io
import re

from PIL import Image

from tests.e2e.conftest import Visitor


def photo() -> dict[str, object]:
    stream = io.BytesIO()
    Image.new("RGB", (80, 60), "navy").save(stream, "JPEG")
    return {"name": "o-ga.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def submit_petition(resident: Visitor, title: str) -> tuple[str, str]:
    """Send a petition as a resident on a phone; return its code and the private address."""
    page = resident.open("/phan-anh/gui/?don-vi=pho-hien")
    page.select_option("select[name=category]", "roads")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", "Ổ gà sâu trước cổng trường, trời mưa rất nguy hiểm.")
    page.fill("input[name=contact_name]", "Người gửi thử")
    page.set_input_files("input[name=attachments]", [photo()])
    resident.captcha()
    resident.picture("form")
    page.click("button[value=preview]")
    page.get_by_role("heading", name="Xem lại trước khi gửi").wait_for()
    resident.picture("preview")
    page.click("button[value=send]")
    page.get_by_role("heading", name="Đã gửi", exact=True).wait_for()
    resident.picture("sent")
    found = re.search(r"HY-\w{4}-\w{4}", page.inner_text("main"))
    assert found
    return found[0], page.url.split("?")[0].replace(resident.stack.address, "")


def act(staff: Visitor, code: str, name: str, text: str = "") -> None:
    """Do one act of the desk on the case."""
    page = staff.open(f"/quan-tri/phan-anh/{code}/")
    form = page.locator(f"form[action$='/{name}/']")
    if text:
        page.locator(f"#buoc-{name} summary").click()
        form.locator("textarea").fill(text)
    # The other buttons of the form, which insert a template or keep a draft, name an address of their own.
    with page.expect_navigation():
        form.locator("button[type=submit]:not([formaction])").click()
