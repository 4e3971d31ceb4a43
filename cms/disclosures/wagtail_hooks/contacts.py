"""The heads' directory in the admin: its addresses, its menu entry, and a reminder on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.disclosures.directory import Entry
from cms.disclosures.rights import rights_of
from cms.disclosures.views import contacts


@hooks.register("register_admin_urls")
def contact_urls() -> list[URLPattern]:
    return [
        path("cong-khai/danh-ba/", contacts.contact_list, name="disclosure_contacts"),
        path("cong-khai/danh-ba/<int:pk>/xac-nhan/", contacts.confirm, name="disclosure_confirm_contacts"),
    ]


class ContactsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(rights_of(request.user).reads)


@hooks.register("register_admin_menu_item")
def contacts_menu_item() -> MenuItem:
    url = reverse("disclosure_contacts")
    return ContactsMenuItem("Danh bạ", url, icon_name="mobile-alt", name="danh-ba", order=125)


class ContactsPanel(Component):
    """The contacts that the user's organisation must confirm now or has not disclosed."""

    name = "danh-ba"
    template_name = "disclosures/admin/contacts_panel.html"
    order = 85

    def __init__(self, waiting: list[Entry]) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        request = parent_context["request"]
        return {"waiting": self.waiting, "editable": rights_of(request.user).drafts, "request": request}


@hooks.register("construct_homepage_panels")
def contacts_panel(request: HttpRequest, panels: list[Component]) -> None:
    waiting = contacts.to_confirm(request.user)
    if waiting:
        panels.append(ContactsPanel(waiting))
