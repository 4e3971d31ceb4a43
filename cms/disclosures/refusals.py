"""Say in the admin why a publication was refused, wherever the refusal came from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages

from cms.disclosures.checklist import PublicationRefused
from cms.disclosures.models import DisclosurePage


class RefusedPublications:
    """Turn PublicationRefused into a message and a way back to the draft; nothing was changed by then.

    The editor's form asks the checklist itself and shows each item beside its field. What comes here is the rest:
    approving from a list, from a dialogue, or a page that became incomplete in between.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PublicationRefused) or not isinstance(error.page, DisclosurePage):
            return None
        page = error.page
        missing = format_html_join("", "<li>{}</li>", ((message,) for message in error.messages))
        text = format_html("Chưa thể công khai “{}”, còn thiếu:<ul>{}</ul>", page.title, missing)
        messages.error(request, text)
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # Wagtail's dialogue follows the address that its last step names.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
