"""The inspectors' entry to frozen periods in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accountability.desk import views


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("chot-diem/", views.snapshot_list, name="accountability_snapshots"),
        path("chot-diem/chot/", views.freeze_period, name="accountability_freeze"),
        path("chot-diem/<int:number>/", views.snapshot_detail, name="accountability_snapshot"),
    ]


class FreezeMenuItem(MenuItem):
    """Only for those who may freeze."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_freeze(request)


@hooks.register("register_admin_menu_item")
def freeze_menu_item() -> MenuItem:
    address = reverse("accountability_snapshots")
    return FreezeMenuItem("Chốt điểm", address, icon_name="lock", name="chot-diem", order=140)
