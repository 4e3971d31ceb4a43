"""Matrices that a person can read: one item of every organisation, or every item of one organisation, by period."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from cms.disclosures.models.obligations import Obligation, ObligationQuerySet
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.entries import Entry, period_order, read_entries, short_period
from cms.disclosures.register_query import RegisterQuery, of_year
from cms.disclosures.statuses import ObligationStatus, statuses_asked_for
from portal.organisations.models import Organisation
from portal.statutes.periods import STANDING

ROWS = 52
DENSE = 6
BY_STATUS = "trang-thai"
_YEAR_LONG = "Cả năm"
_QUARTERS = ("Quý I", "Quý II", "Quý III", "Quý IV")
# The quarter in which a part of the year ends.
_ENDS_IN = {"H1": 2, "6M": 2, "9M": 3, "H2": 4, "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}


class Cell(NamedTuple):
    """What is owed in one column; `label` is the column's, for where the table becomes a list."""

    label: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, where that leads, and a cell for each column."""

    title: str
    address: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`names_periods`: a column spans several periods, so each entry says its own."""

    caption: str
    heading: str
    columns: list[str]
    rows: list[Row]
    names_periods: bool = False

    @property
    def is_dense(self) -> bool:
        """Whether the columns are so many that a cell has room for the least only."""
        return len(self.columns) > DENSE


@dataclass(frozen=True, slots=True)
class ItemMatrix:
    """One page of an item's matrix, with how many organisations stand where over all pages."""

    matrix: Matrix
    page: Page[Any]


def item_matrix(
    *, title: str, query: RegisterQuery, year: int, as_of: AsOf, page_number: str | int | None
) -> ItemMatrix:
    """Return the item that the query names, of the organisations that owe it, by period. Six queries."""
    owed = Obligation.objects.filter(of_year(year), duty_key=query.item)
    rows = Paginator(_organisations(owed, query, as_of), ROWS).get_page(page_number)
    found = {row["organisation"]: row for row in rows.object_list}
    by_organisation: dict[str, list[Entry]] = defaultdict(list)
    shown = as_of.statuses(owed.filter(organisation__in=found))
    for entry in read_entries(shown.order_by("due_on", "pk")):
        by_organisation[entry.slug].append(entry)
    periods = sorted(set(owed.order_by().values_list("period", flat=True).distinct()), key=period_order)
    lines = [
        Row(
            row["organisation__name"],
            f"/cong-khai/{row['organisation__slug']}/?nam={year}",
            _by_period(by_organisation[row["organisation__slug"]], periods),
        )
        for row in found.values()
    ]
    columns = [short_period(period) for period in periods]
    return ItemMatrix(Matrix(f"{title}, năm {year}: từng đơn vị", "Đơn vị", columns, lines), rows)


def _organisations(owed: ObligationQuerySet, query: RegisterQuery, as_of: AsOf) -> QuerySet[Any]:
    """Return who owes the item, by name or the worst first; with a status, those that have one such entry."""
    asked = statuses_asked_for(query.status) if query.status else tuple(ObligationStatus.values)
    rows = (
        as_of.statuses(owed)
        .order_by()
        .values("organisation", "organisation__slug", "organisation__name")
        .annotate(
            missing=Count("pk", filter=Q(status=ObligationStatus.MISSING)),
            late=Count("pk", filter=Q(status=ObligationStatus.LATE)),
            asked=Count("pk", filter=Q(status__in=asked)),
        )
        .filter(asked__gt=0)
    )
    order = ("-missing", "-late") if query.sort == BY_STATUS else ()
    return rows.order_by(*order, "organisation__name", "organisation")


def _by_period(entries: list[Entry], periods: list[str]) -> list[Cell]:
    return [
        Cell(short_period(period), [entry for entry in entries if entry.period == period])
        for period in periods
    ]


def organisation_matrix(*, organisation: Organisation, year: int, as_of: AsOf) -> Matrix:
    """Return all that the organisation owes in the year, a line per item, by quarter. Two queries."""
    owed = as_of.statuses(Obligation.objects.of(organisation).filter(of_year(year)))
    entries = read_entries(owed.order_by("duty__plan_item", "duty__title", "due_on", "pk"))
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        lines.setdefault(entry.duty, []).append(entry)
    used = sorted({_slot(entry) for entry in entries})
    return Matrix(
        caption=f"{organisation.name} phải công khai gì trong năm {year}",
        heading="Nội dung",
        columns=[_column(slot) for slot in used],
        rows=[_line(key, own, used, year) for key, own in lines.items()],
        names_periods=True,
    )


def _line(key: str, entries: list[Entry], slots: list[int], year: int) -> Row:
    ordered = sorted(entries, key=lambda entry: (period_order(entry.period), entry.due_on))
    cells = [Cell(_column(slot), [entry for entry in ordered if _slot(entry) == slot]) for slot in slots]
    return Row(entries[-1].title, f"/cong-khai/noi-dung/{key}/?nam={year}", cells)


def _column(slot: int) -> str:
    return _QUARTERS[slot - 1] if slot else _YEAR_LONG


def _slot(entry: Entry) -> int:
    """Return the quarter that the entry's period ends in; 0 for what concerns the whole year."""
    part = "" if entry.period == STANDING else entry.period[5:]
    if not part:
        return 0
    return _ENDS_IN.get(part) or (int(part) + 2) // 3
