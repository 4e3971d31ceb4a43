"""The group of the admin's menu for inspectors, and for heads of bodies that are inspected."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portal.inspection.desk import audits, flags, queues
from portal.inspection.desk.access import may_inspect

HOOK = "register_inspection_menu_item"


class Item(MenuItem):
    """Shown to those whom `shown_to` allows."""

    def __init__(self, *args: Any, shown_to: Callable[[Any], bool] = may_inspect, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown_to = shown_to

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown_to(request.user)


def group() -> SubmenuMenuItem:
    menu = Menu(register_hook_name=HOOK)
    return SubmenuMenuItem("Thanh tra", menu, icon_name="search", name="thanh-tra", order=135)


def queues_item() -> MenuItem:
    address = reverse("inspection_queues")
    return Item("Hàng đợi", address, icon_name="list-ul", name="hang-doi", order=10)


def reminders_item() -> MenuItem:
    return Item(
        queues.REGISTER,
        reverse("inspection_reminders"),
        icon_name="mail",
        name="nhac-viec",
        order=40,
        shown_to=queues.may_read_register,
    )


def audits_item() -> MenuItem:
    return Item(
        audits.TITLE,
        reverse("inspection_audits"),
        icon_name="clipboard-list",
        name="kiem-tra",
        order=20,
        shown_to=audits.may_see,
    )


def flags_item() -> MenuItem:
    return Item(
        flags.TITLE,
        reverse("inspection_flags"),
        icon_name="warning",
        name="dau-hieu",
        order=30,
        shown_to=flags.may_see,
    )
