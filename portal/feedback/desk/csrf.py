"""Forms of the desk that survive an expired protection against forgery."""

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from portal.feedback.desk import entry, letters


def stale_form(request: HttpRequest) -> HttpResponse | None:
    """The form that was sent, with its text; None when the address is none of ours or the user may not use it."""
    if request.method != "POST":
        return None
    try:
        match = resolve(request.path)
    except Resolver404:
        return None
    if match.url_name == "feedback_desk_entry":
        return entry.stale(request)
    if match.url_name == "feedback_desk_letter":
        return letters.stale(request, **match.kwargs)
    return None
