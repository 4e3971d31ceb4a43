"""What happens to cases without anybody doing it. Idempotent, and catches up after a missed turn."""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from portal.feedback.models import Act, Answer, Deadline, Petition
from portal.feedback.services import acts, after_answer, relations
from portal.feedback.services.acting import announce
from portal.feedback.services.case import Case
from portal.feedback.services.clockwork import Clockwork, iso
from portal.feedback.services.telling import tell
from portal.feedback.workflow import OPEN, ROLE_SYSTEM, Status, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.statutes.thresholds import Threshold, ThresholdKey

logger = logging.getLogger(__name__)

# Whoever has not been asked by then (the worker stood still, the row is new) is not asked about a matter long gone.
ASKED_AGAIN_AT_LATEST = timedelta(days=30)
_AT_ONCE = 500
_CALENDAR_SEEN = "feedback:deadlines-follow-calendar"


def resume_paused(*, at: datetime) -> int:
    """Resume the cases whose pause ends today or ended before; return how many."""
    today = timezone.localtime(at).date()
    ended = Petition.objects.filter(status=Status.PAUSED, wait_until__lte=today)[:_AT_ONCE]
    return sum(_done(acts.resume_by_itself, petition, at) for petition in ended)


def close_settled(*, at: datetime) -> int:
    """Close the cases that were answered or refused long ago and are not in dispute; return how many.

    Closing says nothing of whether the matter is settled. Without a row for the time nothing closes by itself.
    """
    days = Threshold.objects.days(ThresholdKey.ANSWER_CLOSES, on=timezone.localtime(at).date())
    if days is None:
        return 0
    settled = Petition.objects.filter(status__in=[Status.ANSWERED, Status.REFUSED])
    # The last act counts: a second answer gives the sender the full time again.
    recent = settled.filter(
        acts__name__in=["approve_answer", "refuse"], acts__at__gt=at - timedelta(days=days)
    )
    old = settled.exclude(pk__in=recent.values("pk"))[:_AT_ONCE]
    return sum(_done(acts.close, petition, at) for petition in old)


def ask_again(*, at: datetime) -> int:
    """Ask the senders of cases answered some days ago whether the matter is settled; return how many."""
    days = Threshold.objects.days(ThresholdKey.ANSWER_ASKED_AGAIN, on=timezone.localtime(at).date())
    if days is None:
        return 0
    newest = Answer.objects.filter(petition=OuterRef("pk"), published_at__isnull=False).order_by("-number")
    latest = at - timedelta(days=days)
    due = (
        Petition.objects.listed()
        .filter(status__in=[Status.ANSWERED, Status.CLOSED])
        .annotate(
            newest_at=Subquery(newest.values("published_at")[:1]),
            newest_asked_at=Subquery(newest.values("asked_again_at")[:1]),
        )
        .filter(
            newest_at__lte=latest, newest_at__gt=latest - ASKED_AGAIN_AT_LATEST, newest_asked_at__isnull=True
        )
        # Spares the sub-queries for all that was answered years ago.
        .filter(answers__published_at__gt=latest - ASKED_AGAIN_AT_LATEST)
        .order_by("pk")
        .distinct()
    )
    return sum(_done(after_answer.ask_again, petition, at) for petition in due[:_AT_ONCE])


def end_split_letters(*, at: datetime) -> int:
    """Close the letters all of whose parts are closed; return how many."""
    return sum(_done(relations.end_split, petition, at) for petition in relations.letters_done())


def recompute_open_deadlines(*, at: datetime) -> int:
    """Bring running clocks in line with the calendar; the old date stays in the ledger. Return how many moved."""
    clockwork = Clockwork()
    if cache.get(_CALENDAR_SEEN) == clockwork.calendar.version:
        return 0
    running = Deadline.objects.filter(
        due_on__isnull=False, met_on=None, cancelled_on=None, terms__isnull=False, petition__status__in=OPEN
    ).select_related("petition__organisation")
    moved = 0
    for candidate in running.iterator(chunk_size=_AT_ONCE):
        if clockwork.recompute(candidate):
            moved += _store_moved(candidate.pk, clockwork, at)
    # Another look after some hours catches what was computed under the old calendar while it changed.
    cache.set(_CALENDAR_SEEN, clockwork.calendar.version, 6 * 3600)
    return moved


@transaction.atomic
def _store_moved(pk: int, clockwork: Clockwork, at: datetime) -> int:
    petition_id = Deadline.objects.values_list("petition_id", flat=True).get(pk=pk)
    petition = (
        Petition.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=petition_id)
    )
    deadline = Deadline.objects.get(pk=pk)
    previous = deadline.due_on
    if not deadline.is_running or not clockwork.recompute(deadline):
        return 0
    deadline.save()
    details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    event = record(
        EventKind.DUE_RECOMPUTED,
        organisation=petition.organisation,
        subject=petition.subject,
        actor_role=ROLE_SYSTEM,
        at=at,
        payload=details,
    )
    act = Act.objects.create(
        petition=petition,
        name="recompute",
        at=at,
        actor_role=ROLE_SYSTEM,
        organisation=petition.organisation,
        details=details,
        event_hash=event.hash,
    )
    # Each letter has a key of its own by the version of its case, and whoever is at work on the old date is told.
    petition.version += 1
    petition.save(update_fields=["version"])
    case = Case.load(petition, clockwork)
    case.acts.append((act, []))
    tell(case)
    announce(petition)
    return 1


def _done(act: object, petition: Petition, at: datetime) -> bool:
    try:
        act(petition=petition, at=at)  # type: ignore[operator]
    except TransitionNotAllowed:
        # Somebody acted on it in the meantime; the next turn looks again.
        logger.info("%s: left alone", petition.code)
        return False
    return True
