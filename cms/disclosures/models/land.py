"""Land-use plans: maps, tables of parcels and areas, and drafts that people can comment on."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.land_tables import totals_by_type
from cms.disclosures.land_types import LandType
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.pictures import PictureFields, WithPictures, described
from cms.disclosures.occurrences import occurrence_of
from cms.disclosures.panels import FileInlinePanel
from portal.core.exports import streamed_csv
from portal.core.paging import paginate
from portal.statutes.models import DisclosureDuty, Threshold, ThresholdKey

PER_PAGE = 40
MOST_AREAS = 400
M2_PER_HA = 10_000
CSV_HEADING = [
    "Ký hiệu",
    "Vị trí",
    "Mã loại đất hiện nay",
    "Loại đất hiện nay",
    "Mã loại đất theo kế hoạch",
    "Loại đất theo kế hoạch",
    "Diện tích (m²)",
    "Ghi chú",
]


class PlanStage(models.TextChoices):
    DRAFT = "draft", "Dự thảo lấy ý kiến"
    APPROVED = "approved", "Đã được duyệt"


class PlanScope(models.TextChoices):
    """What kind of plan it is; the law gives each kind's draft a least time for comments."""

    ANNUAL = "annual", "Kế hoạch sử dụng đất hằng năm"
    COMMUNE = "commune", "Quy hoạch sử dụng đất cấp xã"
    PROVINCE = "province", "Quy hoạch, kế hoạch sử dụng đất cấp tỉnh"


LEAST_TERM: dict[str, str] = {
    PlanScope.ANNUAL: ThresholdKey.LAND_DRAFT_ANNUAL,
    PlanScope.COMMUNE: ThresholdKey.LAND_DRAFT_COMMUNE,
    PlanScope.PROVINCE: ThresholdKey.LAND_DRAFT_PROVINCE,
}


