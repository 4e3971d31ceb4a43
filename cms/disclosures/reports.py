"""Duties of disclosure as a report: what each body owes, by when, and how it stands today."""

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cms.disclosures.models import Obligation
from cms.disclosures.statuses import ObligationStatus
from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for, somewhere
from portal.core.admin_reports import HouseReport
from portal.organisations.models import Organisation


def bodies(user: User) -> Any:
    """The bodies whose duties the user may list."""
    if can(user, Action.DISCLOSURE_READ_ALL):
        return Organisation.objects.order_by("name")
    below = organisations_for(user, Action.DISCLOSURE_READ_ALL) | organisations_for(
        user, Action.DISCLOSURE_DRAFT
    )
    return below.distinct().order_by("name")


class ObligationFilters(WagtailFilterSet):
    organisation = django_filters.ModelChoiceFilter(
        label="Đơn vị", empty_label="Mọi đơn vị", queryset=lambda request: bodies(request.user)
    )
    status = django_filters.ChoiceFilter(
        label="Tình trạng", choices=ObligationStatus.choices, empty_label="Mọi tình trạng"
    )
    due_on = django_filters.DateFromToRangeFilter(label="Hạn từ ngày đến ngày", widget=DateRangePickerWidget)

    class Meta:
        model = Obligation
        fields = ["organisation", "duty", "due_on"]


class ObligationReport(HouseReport):
    slug = "cong-khai"
    page_title = "Nghĩa vụ công khai theo đơn vị"
    header_icon = "calendar"
    model = Obligation
    filterset_class = ObligationFilters
    shown = (
        ("organisation.name", "Đơn vị"),
        ("duty.title", "Nội dung"),
        ("period", "Kỳ"),
        ("due_on", "Hạn"),
        ("disclosed_on", "Công khai ngày"),
        ("status_label", "Tình trạng"),
    )

    @staticmethod
    def allowed(user: AbstractBaseUser | AnonymousUser) -> bool:
        return isinstance(user, User) and (
            somewhere(user, Action.DISCLOSURE_READ_ALL) or somewhere(user, Action.DISCLOSURE_DRAFT)
        )

    def rows_for(self, user: User) -> Any:
        found = Obligation.objects.filter(organisation__in=bodies(user)).with_status(on=timezone.localdate())
        return found.select_related("organisation", "duty").order_by("-due_on", "organisation__name", "pk")
