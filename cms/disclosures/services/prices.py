"""The rows of a land-price table: imported as a whole into a draft, bound to the ledger by their digest."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from cms.disclosures.models import LandPrice, LandPriceSet, LandPriceTablePage
from portal.accounts.models import User
from portal.core.exports import csv_lines
from portal.core.text import plain_text
from portal.organisations.models import Organisation

MOST_ROWS = 30_000
BATCH = 1_000


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
def import_prices(
    *, page: LandPriceTablePage, rows: Sequence[PriceRow], by: User | None, at: datetime
) -> LandPriceSet:
    """Store the rows as a new set and make a draft of the page that has them; nothing becomes public.

    Raises ValidationError for a table without rows, with too many, or with two different prices for the same
    place, position and use. Sets of drafts that nobody can publish any more are deleted.
    """
    stored = store_prices(page=page, rows=rows, at=at)
    draft = page.get_latest_revision_as_object()
    draft.price_set = stored
    # The draft may still lack what the page needs to be published; its own editor and the checklist ask for it.
    draft.save_revision(user=by, log_action=True, clean=False)
    _sweep(page, keep={stored.pk})
    return stored


@transaction.atomic
def store_prices(*, page: LandPriceTablePage, rows: Sequence[PriceRow], at: datetime) -> LandPriceSet:
    """Store the rows as a new set of the page and return it; no version of the page refers to it yet."""
    if not rows:
        raise ValidationError("Bảng giá chưa có dòng nào.")
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"Bảng giá có quá {MOST_ROWS:,} dòng.".replace(",", "."))
    objects = [_object(number, row) for number, row in enumerate(rows, start=1)]
    _refuse_contradictions(objects)
    stored = LandPriceSet.objects.create(
        page=page, created_at=at, row_count=len(objects), sha256=rows_digest(objects)
    )
    for row in objects:
        row.price_set = stored
    waiting = iter(objects)
    while batch := list(islice(waiting, BATCH)):
        LandPrice.objects.bulk_create(batch)
    return stored


def _object(number: int, row: PriceRow) -> LandPrice:
    return LandPrice(
        number=number,
        commune=row.commune,
        road=_line(row.road),
        section_from=_line(row.section_from),
        section_to=_line(row.section_to),
        position=row.position,
        land_type=row.land_type,
        price=row.price,
    ).fill_in()


def _line(text: str) -> str:
    return " ".join(plain_text(text).split())[:200]


def rows_digest(rows: Iterable[LandPrice]) -> str:
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


def _sweep(page: LandPriceTablePage, keep: set[int]) -> None:
    """Delete what was never public and what nobody can publish any more; those drafts then open without rows."""
    public = LandPriceTablePage.objects.values_list("price_set", flat=True).get(pk=page.pk)
    scheduled = Q(approved_go_live_at__isnull=False)
    published = Q(pk__in=page.versions.filter(revision__isnull=False).values("revision"))
    revisions = page.revisions.filter(scheduled | published)
    named = {revision.content.get("price_set") for revision in revisions.only("content")}
    page.price_sets.exclude(pk__in={*keep, public, *named} - {None}).delete()
