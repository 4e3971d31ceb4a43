"""The inspectors' entry to frozen periods in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accountability.desk import appeals, views
from portal.accountability.reports import ScoreReport
from portal.core.admin_reports import HOOK, ReportItem, addresses


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("chot-diem/", views.snapshot_list, name="accountability_snapshots"),
        path("chot-diem/chot/", views.freeze_period, name="accountability_freeze"),
        path("chot-diem/<int:number>/", views.snapshot_detail, name="accountability_snapshot"),
        path("khieu-nai-diem/", appeals.appeal_list, name="accountability_appeals"),
        path("khieu-nai-diem/<int:pk>/", appeals.appeal_detail, name="accountability_appeal"),
        path("khieu-nai-diem/ky/<int:number>/<str:code>/", appeals.result, name="accountability_result"),
        path(
            "khieu-nai-diem/ky/<int:number>/<str:code>/<str:indicator>/<int:place>/",
            appeals.appeal_row,
            name="accountability_appeal_row",
        ),
    ]


class FreezeMenuItem(MenuItem):
    """Only for those who may freeze."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_freeze(request)


@hooks.register("register_admin_menu_item")
def freeze_menu_item() -> MenuItem:
    address = reverse("accountability_snapshots")
    return FreezeMenuItem("Chốt điểm", address, icon_name="lock", name="chot-diem", order=140)


class AppealMenuItem(MenuItem):
    """For heads, who explain and appeal, and for inspectors, who decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return appeals.may_see(request.user)


@hooks.register("register_admin_menu_item")
def appeal_menu_item() -> MenuItem:
    address = reverse("accountability_appeals")
    return AppealMenuItem("Khiếu nại điểm", address, icon_name="help", name="khieu-nai-diem", order=141)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [*addresses(ScoreReport)]


@hooks.register(HOOK)
def score_report_item() -> MenuItem:
    return ReportItem(ScoreReport, order=30)
