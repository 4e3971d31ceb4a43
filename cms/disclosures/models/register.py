"""The public register of what is due, published, late and missing, and each organisation's section of it."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.disclosures.models.obligations import Obligation, ObligationStatus
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.rights import AnyUser, SectionPermissionTester
from cms.pages.models import BasePage
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.organisations.models import Organisation

PER_PAGE = 25
CSV_HEADING = [
    "Nội dung",
    "Mã nội dung",
    "Đơn vị",
    "Mã đơn vị",
    "Kỳ",
    "Hạn",
    "Ngày công khai",
    "Trạng thái",
    "Địa chỉ",
]


class RegisterPage(RoutablePageMixin, BasePage):
    page_description = "Sổ công khai: nội dung, đơn vị, kỳ, hạn và trạng thái."
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    max_count = 1
    template = "disclosures/register_page.html"

    lead = models.TextField("lời dẫn", blank=True, max_length=400)

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = "sổ công khai"
        verbose_name_plural = "sổ công khai"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        query = RegisterQuery.from_parameters(request.GET)
        rows = query.apply(Obligation.objects.for_list(), on=today)
        return {
            **super().get_context(request, *args, **kwargs),
            "query": query,
            "choices": query.choices(),
            "summary": query.summary(on=today),
            "page_obj": paginate(request, rows, PER_PAGE),
            "today": today,
            "crumbs": [(self.title, "")],
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The whole filtered register as CSV."""
        query = RegisterQuery.from_parameters(request.GET)
        rows = query.apply(Obligation.objects.for_list(), on=timezone.localdate())
        return csv_response("so-cong-khai", CSV_HEADING, (csv_row(row, request) for row in rows))


class OrganisationDisclosuresPage(BasePage):
    """The section of one organisation: the parent of its disclosures and what its staff's rights hang on."""

    page_description = "Phần công khai của một đơn vị."
    parent_page_types: ClassVar[list[str]] = ["disclosures.RegisterPage"]
    subpage_types: ClassVar[list[str]] = [
        "disclosures.HeadContactsPage",
        "disclosures.PoorHouseholdListPage",
        "disclosures.BudgetPage",
        "disclosures.LandUsePlanPage",
        "disclosures.AntiCorruptionReportPage",
        "disclosures.DocumentPage",
    ]
    template = "disclosures/organisation_disclosures_page.html"
    # Sections come with their organisations, see services.ensure_sections().
    is_creatable = False

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="disclosure_section", editable=False
    )

    class Meta:
        verbose_name = "phần công khai của đơn vị"
        verbose_name_plural = "phần công khai của đơn vị"

    def permissions_for_user(self, user: AnyUser) -> SectionPermissionTester:
        return SectionPermissionTester(user, self)

    def can_move_to(self, parent: Any) -> bool:
        """Refuse every move: the address of a section stays."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        owed = Obligation.objects.of(self.organisation).for_list().with_status(on=today)
        counts = Obligation.objects.of(self.organisation).count_by_status(on=today)
        return {
            **super().get_context(request, *args, **kwargs),
            "organisation": self.organisation,
            "summary": [(key, ObligationStatus(key).label, number) for key, number in counts.items()],
            "page_obj": paginate(request, owed.order_by("-due_on", "duty__key"), PER_PAGE),
            "today": today,
            "crumbs": [("Công khai", "/cong-khai/"), (self.organisation.name, "")],
        }


def csv_row(row: Obligation, request: HttpRequest) -> list[object]:
    """Return the obligation as the register's CSV prints it."""
    page = row.fulfilled_by
    return [
        row.duty.title,
        row.duty.key,
        row.organisation.name,
        row.organisation.code,
        row.period,
        row.due_on.isoformat(),
        row.disclosed_on.isoformat() if row.disclosed_on else "",
        row.status_label,
        page.get_full_url(request) if page and page.live else "",
    ]
