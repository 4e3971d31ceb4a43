"""Versions of duties in the database: which one applies, and how a new one succeeds the old."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from portal.core import page_cache
from portal.statutes.duties import version_on
from portal.statutes.models import DisclosureDuty


def duty_on(key: str, day: date) -> DisclosureDuty | None:
    """Return the version of the duty that applies on the day (see duties.version_on); None for no such key."""
    versions = list(DisclosureDuty.objects.versions_of(key))
    return version_on(versions, day) if versions else None


def duties_by_key() -> dict[str, list[DisclosureDuty]]:
    """Return every duty's versions, the oldest first. One query."""
    found: dict[str, list[DisclosureDuty]] = defaultdict(list)
    for duty in DisclosureDuty.objects.order_by("key", "effective_from"):
        found[duty.key].append(duty)
    return dict(found)


@transaction.atomic
def open_version(*, duty: DisclosureDuty) -> DisclosureDuty:
    """Store a new, validated version and close the one before it on the day before.

    What was made under the earlier version keeps it. Raises ValueError for a version that is stored already.
    """
    if not duty._state.adding:
        raise ValueError("only a new version is opened")
    before = DisclosureDuty.objects.select_for_update().filter(
        key=duty.key, effective_to__isnull=True, effective_from__lt=duty.effective_from
    )
    before.update(effective_to=duty.effective_from - timedelta(days=1))
    duty.save()
    page_cache.bump()
    return duty
