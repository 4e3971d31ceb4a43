"""Let the editor frame the draft that it previews; nothing else may frame a page."""

from collections.abc import Callable

from csp.constants import SELF
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class FramedPreviews:
    """Innermost middleware: Wagtail sends previews through all of them, marked as such by `is_preview`.

    X-Frame-Options is Wagtail's own affair, whose preview views set it; the content policy is not known to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "is_preview", False):
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return response
