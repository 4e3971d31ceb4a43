"""How land prices are looked up: read from the address, applied to rows, written back into links."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Case, Q, Value, When

from cms.disclosures.land_types import LandType
from cms.disclosures.price_keys import search_text
from portal.core.filters import AddressFilters
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from cms.disclosures.models.land_prices import LandPriceQuerySet

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class PriceQuery(AddressFilters):
    """Words of road or area, commune slug, position, land type; "" does not filter."""

    NAMES: ClassVar = {"text": "q", "commune": "xa", "position": "vi-tri", "land_type": "loai"}

    text: str = ""
    commune: str = ""
    position: str = ""
    land_type: str = ""

    def apply(self, prices: "LandPriceQuerySet") -> "LandPriceQuerySet":
        """Return the rows that match; those whose road itself begins with the words come first."""
        found = prices
        if self.commune:
            found = found.filter(Q(commune__slug=self.commune) | Q(commune__isnull=True))
        if self.position:
            known = self.position.isascii() and self.position.isdigit() and len(self.position) < 4
            found = found.filter(position=int(self.position)) if known else found.none()
        if self.land_type:
            found = found.filter(land_type=self.land_type)
        words = search_text(self.text).split()[:_MOST_WORDS]
        if not words:
            return found.order_by("number", "pk") if not self.text else found.none()
        for word in words:
            found = found.filter(folded__contains=f" {word}")
        phrase = " ".join(words)
        nearness = Case(
            When(road_folded=phrase, then=Value(0)),
            When(road_folded__contains=phrase, then=Value(1)),
            default=Value(2),
        )
        return found.order_by(nearness, "number", "pk")

    def choices(self, prices: "LandPriceQuerySet") -> dict[str, list[tuple[str, str]]]:
        """Return the options of each filter, as the table has them. Three queries."""
        base = prices.order_by()
        communes = Organisation.objects.filter(pk__in=base.values("commune")).order_by("name")
        types = set(base.values_list("land_type", flat=True).distinct())
        positions = sorted(base.values_list("position", flat=True).distinct())
        return {
            "communes": list(communes.values_list("slug", "name")),
            "positions": [(str(position), f"Vị trí {position}") for position in positions],
            "land_types": [(value, label) for value, label in LandType.choices if value in types],
        }
