"""The inspectors' group in the admin's menu. Concerns add to it with the hook register_inspection_menu_item."""

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portal.inspection.desk.access import may_inspect

HOOK = "register_inspection_menu_item"


class InspectorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_inspect(request.user)


def group() -> SubmenuMenuItem:
    menu = Menu(register_hook_name=HOOK)
    return SubmenuMenuItem("Thanh tra", menu, icon_name="search", name="thanh-tra", order=135)
