"""What a case keeps, for how long, and how it is deleted so that the ledger still verifies.

Days count from the end of a case: closed, or taken out of the lists. Events hold digests and counts only, so nothing
in a chain changes when rows and files go.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from portal.core.private_files import private_files
from portal.feedback.models import (
    AnswerRedaction,
    Attachment,
    Contact,
    CoveredArea,
    Letter,
    LetterFile,
    LetterState,
    Petition,
    PetitionQuerySet,
    Redaction,
    RetentionRule,
)
from portal.feedback.privacy import SHOWN
from portal.feedback.services import erasing
from portal.feedback.services.acting import act_as
from portal.feedback.workflow import PRIVATE_KINDS, ROLE_SYSTEM, WITH_OWN_PAGE, Status, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import record
from portal.organisations.models import Organisation

logger = logging.getLogger(__name__)

What = RetentionRule.What
_AT_ONCE = 200
# Acts that say nothing about when a case ended.
_AFTERWARDS = (WITH_OWN_PAGE - {"merge", "split"}) | {"forget", "delete_contact", "rate", "ask_again"}
_PARTS = (What.CONTACT, What.ATTACHMENTS, What.COVERED, What.PRIVATE_TEXT)


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that a case keeps: until the end of `on`, or `days` after a case that has not ended yet."""

    what: str
    label: str
    days: int
    on: date | None


class Rules:
    """All retention rules, read once. The rule of the day on which a case ended applies to it."""

    def __init__(self) -> None:
        self._rules = list(RetentionRule.objects.order_by("effective_from"))

    def days(self, what: str, kind: str, on: date) -> int | None:
        """How long it is kept; None when no rule says so, and then it stays."""
        fitting = [
            rule
            for rule in self._rules
            if rule.what == what
            and rule.kind in (kind, "")
            and rule.effective_from <= on
            and (rule.effective_to is None or on <= rule.effective_to)
        ]
        # Rows for a kind come before those for every kind, later ones before earlier ones.
        best = max(fitting, key=lambda rule: (bool(rule.kind), rule.effective_from), default=None)
        return best.days if best else None

    def shortest(self) -> int:
        return min((rule.days for rule in self._rules if rule.what in _PARTS), default=10**6)


def staged_lifetime(*, on: date) -> timedelta:
    """How long the files of a letter that was never sent are kept: a day, unless a rule says otherwise."""
    days = Rules().days(What.STAGED, "", on)
    return timedelta(days=1 if days is None else days)


def ended_on(petition: Petition) -> date | None:
    """The day on which the case ended; None while it can still be worked on."""
    if petition.status != Status.CLOSED and not petition.excluded:
        return None
    last = petition.acts.exclude(name__in=_AFTERWARDS).aggregate(at=Max("at"))["at"]
    return localdate(last or petition.received_at)


def plan(petition: Petition, *, on: date) -> list[Planned]:
    """What of the case will be deleted and when, for its sender; empty under a legal hold."""
    if petition.legal_hold:
        return []
    rules, ended = Rules(), ended_on(petition)
    planned = []
    for what in _PARTS:
        days = rules.days(what, petition.kind, ended or on)
        if days is not None and _has(petition, what):
            until = ended + timedelta(days=days) if ended else None
            planned.append(Planned(what, str(What(what).label), days, until))
    return planned


def apply_retention(*, on: date, at: datetime, dry_run: bool = False) -> dict[str, int]:
    """Delete what is due by `on`; return how many cases lost what. A second run finds nothing.

    One transaction for each case, so that a run that is killed has done whole cases and the next one goes on.
    """
    rules, counts = Rules(), dict.fromkeys([str(what) for what in _PARTS], 0)
    for petition in _ended(on - timedelta(days=rules.shortest())):
        due = _due(petition, rules, on)
        if due and (dry_run or _forget(petition, due, at)):
            for what in due:
                counts[what] += 1
    days = rules.days(What.LETTERS, "", on)
    counts["letters"] = 0 if days is None else _forget_letters(on - timedelta(days=days), at, dry_run=dry_run)
    return counts


def _forget_letters(before: date, at: datetime, *, dry_run: bool) -> int:
    """Empty the letters that became no case; one event for each body. Return how many there were."""
    dropped = Letter.objects.filter(
        state__in=[LetterState.DISCARDED, LetterState.IGNORED], arrived_at__date__lte=before
    ).filter(
        ~Q(sealed=None)
        | ~Q(sender="")
        | ~Q(subject="")
        | ~Q(text="")
        | Exists(LetterFile.objects.filter(letter=OuterRef("pk")))
    )
    bodies = list(Organisation.objects.filter(pk__in=dropped.values("organisation")))
    if dry_run:
        return dropped.count()
    return sum(_forget_letters_of(body, dropped, at) for body in bodies)


