"""Findings with their remedies, and reminders, as reports for inspectors."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from portal.accounts.models import User
from portal.core.admin_reports import HouseReport
from portal.inspection.desk.access import may_inspect
from portal.inspection.models import Finding, Reminder


class FindingFilters(WagtailFilterSet):
    due_on = django_filters.DateFromToRangeFilter(label="Hạn khắc phục", widget=DateRangePickerWidget)

    class Meta:
        model = Finding
        fields = ["organisation", "severity", "remedy_state", "due_on"]


class InspectorsReport(HouseReport):
    @staticmethod
    def allowed(user: AbstractBaseUser | AnonymousUser) -> bool:
        return isinstance(user, User) and may_inspect(user)


class FindingReport(InspectorsReport):
    slug = "phat-hien"
    page_title = "Phát hiện và khắc phục"
    header_icon = "clipboard-list"
    model = Finding
    filterset_class = FindingFilters
    shown = (
        ("audit.code", "Cuộc kiểm tra"),
        ("organisation.name", "Đơn vị"),
        ("number", "Số"),
        ("get_severity_display", "Mức độ"),
        ("text", "Phát hiện"),
        ("remedy", "Biện pháp"),
        ("due_on", "Hạn"),
        ("get_remedy_state_display", "Khắc phục"),
        ("done_on", "Báo xong ngày"),
    )

    def rows_for(self, user: User) -> Any:
        return Finding.objects.select_related("audit", "organisation").order_by(
            "-audit__created_at", "number", "pk"
        )


class ReminderFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="Nhắc từ ngày đến ngày", widget=DateRangePickerWidget)

    class Meta:
        model = Reminder
        fields = ["organisation", "role", "at"]


class ReminderReport(InspectorsReport):
    slug = "nhac-viec"
    page_title = "Các lần nhắc việc"
    header_icon = "mail"
    model = Reminder
    filterset_class = ReminderFilters
    shown = (
        ("subject", "Hồ sơ"),
        ("organisation.name", "Đơn vị"),
        ("due_on", "Hạn"),
        ("days", "Bước, ngày làm việc"),
        ("role", "Vai trò"),
        ("at", "Lúc"),
        ("text", "Lời nhắc"),
    )

    def rows_for(self, user: User) -> Any:
        return Reminder.objects.select_related("organisation").order_by("-at", "-pk")
