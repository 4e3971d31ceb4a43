"""What happens to cases without anybody doing it. Idempotent, and catches up after a missed turn."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from portal.feedback.models import Answer, Deadline, Petition
from portal.feedback.services import acts, after_answer, relations
from portal.feedback.services.clockwork import Clockwork
from portal.feedback.services.later import recompute
from portal.feedback.workflow import OPEN, Status, TransitionNotAllowed
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
    """Bring running clocks in line with the calendar; the old date stays in the ledger. Return how many moved.

    Each clock is a transaction of its own: a run that is stopped has lost nothing, and the next one finds the rest.
    """
    clockwork = Clockwork()
    if cache.get(_CALENDAR_SEEN) == clockwork.calendar.version:
        return 0
    running = Deadline.objects.filter(
        due_on__isnull=False, met_on=None, cancelled_on=None, terms__isnull=False, petition__status__in=OPEN
    ).select_related("petition")
    # The latest date of a case first: the one letter that tells of all its clocks names the date of the answer.
    running = running.order_by("petition_id", "-due_on", "pk")
    moved = 0
    for candidate in running.iterator(chunk_size=_AT_ONCE):
        if clockwork.recompute(candidate):
            moved += _done(partial(recompute, stage=candidate.stage), candidate.petition, at)
    # Another look after some hours catches what was computed under the old calendar while it changed.
    cache.set(_CALENDAR_SEEN, clockwork.calendar.version, 6 * 3600)
    return moved


def _done(act: Callable[..., Petition], petition: Petition, at: datetime) -> bool:
    try:
        act(petition=petition, at=at)
    except TransitionNotAllowed:
        # Somebody acted on it in the meantime; the next turn looks again.
        logger.info("%s: left alone", petition.code)
        return False
    return True
