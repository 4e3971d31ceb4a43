"""The rows of a poor-household list: replaced as a whole, counted at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log

from cms.disclosures import events
from cms.disclosures.corrections import Correction
from cms.disclosures.models import (
    HouseholdChanges,
    PoorHousehold,
    PoorHouseholdListPage,
    PoorHouseholdTotal,
    named_changes,
)
from cms.disclosures.rights import AnyUser
from cms.disclosures.services.versions import next_version, required_correction
from cms.pages.authorship import ROWS_REPLACED
from portal.core import page_cache
from portal.core.signals import content_changed
from portal.core.text import plain_text
from portal.ledger.services import record_many
from portal.organisations.models import Village


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    head_of_household: str
    village: Village
    poverty_class: str
    size: int


@transaction.atomic
def replace_households(
    *,
    page: PoorHouseholdListPage,
    rows: Sequence[HouseholdRow],
    at: datetime,
    actor_role: str,
    by: AnyUser | None = None,
    correction: Correction | None = None,
) -> PoorHouseholdListPage:
    """Put these rows in the place of the page's rows and count them; a live list is thereby corrected.

    `by` is who brought the rows: an author of the list, who may not judge what people object to it.
    Raises ValidationError when the posting has ended, for a village of another organisation, and for a live
    list without a correction.
    """
    if page.posting_ended_at:
        raise ValidationError("Thời gian niêm yết đã kết thúc, không thể nhập lại danh sách.")
    if any(row.village.organisation_id != page.organisation_id for row in rows):
        raise ValidationError("Có thôn, tổ dân phố không thuộc đơn vị này.")
    page.households.all().delete()
    PoorHousehold.objects.bulk_create(household_objects(page, rows), batch_size=500)
    page.totals.all().delete()
    PoorHouseholdTotal.objects.bulk_create(total_objects(page, rows))
    if by is not None:
        log(instance=page, action=ROWS_REPLACED, user=by)
    if page.live:
        count_changes(page=page)
        version = next_version(page=page, at=at, correction=required_correction(correction))
        record_many(events.disclosed(page, version, first=False, at=at, actor_role=actor_role))
        page_cache.bump()
        content_changed.send(sender=type(page), instance=page)
    return page


def count_changes(*, page: PoorHouseholdListPage) -> HouseholdChanges | None:
    """Keep how much a public final list changed against its draft, while the names of both can tell."""
    found = named_changes(page)
    if found is None:
        return None
    kept, _ = HouseholdChanges.objects.update_or_create(page=page, defaults=found.counts)
    return kept


def household_objects(page: PoorHouseholdListPage, rows: Iterable[HouseholdRow]) -> list[PoorHousehold]:
    """Return the rows as unsaved objects of the page."""
    return [
        PoorHousehold(
            page=page,
            head_of_household=plain_text(row.head_of_household)[:120],
            village=row.village,
            poverty_class=row.poverty_class,
            size=row.size,
        )
        for row in rows
    ]


def total_objects(page: PoorHouseholdListPage, rows: Iterable[HouseholdRow]) -> list[PoorHouseholdTotal]:
    """Return the totals by village and class as unsaved objects of the page."""
    counted: dict[tuple[Village, str], list[int]] = defaultdict(list)
    for row in rows:
        counted[row.village, str(row.poverty_class)].append(row.size)
    return [
        PoorHouseholdTotal(
            page=page, village=village, poverty_class=poverty_class, households=len(sizes), people=sum(sizes)
        )
        for (village, poverty_class), sizes in counted.items()
    ]
