"""Land-use plans: the documents, the figures that matter, and drafts that people can comment on."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from cms.disclosures.models.base import DisclosurePage


class PlanStage(models.TextChoices):
    DRAFT = "draft", "Dự thảo lấy ý kiến"
    APPROVED = "approved", "Đã được duyệt"


class LandUsePlanPage(DisclosurePage):
    page_description = "Quy hoạch, kế hoạch sử dụng đất: bản được duyệt hoặc dự thảo lấy ý kiến."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/land_use_plan_page.html"
    serves: ClassVar[tuple[str, ...]] = ("land_use_plan", "land_use_draft")

    stage = models.CharField("giai đoạn", max_length=10, choices=PlanStage, default=PlanStage.APPROVED)
    comment_from = models.DateField("lấy ý kiến từ ngày", null=True, blank=True)
    comment_until = models.DateField("lấy ý kiến đến hết ngày", null=True, blank=True)

    content_panels = [
        *DisclosurePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("stage"),
                FieldRowPanel([FieldPanel("comment_from"), FieldPanel("comment_until")]),
            ],
            heading="Giai đoạn",
            help_text="Dự thảo cần có thời gian lấy ý kiến.",
        ),
        InlinePanel("figures", heading="Số liệu chính", label="Số liệu"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "quy hoạch, kế hoạch sử dụng đất"
        verbose_name_plural = "quy hoạch, kế hoạch sử dụng đất"

    def duty_key(self) -> str:
        return "land_use_draft" if self.stage == PlanStage.DRAFT else "land_use_plan"

    def slug_source(self) -> str:
        kind = "dự thảo " if self.stage == PlanStage.DRAFT else ""
        return f"{kind}kế hoạch sử dụng đất {self.year}"

    def has_structured_content(self) -> bool:
        return bool(self.figures.all())

    def public_text(self) -> str:
        return f"{super().public_text()} {' '.join(figure.label for figure in self.figures.all())}"

    def clean(self) -> None:
        super().clean()
        if self.stage != PlanStage.DRAFT:
            return
        if not self.comment_from or not self.comment_until:
            if self.may_be_incomplete:
                return
            raise ValidationError({"comment_from": "Dự thảo cần ngày bắt đầu và ngày kết thúc lấy ý kiến."})
        if self.comment_until < self.comment_from:
            raise ValidationError({"comment_until": "Ngày kết thúc không thể trước ngày bắt đầu."})

    def comment_address(self) -> str:
        """Return the address of the petition form, filled in for a comment on this plan."""
        query = {"loai": "recommendation", "don-vi": self.organisation.slug, "ve": self.pk}
        return f"/phan-anh/gui/?{urlencode(query)}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        first, last = self.comment_from, self.comment_until
        is_draft = self.stage == PlanStage.DRAFT
        return {
            **super().get_context(request, *args, **kwargs),
            "figures": list(self.figures.all()),
            "comments_open": bool(is_draft and first and last and first <= today <= last),
            "comments_over": bool(is_draft and last and today > last),
        }
