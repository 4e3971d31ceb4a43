"""Notices on paper in the admin: addresses, the menu, and a way to them from every disclosure's editor."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.disclosures.models import DisclosurePage
from cms.disclosures.rights import rights_of
from cms.disclosures.views import loudspeaker, notices, places, postings


@hooks.register("register_admin_urls")
def paper_urls() -> list[URLPattern]:
    return [
        path("niem-yet/", places.all_postings, name="disclosure_postings_all"),
        path("niem-yet/anh/<int:pk>/", postings.evidence_photo, name="disclosure_posting_photo"),
        path("noi-niem-yet/", places.places, name="disclosure_places"),
        path("noi-niem-yet/them/<slug:slug>/", places.add_place, name="disclosure_place_add"),
        path("noi-niem-yet/<int:pk>/", places.edit_place, name="disclosure_place_edit"),
        path("cong-khai/<int:pk>/niem-yet/", postings.postings, name="disclosure_postings"),
        path("cong-khai/<int:pk>/to-niem-yet/", notices.staff_notice, name="disclosure_notice"),
        path("cong-khai/<int:pk>/phat-thanh/", loudspeaker.edit_script, name="disclosure_loudspeaker"),
        path(
            "cong-khai/<int:pk>/phat-thanh/in/", loudspeaker.print_script, name="disclosure_loudspeaker_print"
        ),
    ]


class PostingsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(rights_of(request.user).reads)


@hooks.register("register_admin_menu_item")
def postings_menu_item() -> MenuItem:
    url = reverse("disclosure_postings_all")
    return PostingsMenuItem("Niêm yết trên giấy", url, icon_name="clipboard-list", name="niem-yet", order=122)


@hooks.register("register_page_header_buttons")
def postings_button(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Button]:
    """Lead from a disclosure that hangs on boards to its boards."""
    specific = page.specific_deferred if type(page) is Page else page
    if isinstance(specific, DisclosurePage) and specific.organisation_id in rights_of(user).reads:
        url = reverse("disclosure_postings", args=[page.pk])
        yield Button("Niêm yết trên giấy", url, icon_name="clipboard-list", priority=80)
