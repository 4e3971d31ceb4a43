"""What a body made public in a quarter, taken from the register and drafted as the list that the law asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.blocks.table import MOST_ROWS, write_table
from cms.disclosures.models import DisclosurePage, DocumentPage, Obligation, OrganisationDisclosuresPage
from cms.disclosures.rights import AnyUser
from portal.accounts.models import User
from portal.organisations.models import Organisation
from portal.statutes.periods import period_bounds, period_label

QUARTERLY_LIST = "quarterly_disclosure_list"
CAPTION = "Nội dung đã công khai trong quý"
HEADING = ("Ngày công khai", "Nội dung", "Kỳ", "Văn bản", "Đúng hạn", "Trang")


@dataclass(frozen=True, slots=True)
class DisclosedItem:
    """One disclosure as the quarterly list names it; `status` is empty where it fulfilled no obligation first."""

    on: date
    title: str
    period: str
    document: str
    status: str
    address: str

    def cells(self) -> tuple[str, ...]:
        return (f"{self.on:%d/%m/%Y}", self.title, self.period, self.document, self.status, self.address)


def disclosed_in_quarter(*, organisation: Organisation, period: str) -> list[DisclosedItem]:
    """Return what the organisation made public for the first time in the quarter, in the order of time.

    What was withdrawn since is named as well, as withdrawn: it was public. Raises ValidationError when the period
    is no quarter. Three queries.
    """
    first, last = _quarter(period)
    zone = timezone.get_default_timezone()
    opened, closed = (
        datetime.combine(first, time.min, zone),
        datetime.combine(last, time.max, zone),
    )
    pages = (
        DisclosurePage.objects.filter(organisation=organisation, first_disclosed_at__range=(opened, closed))
        .select_related("duty")
        .order_by("first_disclosed_at", "pk")
    )
    fulfilled = Obligation.objects.filter(fulfilled_by__in=pages.order_by().values("pk")).with_status(on=last)
    statuses = {row.fulfilled_by_id: row.status_label for row in fulfilled}
    return [_item(page, statuses.get(page.pk, "")) for page in pages]


def _item(page: DisclosurePage, status: str) -> DisclosedItem:
    assert page.first_disclosed_at
    return DisclosedItem(
        on=timezone.localdate(page.first_disclosed_at),
        title=page.title,
        period=page.period_label,
        document=page.decision_number,
        status=status if page.live else "Đã gỡ",
        address=page.public_path if page.live else "",
    )


@transaction.atomic
def compile_quarter(*, organisation: Organisation, period: str, by: AnyUser | None) -> DocumentPage:
    """Draft the quarter's list from the register, as a new page or as a new revision of the one there is.

    Only the tables that an earlier call made are replaced; what the editor wrote around them stays. Nothing is
    published. Raises ValidationError when the period is no quarter.
    """
    items = disclosed_in_quarter(organisation=organisation, period=period)
    stored = DocumentPage.objects.filter(
        organisation=organisation, item=QUARTERLY_LIST, period=period
    ).first()
    page = stored.get_latest_revision_as_object() if stored else _new_page(organisation, period, by)
    kept = [
        block
        for block in page.body.raw_data
        if not (block["type"] == "table" and str(block["value"].get("caption", "")).startswith(CAPTION))
    ]
    page.body = [*kept, *_tables(items)]
    if not page.summary:
        page.summary = (
            f"<p>{period_label(period)}: {len(items)} nội dung đã công khai, kèm địa chỉ để xem.</p>"
        )
    if stored is None:
        section = OrganisationDisclosuresPage.objects.get(organisation=organisation)
        section.add_child(instance=page)
    # A draft: number and date of the document are the editor's to fill in.
    page.minimal_clean()
    page.save_revision(user=by, log_action=True, changed=True, clean=False)
    return page


def _new_page(organisation: Organisation, period: str, by: AnyUser | None) -> DocumentPage:
    year, _, part = period.partition("-")
    label = period_label(period)
    return DocumentPage(
        title=f"Danh mục nội dung đã công khai {label[0].lower()}{label[1:]} – {organisation.name}",
        organisation=organisation,
        item=QUARTERLY_LIST,
        year=int(year),
        part=part,
        live=False,
        has_unpublished_changes=True,
        owner=by if isinstance(by, User) else None,
    )


def _tables(items: Sequence[DisclosedItem]) -> Iterator[dict[str, Any]]:
    """Yield the list as one table, or as several where a block would be too long."""
    for start in range(0, len(items), MOST_ROWS):
        rows = [HEADING, *(item.cells() for item in items[start : start + MOST_ROWS])]
        part = f" ({start // MOST_ROWS + 1})" if len(items) > MOST_ROWS else ""
        yield {"type": "table", "value": {"caption": f"{CAPTION}{part}", "rows": write_table(rows)}}


def _quarter(period: str) -> tuple[date, date]:
    try:
        first, last = period_bounds(period)
    except ValueError:
        first = last = None
    if first is None or last is None or "-Q" not in period:
        raise ValidationError("Chọn một quý.")
    return first, last
