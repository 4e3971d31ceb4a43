"""The whole province: each item with its shares, and who stands where with each item."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef

from cms.disclosures.models.obligations import Obligation
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.entries import SHORT_LABELS
from cms.disclosures.register_query import RegisterQuery, duties_owed
from cms.disclosures.statuses import ObligationStatus
from portal.organisations.models import Organisation

GRID_ROWS = 52
_BY_ITEM = ("duty_key", "status")
_BY_BODY = ("organisation", *_BY_ITEM)
# What was due: shares are of these. What is not due yet or does not apply is nobody's merit or fault.
_DUE = (ObligationStatus.PUBLISHED, ObligationStatus.LATE, ObligationStatus.MISSING)
# A cell of the grid shows the gravest thing in it.
_GRAVEST_FIRST = ("missing", "late", "due_soon", "published", "not_due", "not_applicable")
_LABELS = {status: str(label) for status, label in ObligationStatus.choices}
_TONES = {"published": "leaf", "late": "honey", "missing": "brick"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand at one status, and the address that lists them."""

    key: str
    label: str
    number: int
    address: str

    @property
    def short(self) -> str:
        return SHORT_LABELS.get(self.key, self.label)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what was due, in percent; `start` and `width` place its bar, with a dot in any language."""

    key: str
    percent: float
    start: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item over all organisations."""

    key: str
    title: str
    address: str
    counts: list[Tally]
    shares: list[Share]

    @property
    def due(self) -> int:
        return sum(count.number for count in self.counts if count.key in _DUE)

    @property
    def on_time(self) -> str:
        """The share on time as people read it: "81 %"; "–" while nothing was due."""
        return f"{self.shares[0].percent:.0f} %" if self.shares else "–"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One organisation and one item: the gravest status, how many of how many, and where they are listed."""

    status: str
    label: str
    number: int
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    address: str
    counts: list[Tally]
    cells: list[GridCell | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """`items` are (key, title, address), in the order of the columns."""

    items: list[tuple[str, str, str]]
    rows: list[GridRow]
    page: Page[Any]


def item_lines(*, query: RegisterQuery, as_of: AsOf) -> list[ItemLine]:
    """Return, per item, how many obligations have which status; the status filters are ignored. Two queries."""
    counted = as_of.statuses(query.narrow(Obligation.objects.all())).order_by()
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for key, status, number in counted.values_list(*_BY_ITEM).annotate(Count("pk")):
        table[key][status] = number
    titles = {duty.key: duty.title for duty in duties_owed()}
    return [_item_line(key, title, table[key], query) for key, title in titles.items() if key in table]


def _item_line(key: str, title: str, found: Mapping[str, int], query: RegisterQuery) -> ItemLine:
    counts = [
        Tally(status, str(label), found.get(status, 0), query.address(item=key, status=status, view=""))
        for status, label in ObligationStatus.choices
    ]
    return ItemLine(key, title, query.address(item=key, status="", view=""), counts, _shares(found))


def _shares(found: Mapping[str, int]) -> list[Share]:
    due = sum(found.get(status, 0) for status in _DUE)
    if not due:
        return []
    shares, start = [], 0.0
    for status in _DUE:
        percent = 100 * found.get(status, 0) / due
        shares.append(Share(status, percent, f"{start:.2f}", f"{percent:.2f}", _TONES[status]))
        start += percent
    return shares


def grid(*, query: RegisterQuery, year: int, as_of: AsOf, page_number: str) -> Grid:
    """Return organisations × items, a page of organisations at a time. Five queries."""
    scoped = query.with_changes(year=str(year), item="", status="", posting="", view="")
    owed = scoped.narrow(Obligation.objects.all())
    bodies = Organisation.objects.filter(Exists(owed.filter(organisation=OuterRef("pk"))))
    page = Paginator(bodies.order_by("kind", "name"), GRID_ROWS).get_page(page_number)
    counted = as_of.statuses(owed.filter(organisation__in=[body.pk for body in page])).order_by()
    table: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    columns = counted.values_list(*_BY_BODY).annotate(Count("pk"))
    for body, key, status, number in columns:
        table[body, key][status] = number
    used = {key for _, key in table}
    items = [duty for duty in duties_owed() if duty.key in used]
    return Grid(
        items=[(duty.key, duty.title, f"/cong-khai/noi-dung/{duty.key}/?nam={year}") for duty in items],
        rows=[_grid_row(body, [duty.key for duty in items], table, scoped) for body in page],
        page=page,
    )


def _grid_row(
    body: Organisation,
    keys: Iterable[str],
    table: Mapping[tuple[int, str], dict[str, int]],
    query: RegisterQuery,
) -> GridRow:
    own = query.with_changes(organisation=body.slug)
    cells = [
        _cell(table.get((body.pk, key)), f"?muc={key}&don-vi={body.slug}&nam={query.year}") for key in keys
    ]
    totals: dict[str, int] = defaultdict(int)
    for key in keys:
        for status, number in table.get((body.pk, key), {}).items():
            totals[status] += number
    counts = [
        Tally(status, str(label), totals[status], own.address(status=status))
        for status, label in ObligationStatus.choices
    ]
    return GridRow(body.name, f"/cong-khai/{body.slug}/?nam={query.year}", counts, cells)


def _cell(found: Mapping[str, int] | None, address: str) -> GridCell | None:
    if not found:
        return None
    status = next(status for status in _GRAVEST_FIRST if found.get(status))
    return GridCell(status, _LABELS[status], found[status], sum(found.values()), address)
