"""Carry what has not begun yet over to the rule that will be in force when it begins.

What has started keeps its version for good. An obligation of the year that was made in January under a rule
which ends in June, and whose clock starts in September, is owed under September's rule, or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from cms.disclosures import events
from cms.disclosures.models import Exemption, ExemptionGround, Obligation
from cms.disclosures.models.obligations import ObligationQuerySet
from cms.disclosures.services.instantiation import HOLDERS
from cms.disclosures.services.obligations import STARTED, put_start
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft, record_many
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.duties import Start, duty_deadline, is_in_force, periods_of, start_of, version_on
from portal.statutes.duty_versions import duties_by_key
from portal.statutes.models import DisclosureDuty

CHUNK = 500


@dataclass(slots=True)
class Succession:
    """How many obligations moved to another version, and how many ended with their rule."""

    moved: int = 0
    ended: int = 0


def follow_versions(*, on: date, at: datetime, calendar: WorkingCalendar) -> Succession:
    """Move what starts after `on` to the version in force on its day, piece by piece; idempotent."""
    done = Succession()
    versions = duties_by_key()
    while rows := list(_overtaken(on)[:CHUNK]):
        with transaction.atomic():
            drafts = [_follow(row, versions[row.duty_key], calendar, on, at, done) for row in rows]
            record_many(drafts)
    return done


def _overtaken(on: date) -> ObligationQuerySet:
    """What waits to start on a day when its version will have ended."""
    return (
        Obligation.objects.open(on=on)
        .filter(
            exempted_on__isnull=True,
            triggered_on__gt=on,
            duty__effective_to__lt=F("triggered_on"),
        )
        .select_related("organisation", "duty")
        .order_by("pk")
    )


def _follow(
    row: Obligation,
    versions: Sequence[DisclosureDuty],
    calendar: WorkingCalendar,
    on: date,
    at: datetime,
    done: Succession,
) -> EventDraft:
    assert row.triggered_on is not None
    version = version_on(versions, row.triggered_on)
    start = _start_under(version, row, calendar)
    if start is None or not is_in_force(version, start.on):
        done.ended += 1
        return _end(row, on, at)
    done.moved += 1
    previous, row.duty = row.due_on, version
    put_start(row, start=start, deadline=duty_deadline(version, start, calendar))
    row.save(update_fields=STARTED)
    return events.duty_due(row, at, previous)


def _start_under(version: DisclosureDuty, row: Obligation, calendar: WorkingCalendar) -> Start | None:
    """Return what starts the clock under the version; None when it knows no such period or no such holder."""
    if row.organisation.kind not in HOLDERS[version.who]:
        return None
    if not row.is_assumed and row.trigger_document and row.triggered_on:
        return Start(row.triggered_on, document=row.trigger_document)
    year = int(row.period[:4]) if row.period[:4].isdecimal() else row.due_on.year
    if row.period not in periods_of(version, year):
        return None
    return start_of(version, row.period, year, calendar)


def _end(row: Obligation, on: date, at: datetime) -> EventDraft:
    """The rule ends before the duty would arise: it does not apply, and nobody had to ask for that."""
    ended = row.duty.effective_to
    Exemption.objects.create(
        obligation=row,
        ground=ExemptionGround.ABOLISHED,
        reason=f"Quy định hết hiệu lực sau ngày {ended:%d/%m/%Y}, trước ngày nghĩa vụ phát sinh.",
        proposed_role=ActorRole.SYSTEM,
        proposed_at=at,
        approved_role=ActorRole.SYSTEM,
        approved_at=at,
    )
    row.exempted_on = on
    row.save(update_fields=["exempted_on"])
    payload = {"ground": ExemptionGround.ABOLISHED.value}
    return events.about_obligation(
        row, EventKind.DUTY_EXEMPTED, at=at, actor_role=ActorRole.SYSTEM, payload=payload
    )
