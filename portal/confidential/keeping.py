"""How long sealed boxes are kept, and how they go so that the daily digest still adds up."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from portal.confidential.models import Tip, TipPart
from portal.confidential.workflow import OPEN
from portal.statutes.thresholds import Threshold, ThresholdKey


def forget_tips(*, on: date) -> int:
    """Delete the boxes of tips whose term has ended; return how many tips lost them. Idempotent.

    The term is the dated row in force on the day of the last thing that happened: the end of the case, or a message
    after it. Digests, places and days stay, so whoever adds up the day's digest gets the same.
    """
    full = TipPart.objects.exclude(sealed=b"", sealed_for_sender=b"").values("tip")
    closed = Tip.objects.filter(pk__in=full).exclude(status__in=OPEN).order_by("pk")
    return sum(_forget(key, on) for key in list(closed.values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, on: date) -> bool:
    tip = Tip.objects.select_for_update().get(pk=key)
    if (ends := kept_until(tip)) is None or ends > on:
        return False
    tip.parts.update(sealed=b"", sealed_for_sender=b"")
    tip.forgotten_on, tip.waits_for_us = on, False
    tip.save(update_fields=["forgotten_on", "waits_for_us"])
    return True


def kept_until(tip: Tip) -> date | None:
    """The day on which the boxes go; None while the case is open, or where no row says how long they stay."""
    closed = tip.closed_on
    if closed is None:
        return None
    last = max(closed, tip.parts.aggregate(on=Max("on"))["on"] or closed)
    days = Threshold.objects.days(ThresholdKey.TIP_KEPT, on=last)
    return None if days is None else last + timedelta(days=days)
