"""“Me too”: one tap of one browser for one case. It counts in no score and names nobody."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from portal.core import page_cache
from portal.core.sealing import derived_key
from portal.feedback.models import Petition, Support
from portal.feedback.workflow import Status, TransitionNotAllowed

# A browser taps this often before it has to read digits; so do all together for one case within the window.
FREE_TAPS = 8
FREE_PER_CASE = 60
WINDOW = timedelta(minutes=10)
# All taps together within the window; beyond it somebody is counting with a machine, and everybody waits.
MOST_IN_WINDOW = 3_000
# Each bump makes every cached page stale; a flood of taps must not switch the cache off. Pages are late by at most
# this long, or by PAGE_CACHE_SECONDS for the last tap of a series.
_BUMP_SECONDS = 10


class TooManyTaps(Exception):
    """More taps than the portal counts in so short a time."""


def may_be_supported(petition: Petition) -> bool:
    """Open cases that everybody reads. The parts of a split letter are tapped, not the letter."""
    return petition.is_open and petition.shows_text and petition.status != Status.SPLIT


def needs_captcha(*, petition: Petition, taps: int, at: datetime) -> bool:
    """Whether the browser, or the case, was tapped so often that a person must show that they are one."""
    if taps >= FREE_TAPS:
        return True
    return petition.supports.filter(at__gt=at - WINDOW).count() >= FREE_PER_CASE


@transaction.atomic
def support(*, petition: Petition, browser: str, at: datetime) -> bool:
    """Count the browser for the case; False when it was counted already.

    Raises TransitionNotAllowed for a case that is private, hidden or over, TooManyTaps in a flood.
    """
    locked = Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
    if not may_be_supported(locked):
        raise TransitionNotAllowed("Hồ sơ này không nhận thêm ý kiến cùng phản ánh.")
    if Support.objects.filter(at__gt=at - WINDOW).count() >= MOST_IN_WINDOW:
        raise TooManyTaps
    _, is_new = Support.objects.get_or_create(
        petition=locked, browser=digest(browser, locked), defaults={"at": at}
    )
    if is_new:
        Petition.objects.filter(pk=locked.pk).update(voices=F("voices") + 1)
        _let_pages_know()
    return is_new


@transaction.atomic
def withdraw_support(*, petition: Petition, browser: str) -> bool:
    """Take the tap back; False when there was none."""
    Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
    gone, _ = Support.objects.filter(petition=petition, browser=digest(browser, petition)).delete()
    if gone:
        Petition.objects.filter(pk=petition.pk).update(voices=Greatest(F("voices") - 1, 0))
        _let_pages_know()
    return bool(gone)


def supports(*, petition: Petition, browser: str) -> bool:
    return Support.objects.filter(petition=petition, browser=digest(browser, petition)).exists()


def digest(browser: str, petition: Petition) -> str:
    """What the table keeps of a browser for one case: nothing that could be compared between two cases."""
    key = derived_key(settings.SECRET_KEY, b"me too")
    return hmac.new(key, f"{browser}:{petition.pk}".encode(), hashlib.sha256).hexdigest()


def _let_pages_know() -> None:
    if cache.add("feedback:voices-bumped", 1, _BUMP_SECONDS):
        page_cache.bump()
