"""Words at the desk that are not sent yet, and who is writing on a case just now."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.feedback.models import CaseLock, Petition, SavedDraft
from portal.feedback.vocabulary import Status

# Longer than anybody can send, so that a draft keeps even what the form will refuse.
LONGEST_VALUE = 40_000
LOCK_FOR = timedelta(minutes=5)
# Drafts of a case that has ended are forgotten after this time; those of open cases never are.
KEPT_AFTER_END = timedelta(days=90)


@transaction.atomic
def save_draft(
    *, petition: Petition, user: User, act: str, values: Mapping[str, str], at: datetime, version: int
) -> SavedDraft | None:
    """Keep what the user has typed for an act; nothing but blanks removes the draft and returns None."""
    kept = {name: value[:LONGEST_VALUE].replace("\x00", "") for name, value in values.items()}
    if not any(value.strip() for value in kept.values()):
        discard_draft(petition=petition, user=user, act=act)
        return None
    draft, _ = SavedDraft.objects.update_or_create(
        user=user,
        petition=petition,
        act=act,
        defaults={"values": kept, "version": version, "saved_at": at},
    )
    return draft


def discard_draft(*, petition: Petition, user: User, act: str) -> None:
    SavedDraft.objects.filter(petition=petition, user=user, act=act).delete()


def forget_old_drafts(*, at: datetime) -> int:
    """Remove drafts of cases that ended long ago; return how many."""
    ended = [Status.CLOSED, Status.REFUSED]
    old = SavedDraft.objects.filter(saved_at__lt=at - KEPT_AFTER_END, petition__status__in=ended)
    return old.delete()[0]


def lock_of(petition: Petition, *, at: datetime) -> CaseLock | None:
    """The lock that holds now, if one does."""
    return CaseLock.objects.filter(petition=petition, expires_at__gt=at).select_related("user").first()


@transaction.atomic
def hold(*, petition: Petition, user: User, at: datetime, take_over: bool = False) -> CaseLock:
    """Say that the user is writing here, for a few minutes from now on; return the lock that holds.

    Another's running lock is left alone unless it is taken over, and is then what comes back.
    """
    Petition.objects.select_for_update().only("pk").get(pk=petition.pk)
    held = CaseLock.objects.filter(petition=petition).select_related("user").first()
    if held and held.expires_at > at and held.user_id != user.pk and not take_over:
        return held
    is_new = held is None or held.user_id != user.pk or held.expires_at <= at
    lock, _ = CaseLock.objects.update_or_create(
        petition=petition,
        defaults={
            "user": user,
            "taken_at": at if is_new or held is None else held.taken_at,
            "expires_at": at + LOCK_FOR,
        },
    )
    return lock


def let_go(*, petition: Petition, user: User) -> None:
    """Give up the user's own lock."""
    CaseLock.objects.filter(petition=petition, user=user).delete()
