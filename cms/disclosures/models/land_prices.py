"""The province's table of land prices: thousands of rows, looked up by road and position.

The rows are a table of their own, outside the page's revisions: a revision is one JSON text, and twenty
thousand rows in it would make every save of the page slow. They are replaced as a whole (services.prices).
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Page

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.land_types import LandType
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.price_keys import folded_words, price_key, search_text
from cms.disclosures.price_query import PriceQuery
from cms.pages.models import BasePage
from portal.core.exports import streamed_csv
from portal.core.paging import paginate
from portal.organisations.models import Organisation, OrganisationKind

PER_PAGE = 25
MOST_TABLES_COMPARED = 6
MOST_ROWS_OF_A_ROAD = 200
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
        "row_count",
        "rows_sha256",
    ]

    effective_from = models.DateField("áp dụng từ ngày", null=True)
    effective_until = models.DateField(
        "áp dụng đến hết ngày", null=True, blank=True, help_text="Để trống nếu chưa ấn định."
    )
    row_count = models.PositiveIntegerField("số dòng giá", default=0, editable=False)
    rows_sha256 = models.CharField("SHA-256 của bảng CSV", max_length=64, blank=True, editable=False)

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
        self.prices.all().delete()
        self.row_count, self.rows_sha256 = 0, ""

    def has_structured_content(self) -> bool:
        return self.row_count > 0

    def checklist_items(self) -> list[ChecklistItem]:
        rows = ChecklistItem(
            "prices",
            "Các dòng giá",
            self.row_count > 0,
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
        return {"rows": self.row_count, "rows_sha256": self.rows_sha256}

    def with_content_json(self, content: dict[str, Any]) -> Self:
        page = super().with_content_json(content)
        page.row_count, page.rows_sha256 = self.row_count, self.rows_sha256
        return page

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
            .filter(organisation=self.organisation_id, effective_from__isnull=False)
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


class LandPriceQuerySet(models.QuerySet["LandPrice"]):
    def for_list(self) -> Self:
        return self.select_related("commune")


class LandPrice(models.Model):
    """The price of one square metre on a section of a road, at one distance from it, for one use."""

    page = models.ForeignKey(LandPriceTablePage, on_delete=models.CASCADE, related_name="prices")
    number = models.PositiveIntegerField("thứ tự")
    commune = models.ForeignKey(
        Organisation,
        verbose_name="xã, phường",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Trống: giá áp dụng cho nhiều xã, phường.",
    )
    road = models.CharField("đường, khu vực", max_length=200)
    section_from = models.CharField("từ", max_length=200, blank=True)
    section_to = models.CharField("đến", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(
        "vị trí", default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    land_type = models.CharField("loại đất", max_length=3, choices=LandType)
    price = models.PositiveBigIntegerField("giá (đồng/m²)", validators=[MinValueValidator(1)])
    road_folded = models.CharField(max_length=200, editable=False)
    folded = models.TextField(editable=False)
    key = models.CharField(max_length=32, editable=False)

    objects = LandPriceQuerySet.as_manager()

    if TYPE_CHECKING:
        # On rows that come from compared().
        former_price: int | None

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "dòng giá đất"
        verbose_name_plural = "dòng giá đất"
        indexes = [
            models.Index(fields=["page", "number"], name="land_price_order"),
            models.Index(fields=["page", "key"], name="land_price_key"),
            models.Index(fields=["page", "commune", "road_folded"], name="land_price_road"),
        ]

    def __str__(self) -> str:
        return f"{self.road}, vị trí {self.position}, {self.get_land_type_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_in()
        super().save(*args, **kwargs)

    def fill_in(self) -> Self:
        """Derive what rows are found and compared by; called before a row is stored in bulk."""
        self.road_folded = " ".join(folded_words(self.road))[:200]
        self.folded = search_text(
            self.commune.name if self.commune else "", self.road, self.section_from, self.section_to
        )
        self.key = price_key(
            self.commune.code if self.commune else "",
            self.road,
            self.section_from,
            self.section_to,
            self.position,
            self.land_type,
        )
        return self

    def cells(self) -> list[object]:
        """Return the row as the CSV prints it, without the comparison."""
        return [
            self.commune.name if self.commune else "",
            self.road,
            self.section_from,
            self.section_to,
            self.position,
            self.land_type,
            self.get_land_type_display(),
            self.price,
        ]

    @property
    def change(self) -> float | None:
        """By how many percent the price differs from the former table; None where it had no such row."""
        before = getattr(self, "former_price", None)
        return None if not before else (self.price - before) / before * 100


def compared(rows: list[LandPrice], former: LandPriceTablePage | None) -> list[LandPrice]:
    """Return the rows, each knowing its price in the former table. One query, whatever their number."""
    keys = [row.key for row in rows]
    before = dict(former.prices.filter(key__in=keys).values_list("key", "price")) if former else {}
    for row in rows:
        row.former_price = before.get(row.key)
    return rows


def lines_of(row: LandPrice, tables: list[LandPriceTablePage]) -> list[dict[str, Any]]:
    """Return the sections and positions of the row's road, each with its price in each of the tables."""
    found = LandPrice.objects.filter(
        page__in=tables, commune=row.commune, road_folded=row.road_folded
    ).order_by("number", "pk")[:MOST_ROWS_OF_A_ROAD]
    lines: dict[str, dict[str, Any]] = {}
    for price in found:
        line = lines.setdefault(price.key, {"row": price, "prices": {}})
        line["prices"][price.page_id] = price.price
    labels = {table.pk: f"Từ {table.effective_from:%d/%m/%Y}" for table in tables}
    for line in lines.values():
        line["cells"] = [{"label": label, "price": line["prices"].get(pk)} for pk, label in labels.items()]
    return list(lines.values())
