import pytest
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import Role
from portal.organisations.models import Organisation
from search.breaker import Breaker
from search.engines.base import EngineUnavailable, Found
from tests.factories import make_user
from tests.search.relevance import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _corpus(corpus: None) -> None:
    Organisation.objects.create(code="11269", name="Xã Đường Hào", slug="xa-duong-hao", kind="commune")


def page(client: Client, **parameters: object) -> str:
    response = client.get("/tim-kiem/", parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_shows_hits_with_their_words_marked(client: Client) -> None:
    html = page(client, q="ho ngheo")
    assert "1 kết quả" in html
    assert "Danh sách <mark>hộ</mark> <mark>nghèo</mark> niêm yết" in html
    assert "102/TB-UBND" in html


def test_invites_to_search_when_nothing_was_asked(client: Client) -> None:
    html = page(client)
    assert "Gõ có dấu hoặc không dấu" in html
    assert "Không có kết quả" not in html


def test_offers_help_when_nothing_is_found(client: Client) -> None:
    html = page(client, q="phiêulưu")
    assert "Không có kết quả" in html
    assert "Yêu cầu cung cấp thông tin" in html
    assert "information_request" in html


def test_says_when_only_some_words_are_found(client: Client) -> None:
    assert "một phần các từ" in page(client, q="hộ nghèo phiêulưu")


def test_filters_are_links_with_counts(client: Client) -> None:
    html = page(client, q="đường hào")
    assert "loai=phan-anh" in html
    narrowed = page(client, q="đường hào", loai="phan-anh", ky="2026")
    assert "1 kết quả" in narrowed
    assert "Bỏ lọc" in narrowed


@pytest.mark.parametrize("value", ["11269", "xa-duong-hao"])
def test_an_organisation_is_named_by_code_or_slug(client: Client, value: str) -> None:
    html = page(client, **{"don-vi": value})
    assert "4 kết quả" in html
    assert "Xã Đường Hào" in html


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "\ud800"], ids=lambda t: ascii(t[:20]))
@pytest.mark.parametrize("name", ["q", "loai", "don-vi", "ky", "trang-thai", "sap-xep", "trang"])
def test_any_parameter_gives_a_page(client: Client, name: str, text: str) -> None:
    page(client, **{"q": "ngân sách", name: text})


def test_text_from_outside_is_escaped(client: Client) -> None:
    html = page(client, q="<script>alert(1)</script>")
    assert "<script>alert" not in html


def test_number_of_queries_does_not_grow_with_results(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(8):
        page(client, q="xa", **{"don-vi": "11269"})


def test_only_staff_are_told_that_the_cluster_is_silent(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        name = "elastic"

        def find(self, query: object, match: object) -> Found:
            raise EngineUnavailable

    monkeypatch.setattr("search.services.cluster_engine", Silent)
    monkeypatch.setattr("search.services.breaker", Breaker())
    notice = "Máy chủ tìm kiếm không trả lời"
    assert notice not in page(client, q="ho ngheo")
    editor = make_user(Role.EDITOR, Organisation.objects.get(code="11269"))
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert notice in page(client, q="ho ngheo")
