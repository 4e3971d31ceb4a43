"""The province's table of land prices: thousands of rows, looked up by road and position.

The rows stand in sets of their own, see land_price_rows; the page's revisions say which set is theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Page

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.land_price_rows import (
    LandPrice,
    LandPriceQuerySet,
    LandPriceSet,
    compared,
    lines_of,
)
from cms.disclosures.price_query import PriceQuery
from cms.pages.models import BasePage
from portal.core.exports import streamed_csv
from portal.core.paging import paginate
from portal.organisations.models import OrganisationKind

PER_PAGE = 25
MOST_TABLES_COMPARED = 6
CSV_HEADING = [
    "Xã, phường",
    "Đường, khu vực",
    "Từ",
    "Đến",
    "Vị trí",
    "Mã loại đất",
    "Loại đất",
    "Giá (đồng/m²)",
    "Giá bảng trước (đồng/m²)",
]


class LandPriceTablePage(DisclosurePage):
    serves: ClassVar[tuple[str, ...]] = ("land_price_table",)
    page_description = "Bảng giá đất của tỉnh, tra theo đường, khu vực và vị trí."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/land_price_table_page.html"
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *DisclosurePage.exclude_fields_in_copy,
        "price_set",
    ]

    effective_from = models.DateField("áp dụng từ ngày", null=True)
    effective_until = models.DateField(
        "áp dụng đến hết ngày", null=True, blank=True, help_text="Để trống nếu chưa ấn định."
    )
    price_set = models.ForeignKey(
        LandPriceSet, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    content_panels = [
        *DisclosurePage.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_until")])],
            heading="Thời gian áp dụng",
        ),
        HelpPanel(template="disclosures/admin/land_prices_panel.html", heading="Các dòng giá"),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "bảng giá đất"
        verbose_name_plural = "bảng giá đất"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only the province decides land prices."""
        organisation = getattr(parent.specific, "organisation", None)
        is_province = organisation is not None and organisation.kind == OrganisationKind.PROVINCE
        return is_province and super().can_create_at(parent)

    def texts_beside(self) -> Iterator[tuple[str, str, Iterable[str]]]:
        if self.pk:
            places = self.prices.order_by().values_list("road", "section_from", "section_to").distinct()
            yield "Các dòng giá đất", "prices", ("\t".join(place) for place in places)

    def duty_key(self) -> str:
        return "land_price_table"

    def slug_source(self) -> str:
        return f"bảng giá đất {self.year}"

    def erase_rows(self) -> None:
        self.price_set = None
        self.price_sets.all().delete()

    def erase_rows_of(self, content: Mapping[str, Any]) -> None:
        kept = self.versions.filter(erased_at=None, revision__isnull=False).select_related("revision")
        used = {version.revision.content.get("price_set") for version in kept} | {self.price_set_id}
        self.price_sets.filter(pk=content.get("price_set")).exclude(pk__in=used - {None}).delete()

    def has_structured_content(self) -> bool:
        return self.price_set is not None

    def checklist_items(self) -> list[ChecklistItem]:
        rows = ChecklistItem(
            "prices",
            "Các dòng giá",
            self.price_set is not None,
            "Nhập các dòng giá từ tệp Excel trước khi công khai.",
        )
        return [*super().checklist_items(), rows]

    def public_text(self) -> str:
        """The roads are named, so that a search for one finds the table; bounded, as texts in the index are."""
        roads = self.prices.order_by("road").values_list("road", flat=True).distinct()[:1500]
        return f"{super().public_text()} {' '.join(roads)}"

    def clean(self) -> None:
        super().clean()
        if self.effective_from and self.effective_until and self.effective_until < self.effective_from:
            raise ValidationError(
                {"effective_until": "Ngày hết áp dụng không thể trước ngày bắt đầu áp dụng."}
            )

    def disclosed_facts(self) -> dict[str, object]:
        rows = self.price_set
        return {"rows": rows.row_count, "rows_sha256": rows.sha256} if rows else {}

    @property
    def prices(self) -> LandPriceQuerySet:
        """The rows of this version of the page."""
        return LandPrice.objects.filter(price_set=self.price_set_id or 0)

    # ---- the tables around this one

    def former(self) -> "LandPriceTablePage | None":
        """Return the public table that this one follows."""
        if self.effective_from is None:
            return None
        earlier = LandPriceTablePage.objects.live().filter(
            organisation=self.organisation_id, effective_from__lt=self.effective_from
        )
        return earlier.order_by("-effective_from", "-pk").first()

    def successor(self) -> "LandPriceTablePage | None":
        """Return the public table that has taken this one's place."""
        if self.effective_from is None:
            return None
        later = LandPriceTablePage.objects.live().filter(
            organisation=self.organisation_id,
            effective_from__gt=self.effective_from,
            effective_from__lte=timezone.localdate(),
        )
        return later.order_by("-effective_from", "-pk").first()

    # ---- public page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        query = PriceQuery.from_parameters(request.GET)
        former = self.former()
        page_obj = paginate(request, query.apply(self.prices.for_list()), PER_PAGE)
        # Evaluated once: the rows shown carry what they cost in the former table.
        page_obj.object_list = compared(list(page_obj.object_list), former)
        return {
            **super().get_context(request, *args, **kwargs),
            "query": query,
            "choices": query.choices(self.prices.all()),
            "page_obj": page_obj,
            "former": former,
            "successor": self.successor(),
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponseBase:
        """The filtered rows as CSV, streamed: the whole table is too large to keep in the page cache."""
        query = PriceQuery.from_parameters(request.GET)
        former = self.former()
        before = dict(former.prices.values_list("key", "price")) if former else {}
        rows = query.apply(self.prices.for_list()).iterator(chunk_size=2000)
        return streamed_csv(
            f"{self.organisation.slug}-{self.slug}",
            CSV_HEADING,
            ([*row.cells(), before.get(row.key)] for row in rows),
        )

    @path("duong/<int:pk>/", name="road")
    def road_route(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """One road through the tables of the years: each section and position with its price in each."""
        row = self.prices.for_list().filter(pk=pk).first()
        if row is None:
            # A corrected table has new rows; who kept an old link looks the road up again.
            return redirect(self.public_path)
        tables = list(
            LandPriceTablePage.objects.live()
            .filter(organisation=self.organisation_id, effective_from__isnull=False, price_set__isnull=False)
            .order_by("-effective_from", "-pk")[:MOST_TABLES_COMPARED]
        )[::-1]
        context = {
            # Without the table's own look-up, which this page does not show.
            **BasePage.get_context(self, request),
            "row": row,
            "tables": tables,
            "lines": lines_of(row, tables),
            "crumbs": [*self.breadcrumb()[:-1], (self.title, self.public_path), (row.road, "")],
        }
        return TemplateResponse(request, "disclosures/land_price_road.html", context)
