import pytest
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import Role
from portal.organisations.models import Organisation
from search import lexicon, store
from search.breaker import Breaker
from search.documents import Kind
from search.engines.base import EngineUnavailable, Found
from tests.factories import make_user
from tests.search.relevance import HOSTILE, document

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
    lexicon.current()
    # Two of them look for words that no document holds.
    with django_assert_max_num_queries(10):
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


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("19/KH-UBND", "/disclosure/3/"),
        ("19 kh ubnd", "/disclosure/3/"),
        ("7/QĐ-UBND", "/disclosure/6/"),
        ("7/QĐ-UBND (mẫu)", "/disclosure/6/"),
        ("HY-7K3M-9QRT", "/petition/HY-7K3M-9QRT/"),
        ("hy 7k3m 9qrt", "/petition/HY-7K3M-9QRT/"),
    ],
)
def test_a_number_or_a_code_goes_straight_to_its_page(client: Client, text: str, url: str) -> None:
    response = client.get("/tim-kiem/", {"q": text})
    assert (response.status_code, response["Location"]) == (302, url)
    assert "kết quả cho" in page(client, q=text, **{"ket-qua": ""})


def test_letters_that_look_like_digits_are_read_as_those(client: Client) -> None:
    store.write([document("petition:HY-1010-2345", "Cống vỡ", kind=Kind.PETITION, code="HY-1010-2345")])
    assert client.get("/tim-kiem/", {"q": "HY-IOlo-2345"})["Location"] == "/petition/HY-1010-2345/"


def test_a_number_that_two_documents_bear_is_a_list(client: Client) -> None:
    store.write([document("disclosure:90", "Kế hoạch của xã khác", code="19/KH-UBND")])
    assert "/disclosure/90/" in page(client, q="19/KH-UBND")


def test_filters_and_words_around_a_number_ask_for_a_list(client: Client) -> None:
    assert "kết quả" in page(client, q="kế hoạch 19/KH-UBND")
    assert "kết quả" in page(client, q="19/KH-UBND", ky="2026")


def test_the_code_of_a_petition_that_is_not_public_leads_to_tracking(client: Client) -> None:
    html = page(client, q="HY-ZZZZ-2345")
    assert "Đây là một mã phản ánh" in html
    assert "/phan-anh/tra-cuu/" in html
    assert "Đây là một mã phản ánh" not in page(client, q="phiêulưu")


def test_petitions_are_narrowed_by_how_far_they_have_come(client: Client) -> None:
    html = page(client, loai="phan-anh")
    assert "Tình trạng phản ánh" in html
    assert "trang-thai=answered" in html
    chosen = page(client, loai="phan-anh", **{"trang-thai": "answered"})
    assert "2 kết quả" in chosen
    assert "Bỏ lọc </span>Đã trả lời" in chosen


def test_says_as_what_a_slip_was_read(client: Client) -> None:
    assert "đang tìm <strong>hộ ngheo</strong>" in page(client, q="hộ nghoe")
    assert "đang tìm" not in page(client, q="hộ nghèo")
