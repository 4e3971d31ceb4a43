"""The room's place in the admin: shown to inspectors, and to administrators only where keys are entered."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.policies import Action, can
from portal.confidential import desk


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("to-cao/", include(desk.urlpatterns))]


class InspectorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return desk.may_see(request)


class AdministratorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(can(request.user, Action.STRUCTURE_EDIT))


@hooks.register("register_admin_menu_item")
def tips_item() -> MenuItem:
    return InspectorsItem("Tố cáo bảo mật", reverse("tips"), icon_name="lock", name="to-cao", order=120)


@hooks.register("register_settings_menu_item")
def keys_item() -> MenuItem:
    return AdministratorsItem(
        "Khoá nhận tố cáo", reverse("tips_keys"), icon_name="key", name="khoa-to-cao", order=900
    )
