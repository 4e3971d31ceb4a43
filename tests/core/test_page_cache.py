import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core.models import SiteState
from portal.core.page_cache import AnonymousPageCache, bump


class Counting:
    """A view that says how often it was asked."""

    def __init__(self, **headers: str) -> None:
        self.calls = 0
        self.headers = headers

    def __call__(self, request: object) -> HttpResponse:
        self.calls += 1
        return HttpResponse(f"call {self.calls}", headers=self.headers)


@pytest.fixture(autouse=True)
def page_cache(settings) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    cache.clear()


@pytest.mark.django_db
def test_second_anonymous_request_comes_from_the_cache(rf: RequestFactory) -> None:
    view = Counting()
    pages = AnonymousPageCache(view)
    assert pages(rf.get("/xa/")).content == pages(rf.get("/xa/")).content
    assert view.calls == 1


@pytest.mark.django_db
def test_bump_makes_the_next_request_see_the_new_page(rf, django_capture_on_commit_callbacks) -> None:
    view = Counting()
    pages = AnonymousPageCache(view)
    pages(rf.get("/xa/"))
    with django_capture_on_commit_callbacks(execute=True):
        bump()
        bump()
    assert pages(rf.get("/xa/")).content == b"call 2"
    assert SiteState.current()[0] == 1


def _bump_and_roll_back() -> None:
    with transaction.atomic():
        bump()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_bump_in_a_rolled_back_transaction_changes_nothing(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        _bump_and_roll_back()
    assert callbacks == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/phan-anh/rieng/abc/", "/quan-tri/", "/phan-anh/gui/"])
def test_personal_addresses_are_never_cached(rf, path: str) -> None:
    view = Counting()
    pages = AnonymousPageCache(view)
    pages(rf.get(path))
    pages(rf.get(path))
    assert view.calls == 2


@pytest.mark.django_db
def test_session_and_no_store_answers_are_never_cached(rf, settings) -> None:
    signed_in = rf.get("/xa/")
    signed_in.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    view = Counting()
    AnonymousPageCache(view)(signed_in)
    AnonymousPageCache(view)(rf.get("/xa/"))
    assert view.calls == 2
    private = Counting(**{"Cache-Control": "no-store"})
    pages = AnonymousPageCache(private)
    pages(rf.get("/x/"))
    pages(rf.get("/x/"))
    assert private.calls == 2
