"""What is owed, in the admin: the addresses, the menu entry, and the requests that wait for a decision."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.disclosures.views import obligations
from portal.accounts.policies import Action, organisations_for


@hooks.register("register_admin_urls")
def obligation_urls() -> list[URLPattern]:
    return [
        path("cong-khai/su-kien/", obligations.announce_event, name="disclosure_announce"),
        path("cong-khai/khong-ap-dung/", obligations.exemptions, name="disclosure_exemptions"),
        path("cong-khai/nghia-vu/<int:pk>/", obligations.obligation_desk, name="disclosure_obligation"),
        path(
            "cong-khai/nghia-vu/<int:pk>/<slug:name>/",
            obligations.obligation_act,
            name="disclosure_obligation_act",
        ),
    ]


class AnnounceMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return organisations_for(request.user, Action.DUTY_ANNOUNCE).exists()


@hooks.register("register_admin_menu_item")
def announce_menu_item() -> MenuItem:
    url = reverse("disclosure_announce")
    return AnnounceMenuItem("Ghi nhận sự kiện", url, icon_name="edit", name="ghi-nhan-su-kien", order=121)


class WaitingExemptionsPanel(Component):
    """Requests that a duty should not apply, for whoever decides over them."""

    name = "khong-ap-dung"
    template_name = "disclosures/admin/waiting_exemptions_panel.html"
    order = 88

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"waiting": self.waiting}


@hooks.register("construct_homepage_panels")
def waiting_exemptions_panel(request: HttpRequest, panels: list[Component]) -> None:
    waiting = obligations.waiting_for(request.user)
    if waiting:
        panels.append(WaitingExemptionsPanel(waiting))
