"""Following a public case by e-mail: ask, confirm, be told, stop.

Asking stores nothing but the letter with the link; the link itself carries the sealed address. So nobody can fill a
table with other people's addresses, and no answer of the portal tells whether an address follows already.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone

from portal.core.sealing import SealBroken, seal, unseal
from portal.feedback.models import Act, Follower, Petition
from portal.feedback.news import NEWS, News
from portal.feedback.workflow import Status
from portal.notifications.models import Message, address_digest
from portal.notifications.services import enqueue, withdraw
from portal.statutes.thresholds import Threshold, ThresholdKey

logger = logging.getLogger(__name__)

LINK_LASTS = timedelta(hours=48)
# Confirmations that one address gets in a day, whoever asks for them; and that one case sends in an hour.
LETTERS_TO_ONE_ADDRESS = 3
LETTERS_OF_ONE_CASE = 30
# Followers and cases looked at in one turn of the worker.
_AT_ONCE = 1000
_TEMPLATE = "follow_confirm"
_SALT = "feedback.following.stop"
_PUBLIC = frozenset(name for name, news in NEWS.items() if news.to_followers)
# Followers of a case that is merged go with it.
_MERGED = News(
    "đã gộp",
    "Hồ sơ ông/bà theo dõi đã gộp vào hồ sơ này vì cùng nói một việc; từ nay ông/bà nhận tin của hồ sơ này.",
)


class TooMany(Exception):
    """So many asked to follow this case within the hour that the next must wait."""


class LinkSpent(Exception):
    """The link is older than LINK_LASTS, was altered, or names a case that is not public any more."""


@transaction.atomic
def ask_to_follow(*, petition: Petition, address: str, at: datetime) -> None:
    """Queue the letter with the link that confirms. The same for every address, whether it follows or not.

    Raises TooMany.
    """
    digest = address_digest(address)
    asked = Message.objects.filter(template=_TEMPLATE)
    prefix = f"follow-ask:{petition.pk}:"
    if (
        asked.filter(key__startswith=prefix, created_at__gt=at - timedelta(hours=1)).count()
        >= LETTERS_OF_ONE_CASE
    ):
        raise TooMany
    today = asked.filter(recipient=digest, created_at__gt=at - timedelta(days=1)).count()
    follows = Follower.objects.filter(petition=petition, digest=digest).exists()
    if follows or today >= LETTERS_TO_ONE_ADDRESS:
        return
    token = seal({"address": address, "case": petition.code, "at": at.isoformat()}).decode()
    enqueue(
        key=f"{prefix}{digest}:{at.isoformat()}",
        template=_TEMPLATE,
        context={"code": petition.code, "organisation": petition.organisation.name},
        to_address=address,
        secret={"link": settings.SITE_URL + reverse("feedback:follow-confirm", args=[token])},
        at=at,
    )


def read_link(token: str, *, at: datetime) -> tuple[Petition, str]:
    """The case and the address of a confirming link. Raises LinkSpent."""
    try:
        held = unseal(token.encode())
        age = at - datetime.fromisoformat(held["at"])
        petition = Petition.objects.public().select_related("organisation").get(code=held["case"])
    except (SealBroken, KeyError, ValueError, Petition.DoesNotExist) as error:
        raise LinkSpent from error
    if not timedelta(0) <= age <= LINK_LASTS:
        raise LinkSpent
    return petition, held["address"]


@transaction.atomic
def confirm(*, token: str, at: datetime) -> Follower:
    """Start following. A second use of the link returns the same follower. Raises LinkSpent."""
    petition, address = read_link(token, at=at)
    newest = petition.acts.aggregate(newest=Max("pk"))["newest"]
    follower, _ = Follower.objects.get_or_create(
        petition=petition,
        digest=address_digest(address),
        defaults={"sealed": seal({"address": address}), "confirmed_at": at, "last_act": newest or 0},
    )
    return follower


def stop_token(follower: Follower) -> str:
    """What a link to stop holds; it works as long as the follower exists."""
    return signing.dumps(follower.pk, salt=_SALT)


@transaction.atomic
def stop(*, token: str) -> bool:
    """Delete the follower whose link this is, with the letters that wait; False for a link that was altered."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return False
    Follower.objects.filter(pk=pk).delete()
    withdraw(prefix=f"follow:{pk}:")
    return True


def tell_followers(*, at: datetime) -> int:
    """Queue letters about public acts since each follower's last one; return how many. Idempotent, catches up."""
    behind = (
        Follower.objects.filter(
            petition__acts__pk__gt=F("last_act"), petition__acts__name__in=sorted(_PUBLIC | {"merge"})
        )
        .select_related("petition__organisation", "petition__merged_into__organisation")
        .order_by("pk")
        .distinct()
    )
    return sum(_tell(follower, at) for follower in behind[:_AT_ONCE])


@transaction.atomic
def _tell(follower: Follower, at: datetime) -> int:
    petition = follower.petition
    acts = list(petition.acts.filter(pk__gt=follower.last_act).order_by("pk"))
    told = [act for act in acts if act.name in _PUBLIC] if petition.shows_text else []
    try:
        address = follower.address()
    except SealBroken:
        logger.warning("follower %s cannot be opened and is removed", follower.pk)
        follower.delete()
        return 0
    for act in told:
        _queue(follower, act, address, at)
    if (main := _goes_with(petition)) is not None:
        return _follow_main(follower, main, address, at)
    Follower.objects.filter(pk=follower.pk).update(last_act=acts[-1].pk)
    return len(told)


def _goes_with(petition: Petition) -> Petition | None:
    """The case that a merged one went into, where everybody may know of both."""
    main = petition.merged_into
    return main if main is not None and petition.sender_agreed and main.shows_text else None


def _follow_main(follower: Follower, main: Petition, address: str, at: datetime) -> int:
    """Let the follower of a merged case follow its main case, once, and say so; return how many letters that took."""
    if Follower.objects.filter(petition=main, digest=follower.digest).exists():
        follower.delete()
        return 0
    newest = main.acts.order_by("-pk")[0]
    follower.petition, follower.last_act = main, newest.pk
    follower.save(update_fields=["petition", "last_act"])
    _queue(follower, newest, address, at, _MERGED)
    return 1


def _queue(follower: Follower, act: Act, address: str, at: datetime, news: News | None = None) -> None:
    petition, news = follower.petition, news or NEWS[act.name]
    stop_url = settings.SITE_URL + reverse("feedback:follow-stop", args=[stop_token(follower)])
    enqueue(
        key=f"follow:{follower.pk}:{act.pk}",
        template="follow_news",
        context={
            "code": petition.code,
            "kind": petition.get_kind_display(),
            "organisation": petition.organisation.name,
            "headline": news.headline,
            "text": news.text,
            "address": f"{settings.SITE_URL}{petition.get_absolute_url()}",
        },
        to_address=address,
        secret={"unsubscribe_url": stop_url},
        at=at,
    )


def sweep_followers(*, at: datetime) -> int:
    """Delete the followers of cases that ended, or left the public, some days ago; return how many.

    Without a row for the days nobody is deleted by itself.
    """
    days = Threshold.objects.days(ThresholdKey.FOLLOW_ENDS, on=timezone.localtime(at).date())
    if days is None:
        return 0
    gone = Petition.objects.filter(followers__isnull=False).exclude(
        pk__in=Petition.objects.public().exclude(status=Status.CLOSED).values("pk")
    )
    still = gone.exclude(acts__at__gt=at - timedelta(days=days))
    deleted, _ = Follower.objects.filter(petition__in=still.values("pk")).delete()
    return deleted
