"""One tap, one browser, one case: counted once, undone at will, and nobody is known by it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from captcha.models import CaptchaStore
from django.core.cache import cache
from django.db import connection
from django.test import Client

from portal.accountability.docket import COLUMNS, read
from portal.feedback.models import Petition, Support
from portal.feedback.services import supporting
from portal.ledger.models import Event
from portal.ledger.reading import event_rows
from tests.feedback.making import MONDAY, Office
from tests.feedback.test_public_submit import hidden

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def no_cache() -> None:
    cache.clear()


@pytest.fixture
def petition() -> Petition:
    return Office().petition("acknowledge")


def address(petition: Petition) -> str:
    return f"{petition.get_absolute_url()}cung-y-kien/"


def voices(petition: Petition) -> int:
    return Petition.objects.get(pk=petition.pk).voices


def test_one_tap_counts_once_and_can_be_undone(client: Client, petition: Petition) -> None:
    events = Event.objects.count()
    page = client.get(petition.get_absolute_url()).content.decode()
    assert f'action="{address(petition)}"' in page
    for _ in range(2):
        answer = client.post(address(petition), headers=HERE)
        assert answer.status_code == 302
    assert voices(petition) == 1
    assert "2</strong> người cùng phản ánh" in client.get(address(petition)).content.decode()
    assert "2 người cùng phản ánh" in client.get(petition.get_absolute_url()).content.decode()
    assert "2 người cùng phản ánh" in client.get("/phan-anh/").content.decode()
    client.post(address(petition), {"bo": "1"}, headers=HERE)
    client.post(address(petition), {"bo": "1"}, headers=HERE)
    assert voices(petition) == 0
    assert Event.objects.count() == events
    assert len(read(event_rows(COLUMNS), "2026-01-01", "2026-12-31").cases) == 1


def test_two_browsers_are_two_and_the_table_does_not_tell_them_again(petition: Petition) -> None:
    other = Office().petition("acknowledge")
    browser = Client()
    for case in (petition, other):
        browser.post(address(case), headers=HERE)
    Client().post(address(petition), headers=HERE)
    assert (voices(petition), voices(other)) == (2, 1)
    assert Support.objects.values("browser").distinct().count() == 3
    cookie = browser.cookies["cung_y_kien"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not {field.name for field in Support._meta.get_fields()} - {"id", "petition", "browser", "at"}


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://xau.example"}])
def test_another_site_cannot_tap_for_somebody(petition: Petition, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address(petition), headers=headers)
    assert answer.headers["Location"] == address(petition)
    assert (
        client.post(address(petition), {"csrfmiddlewaretoken": "x" * 64}, headers=headers).status_code == 403
    )
    assert voices(petition) == 0


def test_a_browser_that_says_nothing_of_itself_taps_with_a_token(petition: Petition) -> None:
    client = Client(enforce_csrf_checks=True)
    token = hidden(client.get(address(petition)).content.decode(), "csrfmiddlewaretoken")
    assert client.post(address(petition), {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.post(address(petition), headers={"Origin": "http://testserver"}).status_code == 302
    assert voices(petition) == 1


def test_after_some_taps_a_browser_reads_digits(client: Client, petition: Petition, monkeypatch) -> None:
    monkeypatch.setattr(supporting, "FREE_TAPS", 1)
    second = Office().petition("acknowledge")
    client.post(address(petition), headers=HERE)
    asked = client.post(address(second), headers=HERE)
    assert "Gõ các chữ số" in asked.content.decode()
    key = hidden(asked.content.decode(), "captcha_0")
    wrong = client.post(address(second), {"captcha_0": key, "captcha_1": "x"}, headers=HERE)
    assert "Chưa đúng số trong hình" in wrong.content.decode()
    key = hidden(wrong.content.decode(), "captcha_0")
    right = {"captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}
    assert client.post(address(second), right, headers=HERE).status_code == 302
    assert voices(second) == 1


def test_a_case_that_many_new_browsers_tap_asks_them_for_digits(petition: Petition, monkeypatch) -> None:
    monkeypatch.setattr(supporting, "FREE_PER_CASE", 2)
    for _ in range(4):
        Client().post(address(petition), headers=HERE)
    assert voices(petition) == 2


def test_a_flood_is_not_counted(petition: Petition, monkeypatch) -> None:
    monkeypatch.setattr(supporting, "MOST_IN_WINDOW", 1)
    Client().post(address(petition), headers=HERE)
    assert Client().post(address(petition), headers=HERE).status_code == 429
    assert voices(petition) == 1


@pytest.mark.parametrize(
    ("upto", "fields", "status"),
    [
        ("acknowledge", {"kind": "complaint"}, 404),
        ("acknowledge", {"is_public": False}, 404),
        ("", {}, 404),
        ("hide", {}, 404),
        ("merge", {}, 404),
        ("approve_answer", {}, 409),
        ("refuse", {}, 409),
        ("split", {}, 409),
    ],
)
def test_private_and_finished_cases_are_not_tapped(client: Client, upto: str, fields, status: int) -> None:
    petition = Office().petition(upto, **fields)
    before = voices(petition)
    assert client.post(address(petition), headers=HERE).status_code == status
    assert voices(petition) == before
    page = client.get(petition.get_absolute_url())
    assert "Tôi cũng gặp việc này" not in page.content.decode()


def test_the_list_can_be_sorted_by_how_many_say_it(client: Client, petition: Petition) -> None:
    newer = Office().petition("acknowledge", title="Cống tắc")
    client.post(address(petition), headers=HERE)
    page = client.get("/phan-anh/?xep=nhieu-nguoi").content.decode()
    assert page.index(petition.code) < page.index(newer.code)


def test_cached_pages_show_the_new_count_and_no_cookie(
    client: Client, petition: Petition, settings, django_capture_on_commit_callbacks
) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    # What the fixture left for a commit that never comes would stand for the bump that is tested here.
    connection.run_on_commit = []
    where = petition.get_absolute_url()
    for _ in range(2):
        page = client.get(where)
        assert "người cùng phản ánh" not in page.content.decode()
        assert not page.cookies
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(petition), headers=HERE)
    assert "2 người cùng phản ánh" in client.get(where).content.decode()
    # The browser that tapped and one that never did read the same page.
    assert client.get(where).content == Client().get(where).content
    assert "no-store" in client.get(address(petition)).headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_taps_at_the_same_moment_are_all_counted() -> None:
    petition = Office().petition("acknowledge")
    start = threading.Barrier(4)

    def tap(first: int) -> int:
        start.wait()
        try:
            # Every browser is used by two hands at once.
            browsers = [f"b{number % 10}" for number in range(first, first + 5)]
            return sum(supporting.support(petition=petition, browser=one, at=MONDAY) for one in browsers)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(tap, (0, 5, 10, 15)))
    assert sum(counted) == 10
    assert voices(petition) == Support.objects.count() == 10
