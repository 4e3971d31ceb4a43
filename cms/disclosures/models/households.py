"""Lists of poor households: names while the posting lasts, figures for good.

The rows are a table of their own, outside the page's revisions, so that removing them removes them: a name
left in an old revision would not be gone.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path

from cms.disclosures.models.base import DisclosurePage, PostingDates
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.organisations.models import Village
from portal.statutes.models import DisclosureDuty


class PovertyClass(models.TextChoices):
    POOR = "poor", "Hộ nghèo"
    NEAR_POOR = "near_poor", "Hộ cận nghèo"


class ListStage(models.TextChoices):
    DRAFT = "draft", "Dự kiến, đang lấy ý kiến"
    FINAL = "final", "Đã được công nhận"


OBJECTIONS = {
    "sai": "Danh sách có chỗ chưa đúng.",
    "thieu": "Có hộ khó khăn chưa được đưa vào danh sách.",
    "thua": "Có hộ trong danh sách mà theo tôi không còn thuộc diện này.",
    "quy-trinh": "Việc họp thôn, bình xét hoặc niêm yết chưa đúng quy định.",
}
HOUSEHOLDS_PER_PAGE = 100


class PoorHouseholdListPage(DisclosurePage):
    page_description = "Danh sách hộ nghèo, hộ cận nghèo; tên được gỡ khi hết thời gian niêm yết."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/poor_household_list_page.html"
    documents_are_read = False
    serves: ClassVar[tuple[str, ...]] = ("poor_households_draft", "poor_households_final")
    letter_kind: ClassVar[str] = "recommendation"
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *DisclosurePage.exclude_fields_in_copy,
        "posting_ended_at",
    ]

    stage = models.CharField("giai đoạn", max_length=10, choices=ListStage, default=ListStage.DRAFT)
    posting_from = models.DateField("niêm yết từ ngày", null=True)
    posting_until = models.DateField("niêm yết đến hết ngày", null=True)
    posting_ended_at = models.DateTimeField("đã gỡ tên lúc", null=True, editable=False)

    content_panels = [
        *DisclosurePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("stage"),
                FieldRowPanel([FieldPanel("posting_from"), FieldPanel("posting_until")]),
            ],
            heading="Niêm yết",
            help_text="Hết ngày niêm yết, tên các hộ và tài liệu bị xóa hẳn; số liệu tổng hợp giữ lại.",
        ),
        HelpPanel(template="disclosures/admin/households_panel.html", heading="Các hộ"),
        HelpPanel(template="disclosures/admin/postings_panel.html", heading="Nơi niêm yết"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "danh sách hộ nghèo"
        verbose_name_plural = "danh sách hộ nghèo"

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        is_final = duty.key == "poor_households_final"
        return {"stage": ListStage.FINAL if is_final else ListStage.DRAFT}

    def duty_key(self) -> str:
        return "poor_households_final" if self.stage == ListStage.FINAL else "poor_households_draft"

    def slug_source(self) -> str:
        kind = "" if self.stage == ListStage.FINAL else "dự kiến "
        return f"hộ nghèo {kind}{self.period}"

    def kept_facts(self) -> dict[str, object]:
        """The figures by village and class; the names are no part of any digest."""
        if not self.pk:
            return {}
        totals = self.totals.select_related("village").order_by("village__name", "poverty_class")
        return {
            "totals": [
                [total.village.name, total.poverty_class, total.households, total.people] for total in totals
            ]
        }

    def erase_rows(self) -> None:
        from cms.disclosures.models.household_changes import HouseholdChanges

        HouseholdChanges.objects.filter(page=self).delete()
        self.households.all().delete()
        self.totals.all().delete()

    @property
    def is_whole(self) -> bool:
        """The documents go with the names when the posting ends."""
        return self.names_shown

    def has_structured_content(self) -> bool:
        return bool(self.pk) and self.totals.exists()

    def texts_beside(self) -> Iterator[tuple[str, str, Iterable[str]]]:
        if self.pk and self.names_shown:
            names = self.households.order_by("pk").values_list("head_of_household", flat=True)
            yield "Các hộ trong danh sách", "households", names

    def posting_dates(self) -> PostingDates:
        return self.posting_from, self.posting_until

    def clean(self) -> None:
        super().clean()
        if self.posting_from and self.posting_until and self.posting_until < self.posting_from:
            raise ValidationError({"posting_until": "Ngày kết thúc không thể trước ngày bắt đầu niêm yết."})

    @property
    def names_shown(self) -> bool:
        """Whether the list still carries names."""
        return self.posting_ended_at is None

    # Read by whoever takes letters about the page: why people object, and that its authors must not judge that.
    reviewer_must_not_be_author = True

    @property
    def objection_reasons(self) -> dict[str, str]:
        """The reasons for an objection, by key, in the words of a resident; none once the names are gone."""
        return dict(OBJECTIONS) if self.names_shown else {}

    def with_content_json(self, content: dict[str, Any]) -> "PoorHouseholdListPage":
        page = super().with_content_json(content)
        page.posting_ended_at = self.posting_ended_at
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.disclosures.models.household_changes import changes_shown

        context = super().get_context(request, *args, **kwargs)
        rows = self.households.select_related("village") if self.names_shown else self.households.none()
        totals = list(self.totals.select_related("village"))
        return {
            **context,
            **changes_shown(self),
            "page_obj": paginate(request, rows, HOUSEHOLDS_PER_PAGE),
            "objections": [
                (label, self.letter_address(**{"linh-vuc": "social", "ly-do": key}))
                for key, label in self.objection_reasons.items()
            ],
            "totals": totals,
            "sums": [
                _sum_of(label, [t for t in totals if t.poverty_class == key])
                for key, label in PovertyClass.choices
            ],
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep posted names out of caches and search engines."""
        response = super().serve(request, *args, **kwargs)
        if self.names_shown:
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response["Cache-Control"] = "no-store"
        return response

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The totals, which hold no name, as CSV."""
        rows = [
            [total.village.name, total.get_poverty_class_display(), total.households, total.people]
            for total in self.totals.select_related("village")
        ]
        return csv_response(self.slug, ["Thôn, tổ dân phố", "Loại hộ", "Số hộ", "Số khẩu"], rows)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [] if self.names_shown else super().get_sitemap_urls(request)


def _sum_of(label: str, totals: "list[PoorHouseholdTotal]") -> dict[str, Any]:
    return {
        "label": label,
        "households": sum(total.households for total in totals),
        "people": sum(total.people for total in totals),
    }


class PoorHousehold(models.Model):
    """One household on a posted list: head, village, class, size; the law asks for nothing else."""

    page = models.ForeignKey(PoorHouseholdListPage, on_delete=models.CASCADE, related_name="households")
    head_of_household = models.CharField("chủ hộ", max_length=120)
    village = models.ForeignKey(Village, verbose_name="thôn, tổ", on_delete=models.PROTECT, related_name="+")
    poverty_class = models.CharField("loại hộ", max_length=10, choices=PovertyClass)
    size = models.PositiveSmallIntegerField(
        "số khẩu", validators=[MinValueValidator(1), MaxValueValidator(30)]
    )

    class Meta:
        ordering = ["village__name", "poverty_class", "pk"]
        verbose_name = "hộ"
        verbose_name_plural = "hộ"

    def __str__(self) -> str:
        return f"{self.get_poverty_class_display()}, {self.village}"


class PoorHouseholdTotal(models.Model):
    """How many households and people of a class a village has; stays when the names are gone."""

    page = models.ForeignKey(PoorHouseholdListPage, on_delete=models.CASCADE, related_name="totals")
    village = models.ForeignKey(Village, verbose_name="thôn, tổ", on_delete=models.PROTECT, related_name="+")
    poverty_class = models.CharField("loại hộ", max_length=10, choices=PovertyClass)
    households = models.PositiveIntegerField("số hộ")
    people = models.PositiveIntegerField("số khẩu")

    class Meta:
        ordering = ["village__name", "poverty_class"]
        verbose_name = "số liệu hộ nghèo"
        verbose_name_plural = "số liệu hộ nghèo"
        constraints = [
            models.UniqueConstraint(fields=["page", "village", "poverty_class"], name="household_total_once")
        ]

    def __str__(self) -> str:
        return f"{self.village}: {self.households} {self.get_poverty_class_display().lower()}"
