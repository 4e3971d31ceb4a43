"""Budgets of a commune: lines as data, so that anyone can compare and recompute them."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures import budget_rules, checklist
from cms.disclosures.budget_figures import part_of, shares
from cms.disclosures.budget_rules import Sum
from cms.disclosures.charts import budget_bars
from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.bulk_relations import BulkChild, BulkParentalKey
from cms.disclosures.page_forms import BudgetPageForm
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.statutes.models import DisclosureDuty


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
    THOUSAND = "thousand", "nghìn đồng"
    MILLION = "million", "triệu đồng"
    BILLION = "billion", "tỷ đồng"


class BudgetSection(models.TextChoices):
    REVENUE = "revenue", "Thu"
    EXPENDITURE = "expenditure", "Chi"


# What a resident asks of each section.
QUESTIONS: dict[str, str] = {
    BudgetSection.REVENUE: "Tiền từ đâu đến?",
    BudgetSection.EXPENDITURE: "Tiền đi đâu?",
}


LINES_PER_PAGE = 200
# More than these are not typed into the editor but imported: a form for each would not fit into one request.
MOST_TYPED_LINES = 300
# Longer texts help nobody to find a budget.
MOST_NAMES_IN_SEARCH = 1_000


def money(name: str, **kwargs: Any) -> models.DecimalField:
    """Return a field for an amount in the page's unit."""
    return models.DecimalField(name, max_digits=20, decimal_places=3, **kwargs)


class LinesPanel(InlinePanel):
    """The lines as forms, or, where they are too many to type, what there is and where to import them."""

    def get_bound_panel(
        self, instance: Any = None, request: Any = None, form: Any = None, prefix: str = ""
    ) -> Any:
        if instance is not None and instance.has_too_many_lines_to_type():
            note = HelpPanel(template="disclosures/admin/budget_lines_panel.html", heading=self.heading)
            bound_note = note.bind_to_model(self.model)
            return bound_note.get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)
        return super().get_bound_panel(instance=instance, request=request, form=form, prefix=prefix)