@transaction.atomic
def _forget_letters_of(body: Organisation, dropped: QuerySet[Letter], at: datetime) -> int:
    erased = erasing.Erased()
    for letter in dropped.filter(organisation=body):
        erasing.dropped_letter(letter, erased)
    record(
        EventKind.RETENTION_APPLIED,
        organisation=body,
        subject=f"letters:{body.code}",
        actor_role=ROLE_SYSTEM,
        at=at,
        payload={"deleted": erased.counts, "digest": erased.digest()},
    )
    transaction.on_commit(lambda: _remove(erased.files))
    return erased.counts.get("letters", 0)


def _due(petition: Petition, rules: Rules, on: date) -> list[str]:
    ended = localdate(petition.ended_at)  # type: ignore[attr-defined]
    found = []
    for what in _PARTS:
        days = rules.days(what, petition.kind, ended)
        if days is not None and ended + timedelta(days=days) <= on and _has(petition, what):
            found.append(str(what))
    return found


def _ended(before: date) -> Iterator[Petition]:
    """Ended cases that still keep something, in chunks by key: rows that go do not move the next chunk."""
    last = 0
    while chunk := list(_keeping_something(before).filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        yield from chunk
        last = chunk[-1].pk


def _keeping_something(before: date) -> PetitionQuerySet:
    own = {"petition": OuterRef("pk")}
    keeps = (
        Exists(Contact.objects.filter(**own))
        | Exists(Attachment.objects.filter(**own))
        | Exists(Redaction.objects.filter(**own))
        | Exists(AnswerRedaction.objects.filter(answer__petition=OuterRef("pk")))
        | Exists(Letter.objects.filter(**own).exclude(sealed=None))
        | (_is_private() & Q(private_text_removed_at=None))
    )
    ended = Petition.objects.filter(Q(status=Status.CLOSED) | ~Q(excluded=""), legal_hold=False)
    ended = ended.filter(keeps).annotate(ended_at=Max("acts__at", filter=~Q(acts__name__in=_AFTERWARDS)))
    return ended.filter(ended_at__date__lte=before)


def _is_private() -> Q:
    return Q(kind__in=PRIVATE_KINDS) | Q(is_public=False) | ~Q(moderation__in=SHOWN) | ~Q(excluded="")


def _has(petition: Petition, what: str) -> bool:
    if what == What.CONTACT:
        from_letters = Letter.objects.filter(petition=petition).exclude(sealed=None)
        return Contact.objects.filter(petition=petition).exists() or from_letters.exists()
    if what == What.ATTACHMENTS:
        return petition.attachments.exists()
    if what == What.COVERED:
        areas = CoveredArea.objects.filter(
            attachment__petition=petition, undone_at=None, original_removed=False
        )
        answers = AnswerRedaction.objects.filter(answer__petition=petition)
        return petition.redactions.exists() or areas.exists() or answers.exists()
    return petition.private_text_removed_at is None and not petition.shows_text


@transaction.atomic
def _forget(petition: Petition, due: list[str], at: datetime) -> bool:
    """Delete and record; False when somebody changed the case in the meantime and the next turn looks again."""
    try:
        with transaction.atomic():
            locked = Petition.objects.select_for_update().get(pk=petition.pk)
            erased = erasing.Erased()
            for what in due:
                _ERASERS[what](locked, erased, at)
            act_as(ROLE_SYSTEM, "forget", petition=locked, at=at, what=erased.counts, digest=erased.digest())
    except TransitionNotAllowed:
        logger.info("%s: left alone", petition.code)
        return False
    transaction.on_commit(lambda: _remove(erased.files))
    return True


_ERASERS = {
    str(What.CONTACT): erasing.contact,
    str(What.ATTACHMENTS): erasing.attachments,
    str(What.COVERED): erasing.covered,
    str(What.PRIVATE_TEXT): erasing.private_text,
}


def _remove(names: list[str]) -> None:
    kept = Attachment.objects.filter(Q(file__in=names) | Q(covered__in=names)).values_list("file", "covered")
    still_needed = {name for pair in kept for name in pair}
    for name in set(names) - still_needed:
        try:
            private_files.delete(name)
        except OSError:
            # The sweep of orphans comes by later: no row knows the file any more.
            logger.warning("could not remove a file of a case whose time is over")
