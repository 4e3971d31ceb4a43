"""Reports on preventing and handling corruption. There is no place here for who denounced whom."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.figure_forms import PREFIX, FigurePanel, ReportPageForm
from cms.disclosures.integrity import catalogue
from cms.disclosures.integrity.secrecy import names_denouncer
from cms.disclosures.models.base import DisclosurePage, this_year
from cms.disclosures.models.readable import ReadablePage
from cms.disclosures.occurrences import occurrence_of
from portal.organisations.models import OrganisationKind
from portal.statutes.models import DisclosureDuty


def last_year() -> int:
    """Return the year that a report of this year is usually about."""
    return this_year() - 1


class ReportScope(models.TextChoices):
    YEAR = "year", "Kết quả của cả năm"
    CONCLUSION = "conclusion", "Kết luận của một cuộc thanh tra, kiểm tra"


class AntiCorruptionReportPage(ReadablePage):
    """The yearly report of the province or a commune, or the result of one inspection in a commune."""

    page_description = (
        "Phòng, chống tham nhũng: báo cáo năm, hoặc kết quả một cuộc kiểm tra. Không nêu người tố cáo."
    )
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/anti_corruption_report_page.html"
    serves: ClassVar[tuple[str, ...]] = ("anticorruption_report", "anticorruption_commune")
    base_form_class = ReportPageForm

    not_in_template: ClassVar[frozenset[str]] = frozenset({"reported_year", "integrity_figures"})

    scope = models.CharField("phạm vi", max_length=12, choices=ReportScope, default=ReportScope.YEAR)
    reported_year = models.PositiveSmallIntegerField(
        "số liệu của năm", default=last_year, help_text="Năm mà các số liệu bên dưới phản ánh."
    )

    content_panels = [
        *DisclosurePage.content_panels[:1],
        HelpPanel(template="disclosures/admin/denouncer_help.html", heading="Giữ bí mật người tố cáo"),
        MultiFieldPanel(
            [
                FieldPanel("scope"),
                FieldRowPanel([FieldPanel("year", heading="Năm công bố"), FieldPanel("reported_year")]),
            ],
            heading="Báo cáo về gì",
        ),
        *(panel for panel in DisclosurePage.content_panels[1:] if getattr(panel, "field_name", "") != "year"),
        *(
            MultiFieldPanel(
                [FigurePanel(f"{PREFIX}{figure.key}") for figure in group.figures],
                heading=group.label,
                help_text="Để trống khi không có số liệu; ghi 0 khi không có trường hợp nào.",
            )
            for group in catalogue.GROUPS
        ),
        *ReadablePage.body_panels,
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "báo cáo phòng, chống tham nhũng"
        verbose_name_plural = "báo cáo phòng, chống tham nhũng"

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        if occurrence:
            return {"scope": ReportScope.CONCLUSION, "reported_year": int(period[:4])}
        return {"scope": ReportScope.YEAR, "reported_year": int(period[:4]) - 1}

    def duty_key(self) -> str:
        is_commune = self.organisation_id and self.organisation.kind == OrganisationKind.COMMUNE
        return "anticorruption_commune" if is_commune else "anticorruption_report"

    def occurrence_key(self) -> str:
        return occurrence_of(self.decision_number) if self.scope == ReportScope.CONCLUSION else ""

    def slug_source(self) -> str:
        if self.scope == ReportScope.CONCLUSION:
            return f"kết luận kiểm tra {self.decision_number} {self.year}"
        return f"phòng chống tham nhũng {self.year}"

    def clean(self) -> None:
        super().clean()
        if self.reported_year and self.year and self.reported_year > self.year:
            raise ValidationError({"reported_year": "Năm của số liệu không thể sau năm công bố."})
        if self.scope == ReportScope.CONCLUSION and self.duty_key() != "anticorruption_commune":
            raise ValidationError({"scope": "Chỉ xã, phường công khai kết quả từng cuộc kiểm tra ở đây."})

    # ---- figures

    def figure_values(self) -> dict[str, Decimal]:
        """Return the stated figures by their keys, in the order of the catalogue."""
        stated = {row.key: row.value for row in self.integrity_figures.all()}
        return {key: stated[key] for key in catalogue.FIGURES if key in stated}

    def set_figures(self, values: Mapping[str, Decimal]) -> None:
        """Put these figures on the page in the place of its own; they are stored with the page."""
        known = {row.key: row for row in self.integrity_figures.all()}
        rows = []
        for key, value in values.items():
            row = known.get(key) or IntegrityFigure(key=key)
            row.value = value
            rows.append(row)
        self.integrity_figures.set(rows)

    def former(self) -> "AntiCorruptionReportPage | None":
        """Return the same body's public report on the year before."""
        return self.yearly().filter(reported_year=self.reported_year - 1).first()

    def yearly(self) -> "QuerySet[AntiCorruptionReportPage]":
        """Return the same body's public yearly reports, the newest first."""
        reports = AntiCorruptionReportPage.objects.live().filter(scope=ReportScope.YEAR)
        return reports.filter(organisation=self.organisation_id).order_by("-reported_year", "-pk")

    # ---- what is said

    def has_structured_content(self) -> bool:
        return super().has_structured_content() or bool(self.integrity_figures.all())

    def public_text(self) -> str:
        labels = " ".join(catalogue.FIGURES[key].label for key in self.figure_values())
        return f"{super().public_text()} {labels}"

    def disclosed_facts(self) -> dict[str, object]:
        """Let the ledger keep the figures, so that nobody improves last year's unnoticed."""
        values = {key: f"{value.normalize():f}" for key, value in self.figure_values().items()}
        return {"reported_year": self.reported_year, "figures": values}

    def checklist_items(self) -> list[ChecklistItem]:
        values = self.figure_values()
        told = f"{self.title} {self.summary} {self.body_text()}"
        secret = ChecklistItem(
            "no_denouncer",
            "Không nêu người tố cáo",
            not names_denouncer(told),
            "Tiêu đề, tóm tắt hoặc nội dung có vẻ nêu tên người tố cáo. Hãy bỏ đi: luật giữ bí mật tên họ.",
            field="summary",
        )
        disagreeing = [
            ChecklistItem("figures_agree", "Số liệu khớp nhau", False, message, field=f"{PREFIX}{key}")
            for key, message in catalogue.contradictions(values).items()
        ]
        return [*super().checklist_items(), secret, self._headlines_item(values), *disagreeing]

    def _headlines_item(self, values: catalogue.Values) -> ChecklistItem:
        missing = catalogue.missing_headlines(values) if self.scope == ReportScope.YEAR else []
        names = "; ".join(figure.label for figure in missing)
        return ChecklistItem(
            "headlines",
            "Số liệu chính",
            not missing,
            f"Nhập số liệu (ghi 0 khi không có): {names}.",
            field=f"{PREFIX}{missing[0].key}" if missing else "",
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        values = self.figure_values()
        former = self.former() if self.scope == ReportScope.YEAR else None
        before = former.figure_values() if former else {}
        return {
            **super().get_context(request, *args, **kwargs),
            "groups": _grouped(values, before),
            "former": former,
        }


def _grouped(values: catalogue.Values, before: catalogue.Values) -> list[dict[str, Any]]:
    """Return the stated figures by group, each with last year's and the difference."""
    groups = []
    for group in catalogue.GROUPS:
        rows = [
            {
                "figure": figure,
                "value": values[figure.key],
                "before": before.get(figure.key),
                "change": values[figure.key] - before[figure.key] if figure.key in before else None,
            }
            for figure in group.figures
            if figure.key in values
        ]
        if rows:
            groups.append({"label": group.label, "rows": rows})
    return groups


class IntegrityFigure(models.Model):
    """One figure of the catalogue as one report states it."""

    page = ParentalKey(AntiCorruptionReportPage, on_delete=models.CASCADE, related_name="integrity_figures")
    key = models.CharField("chỉ tiêu", max_length=40)
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=3)

    class Meta:
        ordering = ["pk"]
        verbose_name = "số liệu phòng, chống tham nhũng"
        verbose_name_plural = "số liệu phòng, chống tham nhũng"
        indexes = [models.Index(fields=["key"], name="integrity_figure_key")]

    def __str__(self) -> str:
        figure = catalogue.FIGURES.get(self.key)
        return f"{figure.label}: {self.value.normalize():f} {figure.unit}" if figure else self.key