class BudgetPage(DisclosurePage):
    page_description = "Dự toán, tình hình thực hiện hoặc quyết toán ngân sách."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/budget_page.html"
    base_form_class = BudgetPageForm
    serves: ClassVar[tuple[str, ...]] = tuple(sorted({duty for duty, _ in DUTIES.values()}))

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
        HelpPanel(template="disclosures/admin/imports/panel.html", heading="Nhập từ bảng tính"),
        LinesPanel("lines", heading="Các mục thu, chi", label="Mục"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "ngân sách"
        verbose_name_plural = "ngân sách"

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        wanted = (duty.key, period[4:])
        return {"form": next((form for form, owed in DUTIES.items() if owed == wanted), "")}

    def duty_key(self) -> str:
        return DUTIES[self.form or BudgetForm.APPROVED][0]

    def period_code(self) -> str:
        return f"{self.year}{DUTIES[self.form or BudgetForm.APPROVED][1]}"

    def slug_source(self) -> str:
        return f"ngân sách {self.get_form_display()} {self.year}"

    def public_text(self) -> str:
        names = " ".join(line.name for line in self.lines.all()[:MOST_NAMES_IN_SEARCH])
        return f"{self.get_form_display()} {super().public_text()} {names}"

    def stated_totals(self) -> dict[str, Sum]:
        """Return what the page states as totals, per section."""
        return {
            BudgetSection.REVENUE: Sum(self.revenue_estimate or Decimal(0), self.revenue_actual),
            BudgetSection.EXPENDITURE: Sum(self.expenditure_estimate or Decimal(0), self.expenditure_actual),
        }

    def has_structured_content(self) -> bool:
        return bool(self.lines.all())

    def checklist_items(self) -> list[ChecklistItem]:
        found = budget_rules.contradictions(list(self.lines.all()), self.stated_totals())
        return [*super().checklist_items(), checklist.sums_item(found)]

    def has_too_many_lines_to_type(self) -> bool:
        return self.pk is not None and self.lines.count() > MOST_TYPED_LINES

    def clean(self) -> None:
        super().clean()
        if not self.rows_checked_by_form:
            found = budget_rules.contradictions(list(self.lines.all()), self.stated_totals())
            if found:
                raise ValidationError(found)

    def sections(self) -> list[dict[str, Any]]:
        """Return revenue and expenditure with their totals, shares and bars, for the charts."""
        lines = list(self.lines.all())
        return [
            self._section(key, total, [line for line in lines if line.section == key])
            for key, total in self.stated_totals().items()
        ]

    def _section(self, key: str, total: Sum, lines: "list[BudgetLine]") -> dict[str, Any]:
        label = BudgetSection(key).label
        done = "thực hiện" if total.actual is not None else "dự toán"
        return {
            "label": label,
            "key": key,
            "question": QUESTIONS[key],
            "has_lines": bool(lines),
            "total": total,
            "bars": budget_bars(lines),
            "shares_caption": f"Các mục lớn trong tổng {label.lower()} {done} (%)",
            "shares": [
                {"label": share.name, "value": share.percent}
                for share in shares(lines, use_actual=total.actual is not None)
            ],
        }

    def line_tables(self, shown: "Iterable[tuple[int, BudgetLine]]") -> list[dict[str, Any]]:
        """Return the numbered lines by section, with the address that asks about each."""
        return [
            {"key": key, "label": BudgetSection(key).label, "lines": list(group)}
            for key, group in groupby(
                ((line, self.ask_address(number)) for number, line in shown), lambda pair: pair[0].section
            )
        ]

    def ask_address(self, number: int | None = None) -> str:
        """Return the address of the petition form for a question about this paper, or about one of its lines."""
        return self.letter_address(**({"dong": number} if number else {}))

    def part_label(self, number: int) -> str | None:
        """Return the line with this number, counted from 1, as a petition about it names it; None for none."""
        line = next(iter(self.lines.all()[number - 1 : number]), None) if number > 0 else None
        if line is None:
            return None
        return f"{line.get_section_display()}: {line.numbered_name}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        page_obj = paginate(request, list(enumerate(self.lines.all(), start=1)), LINES_PER_PAGE)
        return {
            **super().get_context(request, *args, **kwargs),
            "sections": self.sections(),
            "page_obj": page_obj,
            "line_tables": self.line_tables(page_obj),
            "has_actual": any(total.actual is not None for total in self.stated_totals().values()),
            "comparison_address": f"{self.public_path}so-sanh/",
        }

    @path("so-sanh/", name="comparison")
    def comparison_route(self, request: HttpRequest) -> HttpResponse:
        """This paper through its year, over the years and beside similar organisations."""
        from cms.disclosures.budget_comparison import comparisons

        return self.render(
            request,
            template="disclosures/budget_comparison.html",
            context_overrides={
                "comparisons": comparisons(self),
                "crumbs": [*self.breadcrumb()[:-1], (self.title, self.public_path), ("So sánh", "")],
            },
        )

    @path("so-sanh/<slug:key>/csv/", name="comparison_csv")
    def comparison_csv_route(self, request: HttpRequest, key: str) -> HttpResponse:
        """One comparison as CSV, with the numbers as they are computed."""
        from cms.disclosures.budget_comparison import TABLES

        found = TABLES[key](self) if key in TABLES else None
        if found is None:
            raise Http404("nothing to compare")
        return csv_response(f"{self.organisation.slug}-{self.slug}-{key}", found.headings(), found.rows)

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The lines as CSV, in the page's unit."""
        heading = ["Phần", "Mã", "Mục", "Cấp", "Dự toán", "Thực hiện", "Tỷ lệ %", "Tỷ trọng %", "Đơn vị tính"]
        totals = self.stated_totals()
        rows = [
            [
                line.get_section_display(),
                line.code,
                line.name,
                line.level,
                line.estimate,
                line.actual,
                line.percent,
                line.share_of(totals[line.section]),
                self.get_unit_display(),
            ]
            for line in self.lines.all()
        ]
        return csv_response(f"{self.organisation.slug}-{self.slug}", heading, rows)


class BudgetLine(BulkChild, Orderable):
    """One line. A line of level n + 1 is part of the nearest line of level n above it."""

    page = BulkParentalKey(BudgetPage, on_delete=models.CASCADE, related_name="lines")
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
    def numbered_name(self) -> str:
        return f"{self.code}. {self.name}" if self.code else self.name

    @property
    def percent(self) -> Decimal | None:
        return budget_rules.percent(self.actual, self.estimate)

    def share_of(self, total: Sum) -> Decimal | None:
        """Return the line's part of its section in percent: of what came of the plan, else of the plan."""
        if total.actual is None:
            return part_of(self.estimate, total.estimate)
        return part_of(self.actual, total.actual)
