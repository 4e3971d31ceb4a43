"""Frozen scores as a report. They are public, so that every member of staff may read and export them."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.admin.filters import WagtailFilterSet

from portal.accountability.models import ScoreSnapshot, SnapshotScore
from portal.accounts.models import User
from portal.core.admin_reports import HouseReport


class ScoreFilters(WagtailFilterSet):
    snapshot = django_filters.ModelChoiceFilter(
        label="Kỳ đã chốt",
        empty_label="Mọi kỳ",
        queryset=ScoreSnapshot.objects.current().order_by("-end", "kind"),
    )

    class Meta:
        model = SnapshotScore
        fields = ["snapshot", "ranked"]


class ScoreReport(HouseReport):
    slug = "diem"
    page_title = "Điểm các kỳ đã chốt"
    header_icon = "order"
    model = SnapshotScore
    filterset_class = ScoreFilters
    shown = (
        ("snapshot.period_label", "Kỳ"),
        ("code", "Mã"),
        ("name", "Đơn vị"),
        ("band", "Nhóm"),
        ("score", "Điểm"),
        ("low", "Thấp"),
        ("high", "Cao"),
        ("due_cases", "Phản ánh đến hạn"),
        ("excluded", "Không tính"),
    )

    @staticmethod
    def allowed(user: AbstractBaseUser | AnonymousUser) -> bool:
        return isinstance(user, User) and user.is_active

    def rows_for(self, user: User) -> Any:
        found = SnapshotScore.objects.filter(snapshot__correction__isnull=True).select_related("snapshot")
        return found.order_by("-snapshot__end", "snapshot__kind", "position", "pk")
