"""What offices of a commune are for, and the rules their holders keep: conduct and gifts. Offices, not persons."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.blocks.fields import CleanRichTextField
from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.readable import ReadablePage
from cms.disclosures.models.reception import an_office
from portal.core.exports import csv_response
from portal.statutes.periods import STANDING


class OfficialsDutiesPage(ReadablePage):
    page_description = "Nhiệm vụ, quyền hạn của từng chức danh; quy tắc ứng xử; quy định về quà tặng."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    template = "disclosures/officials_duties_page.html"
    serves: ClassVar[tuple[str, ...]] = ("officials_duties",)

    conduct_rules = CleanRichTextField(
        "quy tắc ứng xử",
        blank=True,
        help_text="Cán bộ, công chức phải làm gì, không được làm gì với người dân.",
    )
    gift_rules = CleanRichTextField(
        "quy định về quà tặng", blank=True, help_text="Quà nào không được nhận, nhận rồi thì nộp lại thế nào."
    )
    gift_office = models.CharField(
        "nơi nộp lại quà tặng",
        max_length=200,
        blank=True,
        validators=[an_office],
        help_text="Tên bộ phận, không ghi tên người.",
    )

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        InlinePanel("positions", heading="Chức danh", label="Chức danh", max_num=80),
        MultiFieldPanel(
            [FieldPanel("conduct_rules"), FieldPanel("gift_rules"), FieldPanel("gift_office")],
            heading="Ứng xử và quà tặng",
        ),
        *ReadablePage.body_panels,
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "nhiệm vụ của cán bộ và quy tắc ứng xử"
        verbose_name_plural = "nhiệm vụ của cán bộ và quy tắc ứng xử"

    def duty_key(self) -> str:
        return "officials_duties"

    def period_code(self) -> str:
        return STANDING

    def slug_source(self) -> str:
        return "nhiệm vụ cán bộ và quy tắc ứng xử"

    def has_structured_content(self) -> bool:
        return bool(self.positions.all() or self.conduct_rules or self.body)

    def checklist_items(self) -> list[ChecklistItem]:
        conduct = ChecklistItem(
            "conduct",
            "Quy tắc ứng xử",
            bool(strip_tags(self.conduct_rules).strip()),
            "Viết quy tắc ứng xử mà cán bộ, công chức phải theo.",
            field="conduct_rules",
        )
        gifts = ChecklistItem(
            "gifts",
            "Quy định về quà tặng",
            bool(strip_tags(self.gift_rules).strip()),
            "Nên nêu quà nào không được nhận và nộp lại ở đâu.",
            field="gift_rules",
            blocking=False,
        )
        return [*super().checklist_items(), conduct, gifts]

    def public_text(self) -> str:
        told = " ".join(f"{row.position} {row.duties}" for row in self.positions.all())
        return f"{super().public_text()} {told} {self.conduct_rules} {self.gift_rules} {self.gift_office}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "positions": list(self.positions.all())}

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The offices with their duties as CSV."""
        heading = ["Chức danh", "Bộ phận", "Nhiệm vụ", "Quyền hạn"]
        rows = [[row.position, row.unit, row.duties, row.powers] for row in self.positions.all()]
        return csv_response(f"{self.organisation.slug}-{self.slug}", heading, rows)


class OfficialPosition(Orderable):
    """One office: what it has to do and what it may decide."""

    page = ParentalKey(OfficialsDutiesPage, on_delete=models.CASCADE, related_name="positions")
    position = models.CharField(
        "chức danh",
        max_length=150,
        validators=[an_office],
        help_text="Không ghi tên người đang giữ chức danh.",
    )
    unit = models.CharField("bộ phận", max_length=150, blank=True)
    duties = models.TextField("nhiệm vụ", max_length=2000)
    powers = models.TextField("quyền hạn", max_length=2000, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("position"), FieldPanel("unit")]),
        FieldPanel("duties"),
        FieldPanel("powers"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"

    def __str__(self) -> str:
        return self.position
