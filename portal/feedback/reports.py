"""Petitions as a report: codes, bodies, kinds and days; nothing of what a sender wrote or who that is."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for, somewhere
from portal.core.admin_reports import HouseReport
from portal.feedback.models import Petition, PetitionQuerySet
from portal.organisations.models import Organisation


class PetitionFilters(WagtailFilterSet):
    organisation = django_filters.ModelChoiceFilter(
        label="Đơn vị", empty_label="Mọi đơn vị", queryset=lambda request: bodies(request.user)
    )
    received_at = django_filters.DateFromToRangeFilter(
        label="Nhận từ ngày đến ngày", widget=DateRangePickerWidget
    )

    class Meta:
        model = Petition
        fields = ["organisation", "kind", "status", "channel", "received_at"]


def bodies(user: User) -> Any:
    """The bodies whose cases the user may list."""
    if can(user, Action.PETITION_READ_ALL):
        return Organisation.objects.order_by("name")
    return organisations_for(user, Action.PETITION_HANDLE).order_by("name")


class PetitionReport(HouseReport):
    slug = "phan-anh"
    page_title = "Phản ánh theo đơn vị"
    header_icon = "comment"
    model = Petition
    filterset_class = PetitionFilters
    shown = (
        ("code", "Mã"),
        ("organisation.name", "Đơn vị"),
        ("get_kind_display", "Loại"),
        ("get_status_display", "Trạng thái"),
        ("get_channel_display", "Kênh"),
        ("received_at", "Nhận lúc"),
        ("next_due_on", "Hạn gần nhất"),
        ("answered_at", "Trả lời lúc"),
        ("get_excluded_display", "Không tính vì"),
    )

    @staticmethod
    def allowed(user: AbstractBaseUser | AnonymousUser) -> bool:
        return isinstance(user, User) and (
            somewhere(user, Action.PETITION_READ_ALL) or somewhere(user, Action.PETITION_HANDLE)
        )

    def rows_for(self, user: User) -> PetitionQuerySet:
        found = Petition.objects.filter(organisation__in=bodies(user))
        return found.select_related("organisation").order_by("-received_at", "-pk")
