"""Annual reports on preventing and handling corruption. There is no place here for who denounced whom."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.admin.panels import InlinePanel

from cms.disclosures.models.base import DisclosurePage
from portal.organisations.models import OrganisationKind


class AntiCorruptionReportPage(DisclosurePage):
    page_description = "Báo cáo công tác phòng, chống tham nhũng hằng năm. Không nêu người tố cáo."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/anti_corruption_report_page.html"
    serves: ClassVar[tuple[str, ...]] = ("anticorruption_report", "anticorruption_commune")

    content_panels = [
        *DisclosurePage.content_panels,
        InlinePanel("figures", heading="Số liệu chính", label="Số liệu"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "báo cáo phòng, chống tham nhũng"
        verbose_name_plural = "báo cáo phòng, chống tham nhũng"

    def duty_key(self) -> str:
        is_commune = self.organisation_id and self.organisation.kind == OrganisationKind.COMMUNE
        return "anticorruption_commune" if is_commune else "anticorruption_report"

    def slug_source(self) -> str:
        return f"phòng chống tham nhũng {self.year}"

    def has_structured_content(self) -> bool:
        return bool(self.figures.all())

    def public_text(self) -> str:
        return f"{super().public_text()} {' '.join(figure.label for figure in self.figures.all())}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "figures": list(self.figures.all())}
