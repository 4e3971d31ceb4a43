"""The tap by which somebody says “me too”: no account, no script, one cookie that says nothing about anybody.

The case's page is cached for everybody, so its button cannot carry a token of its own. A browser of today says by
itself where a form comes from (Sec-Fetch-Site, Origin), and one tap suffices; any other is shown a page with a token.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from portal.core.captcha import CaptchaField
from portal.feedback.codes import normal_code
from portal.feedback.models import Petition
from portal.feedback.services import supporting
from portal.feedback.workflow import TransitionNotAllowed

COOKIE = "cung_y_kien"
_SALT = "feedback.support"
_YEAR = 365 * 24 * 3600
_FLOOD = "Đang có quá nhiều lượt bấm cùng lúc. Hãy thử lại sau ít phút."


class CaptchaForm(forms.Form):
    captcha = CaptchaField()


@dataclass(slots=True)
class Browser:
    """What the cookie holds: a random number, and how often it was used since the last captcha."""

    number: str
    taps: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> "Browser":
        try:
            number, taps = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR)
            return cls(str(number), int(taps))
        except (signing.BadSignature, ValueError, TypeError):
            return cls(secrets.token_hex(16))

    def remember(self, response: HttpResponse) -> None:
        response.set_cookie(
            COOKIE,
            signing.dumps([self.number, self.taps], salt=_SALT),
            max_age=_YEAR,
            path="/phan-anh/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, code: str) -> HttpResponseBase:
    """GET: whether this browser is counted, and how to undo it. POST: count it, or with `bo` take it back."""
    if request.method == "POST" and _sent_from_here(request):
        return _take(request, code)
    if request.method == "POST" and "csrfmiddlewaretoken" not in request.POST:
        return redirect("feedback:support", code)
    return _with_token(request, code)


@csrf_protect
def _with_token(request: HttpRequest, code: str) -> HttpResponse:
    return _take(request, code) if request.method == "POST" else _page(request, _case(code))


def _sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser itself vouches that one of our own pages sent the form."""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _take(request: HttpRequest, code: str) -> HttpResponse:
    petition, browser, now = _case(code), Browser.of(request), timezone.now()
    if "bo" in request.POST:
        supporting.withdraw_support(petition=petition, browser=browser.number)
        return redirect("feedback:support", petition.code)
    form = None
    if supporting.needs_captcha(petition=petition, taps=browser.taps, at=now):
        form = CaptchaForm(request.POST if "captcha_1" in request.POST else None)
        if not form.is_valid():
            return _page(request, petition, form=form)
        browser.taps = 0
    try:
        browser.taps += supporting.support(petition=petition, browser=browser.number, at=now)
    except TransitionNotAllowed as refusal:
        return _page(request, petition, problem=str(refusal), status=409)
    except supporting.TooManyTaps:
        return _page(request, petition, problem=_FLOOD, status=429)
    response = redirect("feedback:support", petition.code)
    browser.remember(response)
    return response


def _page(
    request: HttpRequest, petition: Petition, *, form: Any = None, problem: str = "", status: int = 200
) -> HttpResponse:
    browser = Browser.of(request)
    context = {
        "petition": petition,
        "form": form,
        "problem": problem,
        "counted": supporting.supports(petition=petition, browser=browser.number),
        "may": supporting.may_be_supported(petition),
        "crumbs": [
            ("Phản ánh", "/phan-anh/"),
            (petition.code, petition.get_absolute_url()),
            ("Cùng phản ánh", ""),
        ],
    }
    return render(request, "feedback/support.html", context, status=status)


def _case(code: str) -> Petition:
    """Cases that everybody reads; a private one is answered like one that does not exist."""
    return get_object_or_404(Petition.objects.public(), code=normal_code(code))
