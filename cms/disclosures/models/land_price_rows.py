"""Rows of land prices.

They are tables of their own, outside the page's revisions: a revision is one JSON text, and twenty thousand rows
in it would make every save of the page slow. A set never changes. A revision names its set, so that new rows
wait for approval like every other change.
"""

from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cms.disclosures.land_types import LandType
from cms.disclosures.price_keys import folded_words, price_key, search_text
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from cms.disclosures.models.land_prices import LandPriceTablePage

MOST_ROWS_OF_A_ROAD = 200


class LandPriceQuerySet(models.QuerySet["LandPrice"]):
    def for_list(self) -> Self:
        return self.select_related("commune")


class LandPriceSet(models.Model):
    """The rows of one import. `sha256` is that of the rows as CSV, see services.prices.rows_digest."""

    page = models.ForeignKey(
        "disclosures.LandPriceTablePage", on_delete=models.CASCADE, related_name="price_sets"
    )
    created_at = models.DateTimeField("nhập lúc")
    row_count = models.PositiveIntegerField("số dòng giá")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lần nhập giá đất"
        verbose_name_plural = "các lần nhập giá đất"

    def __str__(self) -> str:
        return f"{self.row_count} dòng giá"


class LandPrice(models.Model):
    """The price of one square metre on a section of a road, at one distance from it, for one use."""

    price_set = models.ForeignKey(LandPriceSet, on_delete=models.CASCADE, related_name="rows")
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
            models.Index(fields=["price_set", "number"], name="land_price_in_order"),
            models.Index(fields=["price_set", "key"], name="land_price_by_key"),
            models.Index(fields=["price_set", "commune", "road_folded"], name="land_price_by_road"),
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

    def as_row(self) -> tuple[Any, ...]:
        """Return what the row says, as services.prices.PriceRow takes it."""
        section = (self.section_from, self.section_to)
        return (self.commune, self.road, *section, self.position, self.land_type, self.price)

    @property
    def change(self) -> float | None:
        """By how many percent the price differs from the former table; None where it had no such row."""
        before = getattr(self, "former_price", None)
        return None if not before else (self.price - before) / before * 100


def compared(rows: list[LandPrice], former: "LandPriceTablePage | None") -> list[LandPrice]:
    """Return the rows, each knowing its price in the former table. One query, whatever their number."""
    keys = [row.key for row in rows]
    before = dict(former.prices.filter(key__in=keys).values_list("key", "price")) if former else {}
    for row in rows:
        row.former_price = before.get(row.key)
    return rows


def lines_of(row: LandPrice, tables: "list[LandPriceTablePage]") -> list[dict[str, Any]]:
    """Return the sections and positions of the row's road, each with its price in each of the tables."""
    found = LandPrice.objects.filter(
        price_set__in=[table.price_set_id for table in tables],
        commune=row.commune,
        road_folded=row.road_folded,
    ).order_by("number", "pk")[:MOST_ROWS_OF_A_ROAD]
    lines: dict[str, dict[str, Any]] = {}
    for price in found:
        line = lines.setdefault(price.key, {"row": price, "prices": {}})
        line["prices"][price.price_set_id] = price.price
    labels = {table.price_set_id: f"Từ {table.effective_from:%d/%m/%Y}" for table in tables}
    for line in lines.values():
        line["cells"] = [{"label": label, "price": line["prices"].get(pk)} for pk, label in labels.items()]
    return list(lines.values())
