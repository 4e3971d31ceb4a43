"""The rows of a land-price table: replaced as a whole, counted, and bound to the ledger by their digest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.disclosures import events
from cms.disclosures.corrections import Correction
from cms.disclosures.models import LandPrice, LandPriceTablePage
from cms.disclosures.services.versions import next_version, required_correction
from portal.core import page_cache
from portal.core.exports import csv_lines
from portal.core.signals import content_changed
from portal.core.text import plain_text
from portal.ledger.services import record_many
from portal.organisations.models import Organisation

MOST_ROWS = 30_000


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price in đồng per square metre; without a commune it holds for several."""

    commune: Organisation | None
    road: str
    section_from: str
    section_to: str
    position: int
    land_type: str
    price: int


@transaction.atomic
def replace_prices(
    *,
    page: LandPriceTablePage,
    rows: Sequence[PriceRow],
    at: datetime,
    actor_role: str,
    correction: Correction | None = None,
) -> LandPriceTablePage:
    """Put these rows in the place of the page's rows; a live table is thereby corrected.

    All or nothing: readers see the old rows until the transaction commits. Raises ValidationError for a table
    without rows, with too many, or with two different prices for the same place, position and use, and for a live
    table without a correction.
    """
    if not rows:
        raise ValidationError("Bảng giá chưa có dòng nào.")
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"Bảng giá có quá {MOST_ROWS:,} dòng.".replace(",", "."))
    objects = count_prices(page, rows)
    page.prices.all().delete()
    insert_prices(page, objects)
    LandPriceTablePage.objects.filter(pk=page.pk).update(
        row_count=page.row_count, rows_sha256=page.rows_sha256
    )
    if page.live:
        version = next_version(page=page, at=at, correction=required_correction(correction))
        record_many(events.disclosed(page, version, first=False, at=at, actor_role=actor_role))
        page_cache.bump()
        content_changed.send(sender=type(page), instance=page)
    return page


def count_prices(page: LandPriceTablePage, rows: Sequence[PriceRow]) -> list[LandPrice]:
    """Return the rows as unsaved objects, in their order, and set the page's count and digest to theirs.

    Raises ValidationError for two different prices of the same place, position and use.
    """
    objects = [
        LandPrice(
            number=number,
            commune=row.commune,
            road=_line(row.road),
            section_from=_line(row.section_from),
            section_to=_line(row.section_to),
            position=row.position,
            land_type=row.land_type,
            price=row.price,
        ).fill_in()
        for number, row in enumerate(rows, start=1)
    ]
    _refuse_contradictions(objects)
    page.row_count, page.rows_sha256 = len(objects), rows_digest(objects)
    return objects


def insert_prices(page: LandPriceTablePage, objects: Sequence[LandPrice]) -> None:
    """Store the objects as rows of a page that has none."""
    for row in objects:
        row.page = page
    LandPrice.objects.bulk_create(objects, batch_size=1000)


def _line(text: str) -> str:
    return " ".join(plain_text(text).split())[:200]


def rows_digest(rows: Sequence[LandPrice]) -> str:
    """Return the SHA-256 of the rows as CSV lines (UTF-8, comma, CRLF, no heading, no comparison)."""
    digest = hashlib.sha256()
    for line in csv_lines(row.cells() for row in rows):
        digest.update(line.encode())
    return digest.hexdigest()


def _refuse_contradictions(rows: Sequence[LandPrice]) -> None:
    seen: dict[str, LandPrice] = {}
    for row in rows:
        other = seen.setdefault(row.key, row)
        if other.price != row.price:
            raise ValidationError(
                f"Dòng {other.number} và dòng {row.number} ghi hai giá khác nhau cho cùng một nơi: {row}."
            )
