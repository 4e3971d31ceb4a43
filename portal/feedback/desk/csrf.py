"""Forms of the desk that survive an expired protection against forgery."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.feedback.desk import entry


def stale_form(request: HttpRequest) -> HttpResponse | None:
    """The form that was sent, with its text; None when the address is none of ours or the user may not use it."""
    again: dict[str, Callable[[HttpRequest], HttpResponse | None]] = {
        reverse("feedback_desk_entry"): entry.stale
    }
    known = again.get(request.path)
    return known(request) if known and request.method == "POST" else None
