"""Every component, rendered by the catalogue and on its own."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from cms.pages.models import StandardPage
from cms.pages.services import ensure_home
from cms.pages.templatetags.site_pages import about_pages
from portal.core.icons import ICONS
from portal.core.templatetags import ui
from portal.feedback.workflow import Status
from portal.front.catalogue import SampleForm
from tests.themes.test_files import COMPONENTS, TEMPLATES

# The context processors of a page ask the database.
pytestmark = pytest.mark.django_db

# Drawn by the home page alone.
ELSEWHERE = {"components/lotus_scene.html"}


class Tree(HTMLParser):
    """Collects ids and checks that every element is closed in order."""

    void = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("for", "aria-describedby", "aria-labelledby", "list"):
                self.references |= set((value or "").split())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An SVG element closed at once."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(html: str) -> Tree:
    tree = Tree()
    tree.feed(html)
    return tree


@pytest.fixture
def catalogue(client: Client) -> str:
    return client.get("/thiet-ke/").content.decode()


def draw(name: str, **context: object) -> str:
    request = RequestFactory().get("/phan-anh/", {"don-vi": "pho-hien", "trang": "3"})
    return render_to_string(f"components/{name}.html", context, request=request)


def test_the_catalogue_is_well_formed_and_its_references_lead_somewhere(catalogue: str) -> None:
    tree = parse(catalogue)
    assert tree.open == []
    assert len(tree.ids) == len(set(tree.ids))
    assert tree.references <= set(tree.ids)


def test_the_catalogue_shows_every_component(catalogue: str) -> None:
    used = set()
    waiting = [
        "front/catalogue.html",
        "base.html",
        "components/chart_bar.html",
        "components/chart_interval.html",
    ]
    while waiting:
        name = waiting.pop()
        used.add(name)
        text = (TEMPLATES / name).read_text()
        waiting += [n for n in re.findall(r'include "(components/[^"]+)"', text) if n not in used]
    assert set(COMPONENTS) - ELSEWHERE <= used
    assert 'class="chart chart--interval"' in catalogue


def test_a_page_without_a_request_has_header_and_footer() -> None:
    html = render_to_string("404.html")
    assert 'lang="vi"' in html
    assert html.count("<h1") == 1
    assert "aria-current" not in html


def test_the_foot_links_the_published_pages_about_the_site_in_one_query(
    django_assert_num_queries: object,
) -> None:
    home = ensure_home()
    home.add_child(instance=StandardPage(title="Trợ năng", slug="tro-nang"))
    home.add_child(instance=StandardPage(title="Bản nháp", slug="ban-nhap", live=False))
    ContentType.objects.clear_cache()
    about_pages()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert about_pages() == [("Trợ năng", "/tro-nang/")]


def test_the_menu_marks_the_section_that_one_is_in() -> None:
    def current(path: str) -> list[str]:
        context = Context({"request": RequestFactory().get(path)})
        return [item.label for item in ui.nav_items(context) if item.current]

    assert current("/phan-anh/") == ["Phản ánh"]
    assert current("/phan-anh/gui/") == []


@pytest.mark.parametrize("kind", ui.TAG_LOOKS)
def test_a_status_is_said_in_words_and_drawn_with_an_icon(kind: str) -> None:
    html = draw("status_tag", kind=kind)
    assert ui.TAG_LOOKS[kind].label in html
    assert "<svg" in html


def test_every_status_of_a_petition_has_a_look() -> None:
    assert set(Status.values) <= set(ui.TAG_LOOKS)


def test_an_unknown_status_is_drawn_with_its_own_words() -> None:
    assert "Đang chờ biên bản" in draw("status_tag", kind="new_thing", label="Đang chờ biên bản")


def test_icons_are_hidden_from_screen_readers() -> None:
    assert all('aria-hidden="true"' in ui.icon(name) for name in ICONS)


def test_text_from_outside_is_escaped() -> None:
    bad = "<img src=x onerror=alert(1)>"
    html = draw("card", title=bad, text=bad, meta=bad, url="/x/") + draw("alert", text=bad)
    assert "<img" not in html


def test_a_timeline_marks_time_for_machines_and_for_people() -> None:
    items = [{"title": "Đã gửi", "when": datetime(2026, 3, 6, 7, 5, tzinfo=UTC)}]
    html = draw("timeline", items=items)
    assert "14:05 ngày 06/03/2026" in html
    assert 'datetime="2026-03-06T14:05:00+07:00"' in html


@pytest.mark.parametrize(
    ("value", "shown"), [(date(2026, 3, 6), "06/03/2026"), ("quý I", "quý I"), (None, ""), (2026, "2026")]
)
def test_vi_when_shows_dates_the_vietnamese_way(value: object, shown: str) -> None:
    assert ui.vi_when(value) == shown


def test_the_pager_keeps_the_filters_and_names_the_current_page() -> None:
    html = draw("pager", page_obj=Paginator(range(100), 10).page(3))
    assert html.count("don-vi=pho-hien") == html.count("href=")
    assert re.search(r'aria-current="page"[^>]*href="[^"]*trang=3"', html)


def test_the_pager_of_one_page_draws_nothing() -> None:
    assert draw("pager", page_obj=Paginator([], 10).page(1)).strip() == ""


@pytest.mark.parametrize("name", SampleForm.base_fields)
def test_a_wrong_field_says_so_beside_it_and_to_screen_readers(name: str) -> None:
    class Strict(SampleForm):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                field.required = True
                field.help_text = "Gợi ý"

    form = Strict({})
    html = draw("field", field=form[name])
    assert f'id="id_{name}_error"' in html
    assert re.search(rf'aria-describedby="id_{name}_helptext id_{name}_error"', html)
    assert parse(html).references <= set(parse(html).ids)


def test_the_error_summary_links_to_each_field() -> None:
    form = SampleForm({})
    page = draw("error_summary", form=form) + "".join(draw("field", field=field) for field in form)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) == len(form.errors)
    assert set(targets) <= set(parse(page).ids)


def test_the_error_summary_draws_nothing_without_errors() -> None:
    assert draw("error_summary", form=SampleForm()).strip() == ""


def test_what_may_stay_empty_says_so() -> None:
    class Form(forms.Form):
        note = forms.CharField(required=False)

    assert "không bắt buộc" in draw("field", field=Form()["note"])


def test_a_hidden_field_has_no_label() -> None:
    class Form(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    assert "<label" not in draw("field", field=Form()["key"])


def chart(kind: str, rows: list[object]) -> str:
    return Template("{% load ui %}{% " + kind + ' rows "Chi" %}').render(Context({"rows": rows}))


def test_bars_are_scaled_to_the_largest_and_have_their_table() -> None:
    html = chart("bar_chart", [("Đường", 400), ("Trường", 100.0), ("Chưa có", None)])
    assert 'width="100.00%"' in html
    assert 'width="25.00%"' in html
    assert html.count("<tr>") == 4
    assert "<table" in html


def test_bars_of_nothing_draw_no_bar() -> None:
    assert 'width="0.00%"' in chart("bar_chart", [("Đường", 0)])
    assert "<table" in chart("bar_chart", [])


def test_an_interval_is_drawn_between_its_ends_and_written_out() -> None:
    html = chart("interval_chart", [{"label": "Xã A", "value": 50, "low": 25, "high": 75.5}])
    assert 'x1="25.00%" x2="75.50%"' in html
    assert "25,0–75,5" in html


def test_an_interval_without_a_value_says_so_and_draws_no_point() -> None:
    html = chart("interval_chart", [{"label": "Xã A", "value": None}])
    assert "Chưa có dữ liệu" in html
    assert "<circle" not in html


def test_a_scroll_region_can_be_reached_and_has_a_name() -> None:
    source = "{% load ui %}{% scroll_region label %}<table></table>{% endscroll_region %}"
    html = Template(source).render(Context({"label": 'Ngân "sách"'}))
    assert 'tabindex="0"' in html
    assert "&quot;sách&quot;" in html
    assert "<table></table>" in html
