"""The group of plans and reports in the admin's menu. Concerns add to it with the hook register_plans_menu_item."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portal.plans.desk.access import may_enter, oversees_somewhere, writes_somewhere

HOOK = "register_plans_menu_item"


class OwnItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return writes_somewhere(request.user)


class ProvinceItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return oversees_somewhere(request.user)


def group() -> SubmenuMenuItem:
    menu = Menu(register_hook_name=HOOK)
    return SubmenuMenuItem("Kế hoạch, báo cáo", menu, icon_name="tasks", name="ke-hoach", order=137)


def own_item() -> MenuItem:
    return OwnItem("Của đơn vị", reverse("plans_own"), icon_name="tasks", name="ke-hoach-don-vi", order=10)


def province_item() -> MenuItem:
    address = reverse("plans_province")
    return ProvinceItem("Toàn tỉnh", address, icon_name="list-ul", name="ke-hoach-tinh", order=20)


class CompiledItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(request.user)


def compiled_item() -> MenuItem:
    address = reverse("plans_compiled")
    return CompiledItem("Báo cáo kỳ đã chốt", address, icon_name="doc-full", name="bao-cao-chot", order=30)
