"""Budgets of a commune: lines as data, so that anyone can compare and recompute them."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures import budget_rules
from cms.disclosures.budget_rules import Sum
from cms.disclosures.charts import budget_bars
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.page_forms import BudgetPageForm
from portal.core.exports import csv_response


class BudgetForm(models.TextChoices):
    """Which of the budget's papers this is; each belongs to a duty and a period."""

    DRAFT = "draft", "Dự toán trình Hội đồng nhân dân"
    APPROVED = "approved", "Dự toán đã được quyết định"
    QUARTER_1 = "q1", "Thực hiện quý I"
    HALF_YEAR = "h1", "Thực hiện 6 tháng"
    NINE_MONTHS = "9m", "Thực hiện 9 tháng"
    YEAR = "year", "Thực hiện cả năm"
    SETTLEMENT = "settlement", "Quyết toán"


# form -> (duty, suffix of the period)
DUTIES: dict[str, tuple[str, str]] = {
    BudgetForm.DRAFT: ("budget_draft", ""),
    BudgetForm.APPROVED: ("budget_approved", ""),
    BudgetForm.QUARTER_1: ("budget_execution_quarter", "-Q1"),
    BudgetForm.HALF_YEAR: ("budget_execution_quarter", "-6M"),
    BudgetForm.NINE_MONTHS: ("budget_execution_quarter", "-9M"),
    BudgetForm.YEAR: ("budget_execution_year", ""),
    BudgetForm.SETTLEMENT: ("budget_settlement", ""),
}


class BudgetUnit(models.TextChoices):
    DONG = "dong", "đồng"
    MILLION = "million", "triệu đồng"


class BudgetSection(models.TextChoices):
    REVENUE = "revenue", "Thu"
    EXPENDITURE = "expenditure", "Chi"


def money(name: str, **kwargs: Any) -> models.DecimalField:
    """Return a field for an amount in the page's unit."""
    return models.DecimalField(name, max_digits=20, decimal_places=3, **kwargs)


class BudgetPage(DisclosurePage):
    page_description = "Dự toán, tình hình thực hiện hoặc quyết toán ngân sách."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/budget_page.html"
    base_form_class = BudgetPageForm

    form = models.CharField("loại báo cáo", max_length=12, choices=BudgetForm)
    unit = models.CharField("đơn vị tính", max_length=10, choices=BudgetUnit, default=BudgetUnit.MILLION)
    revenue_estimate = money("tổng thu dự toán", null=True)
    revenue_actual = money("tổng thu thực hiện", null=True, blank=True)
    expenditure_estimate = money("tổng chi dự toán", null=True)
    expenditure_actual = money("tổng chi thực hiện", null=True, blank=True)

    content_panels = [
        *DisclosurePage.content_panels,
        FieldRowPanel([FieldPanel("form"), FieldPanel("unit")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("revenue_estimate"), FieldPanel("revenue_actual")]),
                FieldRowPanel([FieldPanel("expenditure_estimate"), FieldPanel("expenditure_actual")]),
            ],
            heading="Tổng số",
            help_text="Được đối chiếu với các mục bên dưới khi trình duyệt hoặc công khai.",
        ),
        InlinePanel("lines", heading="Các mục thu, chi", label="Mục"),
        *DisclosurePage.attachment_panels,
    ]

    # The editor's form checks the lines that were typed; while it does, the page must not check the old ones.
    lines_checked_by_form: bool = False

    class Meta:
        verbose_name = "ngân sách"
        verbose_name_plural = "ngân sách"

    def duty_key(self) -> str:
        return DUTIES[self.form or BudgetForm.APPROVED][0]

    def period_code(self) -> str:
        return f"{self.year}{DUTIES[self.form or BudgetForm.APPROVED][1]}"

    def slug_source(self) -> str:
        return f"ngân sách {self.get_form_display()} {self.year}"

    def public_text(self) -> str:
        names = " ".join(line.name for line in self.lines.all())
        return f"{self.get_form_display()} {super().public_text()} {names}"

    def stated_totals(self) -> dict[str, Sum]:
        """Return what the page states as totals, per section."""
        return {
            BudgetSection.REVENUE: Sum(self.revenue_estimate or Decimal(0), self.revenue_actual),
            BudgetSection.EXPENDITURE: Sum(self.expenditure_estimate or Decimal(0), self.expenditure_actual),
        }

    def clean(self) -> None:
        super().clean()
        if not self.lines_checked_by_form:
            found = budget_rules.contradictions(list(self.lines.all()), self.stated_totals())
            if found:
                raise ValidationError(found)

    def sections(self) -> list[dict[str, Any]]:
        """Return revenue and expenditure with their lines and totals, for the page and its chart."""
        lines = list(self.lines.all())
        return [
            {
                "label": section.label,
                "key": section.value,
                "lines": [line for line in lines if line.section == section],
                "total": stated,
                "bars": budget_bars([line for line in lines if line.section == section]),
            }
            for section, stated in (
                (BudgetSection(key), total) for key, total in self.stated_totals().items()
            )
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        sections = self.sections()
        has_actual = any(line.actual is not None for section in sections for line in section["lines"])
        return {
            **super().get_context(request, *args, **kwargs),
            "sections": sections,
            "has_actual": has_actual,
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The lines as CSV, in the page's unit."""
        heading = ["Phần", "Mã", "Mục", "Cấp", "Dự toán", "Thực hiện", "Tỷ lệ %", "Đơn vị tính"]
        rows = [
            [
                line.get_section_display(),
                line.code,
                line.name,
                line.level,
                line.estimate,
                line.actual,
                line.percent,
                self.get_unit_display(),
            ]
            for line in self.lines.all()
        ]
        return csv_response(f"{self.organisation.slug}-{self.slug}", heading, rows)


class BudgetLine(Orderable):
    """One line. A line of level n + 1 is part of the nearest line of level n above it."""

    page = ParentalKey(BudgetPage, on_delete=models.CASCADE, related_name="lines")
    section = models.CharField("phần", max_length=12, choices=BudgetSection, default=BudgetSection.REVENUE)
    code = models.CharField("mã", max_length=20, blank=True)
    name = models.CharField("mục", max_length=250)
    level = models.PositiveSmallIntegerField(
        "cấp",
        default=0,
        validators=[MaxValueValidator(4)],
        help_text="0 là mục lớn, 1 là mục con của mục ở trên.",
    )
    estimate = money("dự toán", null=True, blank=True)
    actual = money("thực hiện", null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("section"), FieldPanel("level"), FieldPanel("code")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("estimate"), FieldPanel("actual")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "mục ngân sách"
        verbose_name_plural = "mục ngân sách"

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> Decimal | None:
        return budget_rules.percent(self.actual, self.estimate)
