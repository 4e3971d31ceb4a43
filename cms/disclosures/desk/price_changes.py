"""Which rows of land prices differ between two states of a table: added, removed, changed; counted, and paged."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery

from cms.disclosures.models import LandPrice, LandPriceTablePage

ADDED, REMOVED, CHANGED = "them", "bo", "sua"
LABELS = {CHANGED: "Đổi giá", ADDED: "Thêm", REMOVED: "Bỏ"}
ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PriceChanges:
    """`tabs` are (key, label, count) of what there is; `rows` one page of the chosen one."""

    tabs: list[tuple[str, str, int]]
    chosen: str
    rows: Page

    def __bool__(self) -> bool:
        return bool(self.tabs)


def price_changes(before: Any, after: Any, *, chosen: str = "", page: str = "") -> PriceChanges | None:
    """Return what differs; None where the pages are no price tables or name the same set.

    Four queries, whatever the number of rows; each finds its row by the index on set and key.
    """
    if not isinstance(before, LandPriceTablePage) or not isinstance(after, LandPriceTablePage):
        return None
    if before.price_set_id == after.price_set_id:
        return None
    found = _differences(before.price_set_id or 0, after.price_set_id or 0)
    counts = {kind: rows.count() for kind, rows in found.items()}
    tabs = [(kind, LABELS[kind], counts[kind]) for kind in found if counts[kind]]
    kinds = [kind for kind, _, _ in tabs]
    kind = chosen if chosen in kinds else (kinds[0] if kinds else CHANGED)
    listed = found[kind].select_related("commune").order_by("number", "pk")
    return PriceChanges(tabs, kind, Paginator(listed, ROWS_PER_PAGE).get_page(page))


def _differences(old: int, new: int) -> dict[str, QuerySet[LandPrice]]:
    before, after = LandPrice.objects.filter(price_set=old), LandPrice.objects.filter(price_set=new)
    same = before.filter(key=OuterRef("key")).order_by("number").values("price")[:1]
    matched = after.annotate(price_before=Subquery(same))
    back = before.annotate(
        price_after=Subquery(after.filter(key=OuterRef("key")).order_by("number").values("price")[:1])
    )
    return {
        CHANGED: matched.exclude(price_before=None).exclude(price_before=F("price")),
        ADDED: matched.filter(price_before=None),
        REMOVED: back.filter(price_after=None),
    }
