"""The publishing desk in the admin: its addresses, its menu entry, and its panel on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.disclosures.reports import ObligationReport
from cms.disclosures.rights import rights_of
from cms.disclosures.views import desk, province, review, versions
from portal.core.admin_reports import HOOK, ReportItem, addresses


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("cong-khai/", desk.board, name="disclosure_calendar"),
        path("cong-khai/soan/<int:pk>/", desk.start_draft, name="disclosure_start"),
        path("cong-khai/<int:pk>/duyet/", review.review, name="disclosure_review"),
        path("cong-khai/<int:pk>/tep/<str:digest>/", review.draft_document, name="disclosure_draft_document"),
        path("cong-khai/<int:pk>/phien-ban/", versions.versions, name="disclosure_versions"),
        path("cong-khai/tinh/", province.province, name="disclosure_province"),
        path("cong-khai/tinh/excel/", province.workbook, name="disclosure_province_workbook"),
    ]


class CalendarMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(rights_of(request.user).reads)


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> MenuItem:
    url = reverse("disclosure_calendar")
    return CalendarMenuItem("Lịch công khai", url, icon_name="calendar-alt", name="lich-cong-khai", order=120)


class CalendarPanel(Component):
    """What the user's organisation must publish next."""

    name = "lich-cong-khai"
    template_name = "disclosures/admin/calendar_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        request = parent_context["request"]
        today = timezone.localdate()
        return {"rows": desk.next_rows(request, today), "today": today, "request": request}


@hooks.register("construct_homepage_panels")
def calendar_panel(request: HttpRequest, panels: list[Component]) -> None:
    if rights_of(request.user).drafts:
        panels.append(CalendarPanel())


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [*addresses(ObligationReport)]


@hooks.register(HOOK)
def obligation_report_item() -> MenuItem:
    return ReportItem(ObligationReport, order=20)
