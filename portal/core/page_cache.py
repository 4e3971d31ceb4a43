"""Cached public pages that a publication invalidates at once.

Every page is stored under the site's generation. Whatever changes what the public sees calls `bump()`,
which raises the generation in the database when the transaction commits; from the next request on no
process, whichever it is, finds an older page. A page also ends after `PAGE_CACHE_SECONDS`.
"""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portal.core.models import SiteState

# Addresses whose answer is for one person, or changes with every call.
_NEVER = (
    "/quan-tri/",
    "/phan-anh/gui/",
    "/phan-anh/rieng/",
    "/phan-anh/theo-doi/",
    "/phan-anh/tra-cuu/",
    "/captcha/",
    "/ma-xac-nhan/",
    "/to-cao/",
    "/static/",
)


def bump() -> None:
    """Make every cached public page stale once the current transaction commits."""
    connection = transaction.get_connection()
    # Many acts in one transaction need one bump.
    if any(call is _raise_generation for _, call, *_ in connection.run_on_commit):
        return
    transaction.on_commit(_raise_generation)


def _raise_generation() -> None:
    if not SiteState.objects.filter(pk=1).update(generation=F("generation") + 1):
        SiteState.objects.get_or_create(pk=1, defaults={"generation": 1})


class AnonymousPageCache:
    """Serve GET requests without a session from the cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.PAGE_CACHE_SECONDS or not _may_be_cached(request):
            return self.get_response(request)
        key = _key(request, SiteState.current()[0])
        cached = cache.get(key)
        if cached is not None:
            return _restore(cached)
        response = self.get_response(request)
        if _is_public(request, response):
            # With its security headers: this is the outermost middleware, and none of them varies.
            headers = dict(response.items())
            cache.set(key, (response.content, headers), settings.PAGE_CACHE_SECONDS)  # type: ignore[attr-defined]
        return response


def _may_be_cached(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(_NEVER)
        and len(request.get_full_path()) < 500
    )


def _key(request: HttpRequest, generation: int) -> str:
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    return f"page:{generation}:{hashlib.sha256(address.encode()).hexdigest()}"


def _is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and "no-store" not in control
        and "private" not in control
    )


def _restore(cached: tuple[bytes, dict[str, str]]) -> HttpResponse:
    content, headers = cached
    return HttpResponse(content, headers=headers)
