"""Letters in the admin: the administrators' list, and a warning to all staff when letters do not leave."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from portal.accounts.policies import Action, can
from portal.notifications import views
from portal.notifications.models import Message


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("thu-dien-tu/", views.outbox, name="notifications_outbox"),
        path("thu-dien-tu/<int:pk>/gui-lai/", views.retry_message, name="notifications_retry"),
    ]


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can(request.user, Action.MAIL_OVERSEE)


@hooks.register("register_admin_menu_item")
def outbox_menu_item() -> MenuItem:
    url = reverse("notifications_outbox")
    return OutboxMenuItem("Thư điện tử", url, icon_name="mail", name="thu-dien-tu", order=900)


class MailPanel(Component):
    """Says that letters failed or do not leave; administrators get the way to them."""

    name = "thu-dien-tu"
    order = 11
    template_name = "notifications/admin/mail_panel.html"

    def __init__(self, failed: int, late: int, oversees: bool) -> None:
        self.failed, self.late, self.oversees = failed, late, oversees

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"failed": self.failed, "late": self.late, "oversees": self.oversees}


@hooks.register("construct_homepage_panels")
def add_mail_panel(request: HttpRequest, panels: list[Component]) -> None:
    now = timezone.now()
    failed = Message.objects.recently_failed(at=now).count()
    late = Message.objects.late(at=now).count()
    if failed or late:
        panels.append(MailPanel(failed, late, can(request.user, Action.MAIL_OVERSEE)))
