"""What happens to duties besides publication: events that staff announced, and duties found not to apply."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from cms.disclosures import events
from cms.disclosures.models import Exemption, Obligation
from cms.disclosures.occurrences import occurrence_of
from cms.disclosures.services.announcements import note_announcement
from cms.disclosures.services.obligations import STARTED, new_obligation, put_start
from content.generators.corpus import load, settings
from content.generators.moments import Year
from content.generators.streams import stream
from content.seeding.organisations import Bodies
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft
from portal.statutes.duties import Start, duty_deadline
from portal.statutes.duty_versions import duty_on
from portal.statutes.terms import ZONE


def create(number: int, bodies: Bodies, year: Year) -> list[EventDraft]:
    """Store the announcements and exemptions of the demonstration; return their ledger events, not yet written."""
    texts = load("duty_events.json")
    return [
        *_announcements(number, texts["announced"], bodies, year),
        *_exemptions(texts["exemptions"], year),
    ]


def _at(year: Year, days_ago: int, hour: int) -> datetime:
    """A moment on the working day that many days before the last one."""
    day = year.calendar.on_or_before(year.today - timedelta(days=days_ago))
    return datetime.combine(day, time(hour, 10), ZONE)


# ---- events that staff announced


def _announcements(
    number: int, texts: list[dict[str, Any]], bodies: Bodies, year: Year
) -> Iterator[EventDraft]:
    """In the communes with demo staff: one due in some days, one overdue, one corrected."""
    for code in settings()["demo_staff"]:
        if code not in bodies.organisations:
            continue
        for text in texts:
            yield from _announced(number, text, code, bodies, year)


def _announced(
    number: int, text: dict[str, Any], code: str, bodies: Bodies, year: Year
) -> Iterator[EventDraft]:
    rng = stream(number, "announced", code, text["duty"])
    at = _at(year, text["days_ago"], 9)
    document = f"{rng.randint(12, 240)}/{text['kind']}-UBND (mẫu)"
    duty = duty_on(text["duty"], at.date())
    assert duty is not None
    start = Start(at.date(), document=document)
    obligation = new_obligation(
        organisation=bodies.organisations[code],
        duty=duty,
        period=str(at.year),
        start=start,
        deadline=duty_deadline(duty, start, year.calendar),
        occurrence=occurrence_of(document),
    )
    obligation.save()
    note_announcement(obligation, at=at, role=ActorRole.EDITOR)
    yield events.duty_due(obligation, at, actor_role=ActorRole.EDITOR)
    if text.get("corrected"):
        yield _corrected(obligation, start, text["corrected"], year)


def _corrected(obligation: Obligation, start: Start, days: int, year: Year) -> EventDraft:
    """The first entry gave the day of the meeting; the paper is some days older."""
    at = datetime.combine(start.on, time(15, 40), ZONE)
    earlier = Start(year.calendar.on_or_before(start.on - timedelta(days=days)), document=start.document)
    previous = obligation.due_on
    put_start(obligation, start=earlier, deadline=duty_deadline(obligation.duty, earlier, year.calendar))
    obligation.save(update_fields=STARTED)
    note_announcement(obligation, at=at, role=ActorRole.HEAD, correction="wrong_date", previous=previous)
    return events.duty_due(obligation, at, previous, actor_role=ActorRole.HEAD, correction="wrong_date")


# ---- duties that do not apply


def _exemptions(texts: list[dict[str, Any]], year: Year) -> Iterator[EventDraft]:
    """For one missing item of each kind that the texts speak of, as far as the sample has one."""
    used: set[int] = set()
    for text in texts:
        missing = Obligation.objects.filter(
            duty_key=text["duty"], occurrence="", due_on__lt=year.today - timedelta(days=40)
        ).open(on=year.today)
        rows = missing.exclude(organisation__in=used).select_related("organisation", "duty")
        obligation = rows.order_by("organisation__code", "period").first()
        if obligation is not None:
            used.add(obligation.organisation_id)
            yield from _exemption(obligation, text, year)


def _exemption(obligation: Obligation, text: dict[str, Any], year: Year) -> Iterator[EventDraft]:
    asked, decided, later = _at(year, 18, 10), _at(year, 12, 14), _at(year, 3, 11)
    answer, fate = text.get("answer", ""), text["fate"]
    exemption = Exemption(
        obligation=obligation,
        ground=text["ground"],
        reason=text["reason"],
        proposed_role=ActorRole.HEAD,
        proposed_at=asked,
    )
    yield _told(exemption, EventKind.EXEMPTION_PROPOSED, asked, ActorRole.HEAD, exemption.reason)
    if fate == "refused":
        exemption.refused_at, exemption.refusal = decided, answer
        yield _told(exemption, EventKind.EXEMPTION_REFUSED, decided, text["role"], answer)
    elif fate in ("approved", "lifted"):
        exemption.approved_role, exemption.approved_at = text["role"], decided
        obligation.exempted_on = decided.date()
        yield _told(exemption, EventKind.DUTY_EXEMPTED, decided, text["role"], exemption.reason)
    if fate == "lifted":
        exemption.lifted_at, exemption.lift_reason, obligation.exempted_on = later, answer, None
        yield _told(exemption, EventKind.EXEMPTION_LIFTED, later, text["role"], answer)
    exemption.save()
    obligation.save(update_fields=["exempted_on"])


def _told(exemption: Exemption, kind: EventKind, at: datetime, role: str, words: str) -> EventDraft:
    payload = {"ground": exemption.ground, "reason_sha256": hashlib.sha256(words.encode()).hexdigest()}
    return events.about_obligation(exemption.obligation, kind, at=at, actor_role=role, payload=payload)
