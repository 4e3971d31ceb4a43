"""Nothing that was typed is lost: a form whose protection or session ran out comes back with its words."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse

from portal.feedback.desk.csrf import stale_form
from portal.feedback.views import submission

_PUBLIC, _DESK = "/phan-anh/", "/quan-tri/phan-anh/"
# Enough for every form here; what is longer is not one of ours.
_MOST_FIELDS, _LONGEST = 80, 50_000
_NEVER = frozenset({"csrfmiddlewaretoken", "password", "captcha_0", "captcha_1"})
# Names under which forms send words; anything else long is shown too.
_WORDS = ("text", "explanation", "title", "reason")
_SHORT = 60


@dataclass(frozen=True, slots=True)
class KeptField:
    name: str
    value: str

    @property
    def is_words(self) -> bool:
        last = self.name.rpartition("-")[2]
        return last in _WORDS or len(self.value) > _SHORT or "\n" in self.value


def is_own_form(request: HttpRequest) -> bool:
    """Whether a page of this very portal sent the form.

    What another site posts here is never shown: it could put its words into our form and wait for a click.
    """
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(sender)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the form again with its text when its protection against forgery ran out; else say so."""
    if request.method == "POST" and is_own_form(request):
        if request.path == reverse("feedback:submit"):
            return submission.write_again(request)
        if (again := stale_form(request)) is not None:
            return again
        if request.path.startswith((_PUBLIC, _DESK)):
            return _kept(request, is_signed_out=False)
    return HttpResponseForbidden(render(request, "403_csrf.html").content)


def _kept(request: HttpRequest, *, is_signed_out: bool) -> HttpResponse:
    names = [name for name in request.POST if name not in _NEVER][:_MOST_FIELDS]
    fields = [KeptField(name, value[:_LONGEST]) for name in names for value in request.POST.getlist(name)]
    words = [field for field in fields if field.is_words and field.value.strip()]
    context = {
        "words": words,
        "carried": [field for field in fields if field not in words],
        "files": bool(request.FILES),
        "action": request.get_full_path(),
        "is_signed_out": is_signed_out,
        "login": reverse("wagtailadmin_login"),
    }
    answer = render(request, "feedback/kept.html", context, status=403)
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "strict-origin"
    return answer


class KeepTyped:
    """Answer a desk's form whose session has ended with its words, where the admin would lead to the login page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        lost = (
            request.method == "POST" and request.path.startswith(_DESK) and not request.user.is_authenticated
        )
        if not lost or not is_own_form(request) or request.headers.get("Accept") == "application/json":
            return None
        return _kept(request, is_signed_out=True)
