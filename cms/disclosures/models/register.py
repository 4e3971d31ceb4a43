"""The public register of what is due, published, late and missing, and each organisation's section of it."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Site

from cms.disclosures.models.obligation_pages import ObligationPages
from cms.disclosures.models.project_list import ProjectLists
from cms.disclosures.register import exports, screens
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.duty_text import describe
from cms.disclosures.register_query import RegisterQuery, duties_owed
from cms.disclosures.rights import AnyUser, SectionPermissionTester
from cms.pages.models import BasePage
from portal.core.exports import streamed_csv
from portal.organisations.models import Organisation


class RegisterPage(ObligationPages, ProjectLists, RoutablePageMixin, BasePage):
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
        query = RegisterQuery.from_parameters(request.GET)
        return {
            **super().get_context(request, *args, **kwargs),
            **screens.register_screen(request, query),
            "choices": query.choices(),
            "crumbs": [(self.title, "")],
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> StreamingHttpResponse:
        """The whole filtered register as CSV."""
        query = RegisterQuery.from_parameters(request.GET)
        root = Site.find_for_request(request).root_url
        rows = exports.register_rows(query, as_of=AsOf.on(timezone.localdate()), root=root)
        return streamed_csv("so-cong-khai", exports.ROW_HEADING, rows)

    @path("csv/bang/", name="matrix-csv")
    def matrix_csv_route(self, request: HttpRequest) -> StreamingHttpResponse:
        """The matrix that the address shows as CSV; of the whole province where it names no item or body."""
        query = RegisterQuery.from_parameters(request.GET)
        name, heading, rows = exports.matrix_table(query, as_of=AsOf.on(timezone.localdate()))
        return streamed_csv(name, heading, rows)

    @path("noi-dung/", name="items")
    def items_route(self, request: HttpRequest) -> HttpResponse:
        """What must be made public: every duty in a line."""
        overrides = {"duties": duties_owed(), "crumbs": [(self.title, self.public_path), ("Nội dung", "")]}
        return self._show(request, "disclosures/register_items_page.html", overrides)

    @path("noi-dung/<slug:key>/", name="item")
    def item_route(self, request: HttpRequest, key: str) -> HttpResponse:
        """One duty explained, and where every organisation stands with it."""
        as_of = AsOf.on(timezone.localdate())
        query = RegisterQuery.from_parameters(request.GET).with_changes(item=key)
        year = query.year_on(as_of.day)
        screen = screens.item_screen(request, query, year, as_of)
        if not screen["versions"]:
            raise Http404
        duty = describe(screen["versions"], on=as_of.day)
        overrides = {
            **screen,
            "query": query,
            "year": year,
            "duty": duty,
            "choices": query.choices(),
            "crumbs": [
                (self.title, self.public_path),
                ("Nội dung", f"{self.public_path}noi-dung/"),
                (duty.title, ""),
            ],
        }
        return self._show(request, "disclosures/register_item_page.html", overrides)

    def _show(self, request: HttpRequest, template: str, overrides: dict[str, Any]) -> HttpResponse:
        """Render a page below the register without the register's own view."""
        context = {**BasePage.get_context(self, request), **overrides}
        return TemplateResponse(request, template, context)


class OrganisationDisclosuresPage(BasePage):
    """The section of one organisation: the parent of its disclosures and what its staff's rights hang on."""

    page_description = "Phần công khai của một đơn vị."
    parent_page_types: ClassVar[list[str]] = ["disclosures.RegisterPage"]
    subpage_types: ClassVar[list[str]] = [
        "disclosures.HeadContactsPage",
        "disclosures.PoorHouseholdListPage",
        "disclosures.BudgetPage",
        "disclosures.LandUsePlanPage",
        "disclosures.LandPriceTablePage",
        "disclosures.InvestmentProjectPage",
        "disclosures.ContributionPage",
        "disclosures.AntiCorruptionReportPage",
        "disclosures.RecruitmentNoticePage",
        "disclosures.OfficialsDutiesPage",
        "disclosures.ProceduresPage",
        "disclosures.ReceptionSchedulePage",
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
        return {
            **super().get_context(request, *args, **kwargs),
            **screens.section_screen(request, self.organisation),
            "organisation": self.organisation,
            "crumbs": [("Công khai", "/cong-khai/"), (self.organisation.name, "")],
        }
