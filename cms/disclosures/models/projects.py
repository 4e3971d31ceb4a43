"""Investment projects of a commune: who builds what with whose money, how far it is, what people found."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from cms.disclosures import project_rules
from cms.disclosures.budget_figures import IN_DONG
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.budget import BudgetUnit, money
from cms.disclosures.models.on_event import OnEvent
from cms.disclosures.models.pictures import PictureFields, WithPictures
from cms.disclosures.models.project_rows import ProgressPhoto, ProgressReport, SupervisionResult, photos_of
from cms.disclosures.page_forms import InvestmentProjectPageForm
from cms.disclosures.panels import FileInlinePanel
from cms.disclosures.price_keys import search_text
from portal.organisations.models import Village


class ProjectStatus(models.TextChoices):
    PREPARING = "preparing", "Chuẩn bị đầu tư"
    BIDDING = "bidding", "Lựa chọn nhà thầu"
    BUILDING = "building", "Đang thi công"
    PAUSED = "paused", "Tạm dừng"
    COMPLETED = "completed", "Đã hoàn thành"
    SETTLED = "settled", "Đã quyết toán"
    CANCELLED = "cancelled", "Đã hủy"


OVER = frozenset({ProjectStatus.COMPLETED, ProjectStatus.SETTLED, ProjectStatus.CANCELLED})


class InvestmentProjectPage(OnEvent, WithPictures, DisclosurePage):
    serves: ClassVar[tuple[str, ...]] = ("investment_projects",)
    letter_kind: ClassVar[str] = "recommendation"
    page_description = "Dự án, công trình đầu tư trên địa bàn: vốn, tiến độ, kết quả giám sát của Nhân dân."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/investment_project_page.html"
    base_form_class = InvestmentProjectPageForm

    project_code = models.CharField(
        "mã dự án", max_length=40, blank=True, help_text="Mã số dự án đầu tư công, nếu có."
    )
    investor = models.CharField(
        "chủ đầu tư", max_length=200, help_text="Tên cơ quan, tổ chức; không ghi tên người."
    )
    decided_by = models.CharField("cơ quan quyết định đầu tư", max_length=200, blank=True)
    contractor = models.CharField(
        "nhà thầu", max_length=300, blank=True, help_text="Tên doanh nghiệp, tổ chức; không ghi tên người."
    )
    village = models.ForeignKey(
        Village,
        verbose_name="thôn, tổ dân phố",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Để trống nếu dự án trải trên nhiều thôn.",
    )
    place = models.CharField("địa điểm", max_length=250, blank=True, help_text="Tuyến đường, khu vực.")
    status = models.CharField(
        "tình trạng", max_length=10, choices=ProjectStatus, default=ProjectStatus.PREPARING
    )
    unit = models.CharField("đơn vị tính", max_length=10, choices=BudgetUnit, default=BudgetUnit.MILLION)
    starts_planned = models.DateField("khởi công theo kế hoạch", null=True, blank=True)
    ends_planned = models.DateField("hoàn thành theo kế hoạch", null=True)
    starts_actual = models.DateField("khởi công thực tế", null=True, blank=True)
    ends_actual = models.DateField("hoàn thành thực tế", null=True, blank=True)
    # Derived from the rows below, so that lists can filter and sort without reading them.
    percent = models.PositiveSmallIntegerField("khối lượng (%)", null=True, editable=False)
    reported_on = models.DateField("báo cáo gần nhất", null=True, editable=False)
    capital_million = money("tổng vốn (triệu đồng)", null=True, editable=False)
    folded = models.TextField(default="", blank=True, editable=False)

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("project_code"), FieldPanel("status")]),
                FieldRowPanel([FieldPanel("investor"), FieldPanel("decided_by")]),
                FieldPanel("contractor"),
                FieldRowPanel([FieldPanel("village"), FieldPanel("place")]),
            ],
            heading="Dự án",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_planned"), FieldPanel("ends_planned")]),
                FieldRowPanel([FieldPanel("starts_actual"), FieldPanel("ends_actual")]),
            ],
            heading="Thời gian",
        ),
        MultiFieldPanel(
            [FieldPanel("unit"), InlinePanel("capital", label="Nguồn vốn", max_num=20)], heading="Vốn"
        ),
        FileInlinePanel(
            "progress",
            heading="Báo cáo tiến độ",
            label="Báo cáo",
            help_text="Mỗi lần báo cáo thêm một mục. Mục đã công khai giữ nguyên; "
            "cần đính chính thì thêm mục mới nói rõ điều được đính chính.",
        ),
        InlinePanel(
            "supervision",
            heading="Giám sát của Nhân dân",
            label="Kết quả giám sát",
            help_text="Ghi tên ban, không ghi tên người. Mục đã công khai giữ nguyên; "
            "phần tiếp thu, trả lời có thể bổ sung sau.",
        ),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "dự án đầu tư"
        verbose_name_plural = "dự án đầu tư"

    def duty_key(self) -> str:
        return "investment_projects"

    def slug_source(self) -> str:
        return f"dự án {self.title}"

    def has_structured_content(self) -> bool:
        return bool(self.capital.all()) or bool(self.progress.all())

    def public_text(self) -> str:
        reports = " ".join(report.text for report in self.progress.all())
        found = " ".join(f"{row.found} {row.recommendation} {row.response}" for row in self.supervision.all())
        parts = [super().public_text(), self.investor, self.contractor, self.place, self.project_code]
        return " ".join([*parts, self.get_status_display(), reports, found])

    def disclosed_facts(self) -> dict[str, object]:
        reports = list(self.progress.all())
        return {
            "status": self.status,
            "percent": self.percent,
            "reports": len(reports),
            "findings": len(self.supervision.all()),
            "photos": [photo.sha256 for photos in photos_of(reports).values() for photo in photos],
        }

    def is_update(self, said: Mapping[str, Any]) -> bool:
        """A further report of progress or a finding is news, not a correction."""
        facts = self.disclosed_facts()
        return any(int(str(facts[name])) > int(said.get(name) or 0) for name in ("reports", "findings"))

    def pictures(self) -> Iterable[PictureFields]:
        return ProgressPhoto.objects.filter(report__page=self.pk)

    def derive(self) -> None:
        super().derive()
        latest = max(self.progress.all(), key=lambda report: report.on_date, default=None)
        self.percent = latest.percent if latest else None
        self.reported_on = latest.on_date if latest else None
        place = self.village.name if self.village else ""
        self.folded = search_text(
            self.title, self.investor, self.contractor, self.place, place, self.project_code
        )
        self.capital_million = project_rules.in_units(self.total_capital, Decimal(10**6) / IN_DONG[self.unit])

    # ---- rules

    def clean(self) -> None:
        super().clean()
        errors = {
            **self._wrong_dates(),
            **({"village": "Thôn này không thuộc đơn vị."} if self._foreign_village() else {}),
        }
        if errors:
            raise ValidationError(errors)
        if not self.rows_checked_by_form:
            changed = self.changed_rows(self.progress.all(), self.supervision.all())
            if changed:
                raise ValidationError(changed)

    def _wrong_dates(self) -> dict[str, str]:
        today = timezone.localdate()
        errors = {
            name: "Ngày thực tế không thể ở tương lai."
            for name in ("starts_actual", "ends_actual")
            if (day := getattr(self, name)) and day > today
        }
        for start, end in (("starts_planned", "ends_planned"), ("starts_actual", "ends_actual")):
            first, last = getattr(self, start), getattr(self, end)
            if first and last and last < first:
                errors[end] = "Ngày hoàn thành không thể trước ngày khởi công."
        built = {ProjectStatus.COMPLETED, ProjectStatus.SETTLED}
        if self.status in built and not self.ends_actual and not self.may_be_incomplete:
            errors["ends_actual"] = "Dự án đã hoàn thành cần ngày hoàn thành thực tế."
        return errors

    def _foreign_village(self) -> bool:
        return self.village is not None and self.village.organisation_id != self.organisation_id

    def changed_rows(
        self, reports: Iterable[ProgressReport], results: Iterable[SupervisionResult]
    ) -> list[str]:
        """Return which rows that were public are missing or altered in these, as messages."""
        if not self.first_disclosed_at or not self.pk:
            return []
        typed: list[ProgressReport | SupervisionResult] = [*reports, *results]
        kept = {row.content for row in typed}
        public: list[ProgressReport | SupervisionResult] = [
            *ProgressReport.objects.filter(page=self.pk),
            *SupervisionResult.objects.filter(page=self.pk),
        ]
        return [
            f"{row._meta.verbose_name.capitalize()} ngày {row.on_date:%d/%m/%Y} đã công khai nên không sửa, "
            "không xóa được. Hãy thêm mục mới để đính chính."
            for row in public
            if row.content not in kept
        ]

    # ---- public page

    @property
    def total_capital(self) -> Any:
        return project_rules.total(row.amount for row in self.capital.all())

    @property
    def total_paid(self) -> Any:
        return project_rules.total(row.paid for row in self.capital.all())

    def schedule(self) -> project_rules.Schedule:
        return project_rules.Schedule(
            starts_planned=self.starts_planned,
            ends_planned=self.ends_planned,
            starts_actual=self.starts_actual,
            ends_actual=self.ends_actual,
            is_over=self.status in OVER,
            percent=self.percent,
            last_report_on=self.reported_on,
        )

    def delays(self, on: date) -> list[str]:
        """Return what is late on the date, in sentences."""
        return project_rules.delays(self.schedule(), on=on)

    def milestones(self) -> list[dict[str, Any]]:
        """Return the dates of the project for a timeline, in order; what is still to come is marked."""
        dated = [
            ("Quyết định đầu tư", self.decision_date, "done"),
            ("Khởi công", self.starts_actual, "done"),
            ("Hoàn thành", self.ends_actual, "done"),
        ]
        if not self.starts_actual and self.status not in OVER:
            dated.append(("Khởi công", self.starts_planned, "next"))
        if not self.ends_actual and self.status not in OVER:
            dated.append(("Hoàn thành", self.ends_planned, "next"))
        rows = [{"title": title, "when": day, "state": state} for title, day, state in dated if day]
        return sorted(rows, key=lambda row: row["when"])

    def bars(self, on: date) -> list[dict[str, Any]]:
        """Return work done, time gone and money paid as percentages, side by side."""
        rows: list[dict[str, Any]] = []
        if self.percent is not None:
            rows.append({"label": "Khối lượng đã làm", "value": self.percent})
        if self.starts_planned and self.ends_planned and self.ends_planned > self.starts_planned:
            whole = (self.ends_planned - self.starts_planned).days
            gone = min(max((on - self.starts_planned).days, 0), whole)
            rows.append({"label": "Thời gian kế hoạch đã qua", "value": gone * 100 // whole, "tone": "honey"})
        paid = project_rules.share(self.total_paid, self.total_capital)
        if paid is not None:
            rows.append({"label": "Vốn đã giải ngân", "value": paid, "tone": "river"})
        return rows

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        reports = sorted(self.progress.all(), key=lambda report: report.on_date, reverse=True)
        photos = photos_of(reports)
        return {
            **super().get_context(request, *args, **kwargs),
            "capital": list(self.capital.all()),
            "reports": [
                {"report": report, "photos": photos.get(place, [])} for place, report in enumerate(reports)
            ],
            "supervision": list(self.supervision.all()),
            "delays": self.delays(today),
            "bars": self.bars(today),
            "milestones": self.milestones(),
        }