class LandUsePlanPage(WithPictures, DisclosurePage):
    page_description = "Quy hoạch, kế hoạch sử dụng đất: bản được duyệt hoặc dự thảo lấy ý kiến."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/land_use_plan_page.html"
    serves: ClassVar[tuple[str, ...]] = ("land_use_plan", "land_use_draft")
    letter_kind: ClassVar[str] = "recommendation"

    scope = models.CharField("loại", max_length=10, choices=PlanScope, default=PlanScope.ANNUAL)
    is_adjustment = models.BooleanField(
        "là bản điều chỉnh", default=False, help_text="Điều chỉnh một quy hoạch, kế hoạch đã được duyệt."
    )
    stage = models.CharField("giai đoạn", max_length=10, choices=PlanStage, default=PlanStage.APPROVED)
    comment_from = models.DateField("lấy ý kiến từ ngày", null=True, blank=True)
    comment_until = models.DateField("lấy ý kiến đến hết ngày", null=True, blank=True)
    valid_from = models.DateField(
        "kỳ từ ngày", null=True, blank=True, help_text="Để trống: cả năm, với kế hoạch hằng năm."
    )
    valid_until = models.DateField("kỳ đến hết ngày", null=True, blank=True)

    content_panels = [
        *DisclosurePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("scope"), FieldPanel("stage")]),
                FieldPanel("is_adjustment"),
                FieldRowPanel([FieldPanel("comment_from"), FieldPanel("comment_until")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            ],
            heading="Giai đoạn và kỳ",
            help_text="Dự thảo cần thời gian lấy ý kiến: ít nhất 20 ngày với kế hoạch hằng năm, 30 ngày với "
            "quy hoạch cấp xã, 45 ngày với cấp tỉnh (Luật Đất đai 2024, Điều 70).",
        ),
        FileInlinePanel(
            "maps",
            heading="Bản đồ",
            label="Bản đồ",
            max_num=12,
            help_text="Ảnh hoặc PDF. Mỗi bản đồ cần lời nói rõ bản đồ cho thấy gì.",
        ),
        HelpPanel(
            template="disclosures/admin/imports/panel.html",
            heading="Nhập bảng thửa đất, khu vực từ bảng tính",
        ),
        InlinePanel(
            "areas",
            heading="Bảng thửa đất, khu vực",
            label="Thửa, khu vực",
            max_num=MOST_AREAS,
            help_text="Không ghi tên chủ sử dụng đất.",
        ),
        InlinePanel("figures", heading="Số liệu chính", label="Số liệu"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "quy hoạch, kế hoạch sử dụng đất"
        verbose_name_plural = "quy hoạch, kế hoạch sử dụng đất"

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        return {"stage": PlanStage.DRAFT if duty.key == "land_use_draft" else PlanStage.APPROVED}

    def duty_key(self) -> str:
        return "land_use_draft" if self.stage == PlanStage.DRAFT else "land_use_plan"

    def occurrence_key(self) -> str:
        """The year's own approved plan is owed once a year; everything else arises on its document."""
        is_plan = self.stage == PlanStage.APPROVED and self.scope == PlanScope.ANNUAL
        yearly = is_plan and not self.is_adjustment
        return "" if yearly else occurrence_of(self.decision_number)

    def slug_source(self) -> str:
        kind = "dự thảo " if self.stage == PlanStage.DRAFT else ""
        change = "điều chỉnh " if self.is_adjustment else ""
        name = "kế hoạch sử dụng đất" if self.scope == PlanScope.ANNUAL else self.get_scope_display()
        return f"{kind}{change}{name} {self.year}"

    def has_structured_content(self) -> bool:
        return bool(self.figures.all()) or bool(self.areas.all()) or bool(self.maps.all())

    def checklist_items(self) -> list[ChecklistItem]:
        items = super().checklist_items()
        if self.stage == PlanStage.DRAFT:
            items.append(
                ChecklistItem(
                    "consultation",
                    "Thời gian lấy ý kiến",
                    bool(self.comment_from and self.comment_until) and not self.too_short(),
                    self.too_short() or "Ghi ngày bắt đầu và ngày kết thúc lấy ý kiến.",
                    field="comment_until",
                    blocking=self.first_disclosed_at is None,
                )
            )
        return items

    def public_text(self) -> str:
        labels = [figure.label for figure in self.figures.all()]
        areas = [f"{area.code} {area.place}" for area in self.areas.all()]
        return " ".join([super().public_text(), *labels, *described(self.maps.all()), *areas])

    def disclosed_facts(self) -> dict[str, object]:
        return {"maps": [sheet.sha256 for sheet in self.maps.all()], "areas": len(self.areas.all())}

    def pictures(self) -> Iterable[PictureFields]:
        return self.maps.all()

    # ---- rules

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": "Ngày kết thúc kỳ không thể trước ngày bắt đầu."})
        if self.stage == PlanStage.DRAFT:
            self._clean_consultation()

    def _clean_consultation(self) -> None:
        if not self.comment_from or not self.comment_until:
            if self.may_be_incomplete:
                return
            raise ValidationError({"comment_from": "Dự thảo cần ngày bắt đầu và ngày kết thúc lấy ý kiến."})
        if self.comment_until < self.comment_from:
            raise ValidationError({"comment_until": "Ngày kết thúc không thể trước ngày bắt đầu."})
        # What is public already is shown with a warning instead: refusing it would freeze its corrections.
        if self.first_disclosed_at is None and not self.may_be_incomplete and (found := self.too_short()):
            raise ValidationError({"comment_until": found})

    def least_term(self) -> Threshold | None:
        """Return the least time for comments that was the law when the consultation began."""
        day = self.comment_from or timezone.localdate()
        return Threshold.objects.in_force(LEAST_TERM[self.scope], on=day)

    def too_short(self) -> str:
        """Return what is wrong with the time for comments, with its legal basis; "" when it is long enough.

        The first day is day zero, as with every term of the portal.
        """
        if not self.comment_from or not self.comment_until:
            return ""
        least = self.least_term()
        given = (self.comment_until - self.comment_from).days
        if least is None or given >= least.amount:
            return ""
        first = self.comment_from + timedelta(days=least.amount)
        return (
            f"Thời gian lấy ý kiến {given} ngày ngắn hơn mức tối thiểu {least.amount} ngày ({least.basis}). "
            f"Ngày kết thúc sớm nhất là {first:%d/%m/%Y}."
        )

    # ---- public page

    def validity(self) -> tuple[date | None, date | None]:
        """Return the first and last day of the plan's own period."""
        if self.scope == PlanScope.ANNUAL and not self.valid_from and not self.valid_until:
            return self.period_start, self.period_end
        return self.valid_from, self.valid_until

    def comments_address(self) -> str:
        """Return the address of the list of what people have sent about this plan."""
        return f"/phan-anh/?{urlencode({'ve': self.pk})}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        areas = list(self.areas.all())
        totals = totals_by_type(areas)
        return {
            **super().get_context(request, *args, **kwargs),
            **self._consultation(timezone.localdate()),
            "figures": list(self.figures.all()),
            "maps": list(self.maps.all()),
            "page_obj": paginate(request, areas, PER_PAGE),
            "totals": totals,
            "area_sum": sum((area.area_m2 for area in areas), Decimal(0)),
            "bars": [
                {"label": total.label, "value": float(total.planned / M2_PER_HA)}
                for total in totals
                if total.planned
            ],
            "validity": self.validity(),
        }

    def _consultation(self, on: date) -> dict[str, Any]:
        first, last = self.comment_from, self.comment_until
        if self.stage != PlanStage.DRAFT or not first or not last:
            return {}
        return {
            "comments_open": first <= on <= last,
            "comments_over": on > last,
            "days_left": (last - on).days,
            "least_term": self.least_term(),
            "too_short": self.too_short(),
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> StreamingHttpResponse:
        """The table of parcels and areas as CSV."""
        rows = (area.cells() for area in self.areas.all())
        return streamed_csv(f"{self.organisation.slug}-{self.slug}", CSV_HEADING, rows)


class PlanMap(PictureFields, Orderable):
    """A map as a picture or a PDF, with words for those who cannot see it."""

    allows_pdf = True

    page = ParentalKey(LandUsePlanPage, on_delete=models.CASCADE, related_name="maps")
    title = models.CharField("tên bản đồ", max_length=200)

    panels = [FieldPanel("title"), *PictureFields.panels]

    class Meta(Orderable.Meta):
        verbose_name = "bản đồ"
        verbose_name_plural = "bản đồ"

    def __str__(self) -> str:
        return self.title


class PlanArea(Orderable):
    """A parcel or an area: what it is today and what it becomes. There is no field for whose it is."""

    page = ParentalKey(LandUsePlanPage, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField("ký hiệu", max_length=40, help_text="Ký hiệu trên bản đồ, số tờ và số thửa.")
    place = models.CharField("vị trí", max_length=200, help_text="Thôn, tuyến đường.")
    land_now = models.CharField("loại đất hiện nay", max_length=3, choices=LandType)
    land_planned = models.CharField("loại đất theo kế hoạch", max_length=3, choices=LandType)
    area_m2 = models.DecimalField(
        "diện tích (m²)", max_digits=14, decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))]
    )
    note = models.CharField(
        "ghi chú", max_length=200, blank=True, help_text="Tên công trình; không ghi tên người."
    )

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("land_now"), FieldPanel("land_planned"), FieldPanel("area_m2")]),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "thửa đất, khu vực"
        verbose_name_plural = "thửa đất, khu vực"

    def __str__(self) -> str:
        return f"{self.code}, {self.place}"

    def cells(self) -> list[object]:
        """Return the row as the CSV prints it."""
        return [
            self.code,
            self.place,
            self.land_now,
            self.get_land_now_display(),
            self.land_planned,
            self.get_land_planned_display(),
            self.area_m2,
            self.note,
        ]
