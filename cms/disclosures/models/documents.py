"""The general document: for every duty that needs no form of its own, readable on the page itself."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from cms.disclosures.document_forms import DocumentPageForm
from cms.disclosures.duty_periods import PARTS, UnknownPeriod, chosen_period
from cms.disclosures.models.base import DisclosurePage, known_duty
from cms.disclosures.models.readable import ReadablePage
from cms.disclosures.models.served import general_duties, own_page_type
from cms.disclosures.occurrences import occurrence_of
from portal.statutes.choices import DutyHolder, DutyPeriod
from portal.statutes.models import DisclosureDuty


class DocumentPage(ReadablePage):
    page_description = "Mọi nội dung công khai khác: chọn nội dung trong danh mục nghĩa vụ của đơn vị."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/document_page.html"
    base_form_class = DocumentPageForm

    item = models.SlugField(
        "nội dung công khai",
        max_length=60,
        help_text="Chỉ gồm những nội dung mà đơn vị của bạn phải công khai.",
    )
    part = models.CharField(
        "kỳ trong năm",
        max_length=3,
        choices=PARTS,
        blank=True,
        help_text="Chọn quý hoặc tháng khi nội dung công khai theo quý, theo tháng.",
    )

    content_panels = [
        FieldPanel("title", classname="title"),
        MultiFieldPanel(
            [
                HelpPanel(template="disclosures/admin/quarterly_help.html"),
                FieldPanel("item", required_on_save=True),
                FieldRowPanel([FieldPanel("year"), FieldPanel("part")]),
            ],
            heading="Nội dung và kỳ",
        ),
        *(
            panel
            for panel in DisclosurePage.content_panels
            if getattr(panel, "field_name", "") not in ("title", "year")
        ),
        *ReadablePage.figure_panels,
        *ReadablePage.body_panels,
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "nội dung công khai khác"
        verbose_name_plural = "nội dung công khai khác"

    # ---- which duty and period

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        return {"item": duty.key, "part": period.partition("-")[2]}

    def duty_key(self) -> str:
        return self.item

    def period_code(self) -> str:
        try:
            return chosen_period(self._chosen_duty(), self.year, self.part)
        except UnknownPeriod as error:
            raise ValidationError({"part": str(error)}) from error

    def occurrence_key(self) -> str:
        """Tell apart what arises on events by the document's number; everything else is owed once a period."""
        return occurrence_of(self.decision_number) if self.duty.period == DutyPeriod.ON_EVENT else ""

    def _chosen_duty(self) -> DisclosureDuty:
        if not self.item:
            raise ValidationError({"item": "Hãy chọn nội dung công khai."})
        return self.duty if self.duty_id and self.duty.key == self.item else known_duty(self.item)

    def clean(self) -> None:
        super().clean()
        if own_page_type(self.item) and not self.first_disclosed_at:
            raise ValidationError({"item": "Nội dung này có mẫu trang riêng, hãy dùng mẫu đó."})
        if self.duty.who not in (self.organisation.kind, DutyHolder.EVERY_ORGANISATION):
            raise ValidationError(
                {"item": f"{self.organisation.name} không có nghĩa vụ công khai nội dung này."}
            )

    def offered_items(self) -> list[tuple[str, str]]:
        """Return what an editor may choose: the organisation's duties, each with how often it recurs.

        A page that is written keeps its own item, even when the duty is no longer in force.
        """
        duties = general_duties(self.organisation, on=timezone.localdate())
        offered = {duty.key: f"{duty.title} ({duty.get_period_display().lower()})" for duty in duties}
        if self.item and self.duty_id:
            offered.setdefault(self.item, self.duty.title)
        return list(offered.items())

    # ---- what is said

    def slug_source(self) -> str:
        return f"{self.duty.title[:80].rpartition(' ')[0] or self.duty.title} {self.period_label}"
