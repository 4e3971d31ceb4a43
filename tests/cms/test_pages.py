"""The ordinary pages: addresses, cleaning, blocks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from cms.blocks.body import BodyBlock
from cms.blocks.fields import CleanRichTextBlock
from cms.blocks.links import LinkBlock
from cms.pages.models import NewsIndexPage, NewsPage, StandardPage
from cms.pages.services import ensure_home
from portal.core.models import SiteState

pytestmark = pytest.mark.django_db


def body(*blocks: tuple[str, object]) -> list[dict[str, object]]:
    return [{"type": kind, "value": value} for kind, value in blocks]


def add_page(**fields: object) -> StandardPage:
    return ensure_home().add_child(instance=StandardPage(**{"title": "Giới thiệu", **fields}))


def test_there_is_one_home_and_it_is_the_sites_root() -> None:
    home = ensure_home()
    assert ensure_home() == home
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert Page.objects.filter(depth=2).count() == 1


def test_the_address_keeps_the_letter_that_slugify_drops() -> None:
    assert add_page(title="Đường dây nóng").slug == "duong-day-nong"
    assert add_page(title="Đường dây nóng").slug == "duong-day-nong-2"
    assert add_page(title="😀").slug == "trang"


def test_a_title_is_stored_in_composed_form() -> None:
    assert add_page(title="Hưng Yên").title == "Hưng Yên"


def test_a_page_shows_its_blocks(client: Client) -> None:
    page = add_page(
        body=body(
            ("heading", "Mục một"),
            ("paragraph", "<p>Lời <b>văn</b></p><script>alert(1)</script><img src=x onerror=alert(2)>"),
            ("notice", {"level": "warning", "title": "Chú ý", "text": "<b>Đọc kỹ</b>"}),
            ("quote", {"text": "Dân biết", "source": "Luật"}),
            ("figures", {"title": "Số", "figures": [{"label": "Xã", "value": "93", "unit": "xã"}]}),
            ("links", {"title": "Thêm", "links": [{"label": "Nhà", "address": "/", "note": ""}]}),
            ("questions", {"title": "Hỏi", "questions": [{"question": "Ai?", "answer": "<p>Dân</p>"}]}),
        )
    )
    html = client.get(page.public_path).content.decode()
    for text in ("<h2>Mục một</h2>", "Lời <b>", "&lt;b&gt;Đọc kỹ", "Dân biết", "93 xã", "Ai?"):
        assert text in html, text
    assert "<script>alert" not in html
    assert "onerror" not in html


def test_what_a_rich_text_block_stores_and_shows_is_clean() -> None:
    block = CleanRichTextBlock()
    hostile = "<p>a</p><iframe src='//x'></iframe>"
    assert block.get_prep_value(RichText(hostile)) == "<p>a</p>"
    assert block.to_python(hostile).source == "<p>a</p>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//la.example", "data:text/html,x", "xa.html"])
def test_a_link_may_not_run_or_leave_unseen(address: str) -> None:
    with pytest.raises(ValidationError):
        LinkBlock().clean({"label": "x", "address": address, "note": ""})


def test_every_block_has_a_vietnamese_label() -> None:
    assert all(block.label for block in BodyBlock().child_blocks.values())


def test_news_are_listed_newest_first_and_only_when_published(client: Client) -> None:
    index = ensure_home().add_child(instance=NewsIndexPage(title="Tin tức"))
    for title, day, live in (("Cũ", 1, True), ("Mới", 9, True), ("Nháp", 10, False)):
        index.add_child(instance=NewsPage(title=title, date=date(2026, 3, day), lead="Tóm tắt", live=live))
    html = client.get("/tin-tuc/").content.decode()
    assert html.index(">Mới<") < html.index(">Cũ<")
    assert "Nháp" not in html
    assert client.get("/tin-tuc/moi/").status_code == 200
    assert client.get("/tin-tuc/?trang=999").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_publishing_any_page_makes_cached_pages_stale() -> None:
    page = add_page()
    before = SiteState.current()[0]
    page.save_revision().publish()
    assert SiteState.current()[0] > before
