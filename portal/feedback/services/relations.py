"""Acts that concern two or more cases, and those by which the body above decides who is competent.

They lock what they touch in the order of keys. They raise what the acts in `acts` raise.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from portal.accounts.models import User
from portal.feedback.codes import case_code
from portal.feedback.models import Contact, Petition
from portal.feedback.services.acting import act_as, act_as_staff, announce
from portal.feedback.services.relating import Part
from portal.feedback.workflow import ROLE_RESIDENT, ROLE_SYSTEM, Status
from portal.organisations.models import Organisation

_CODE_ATTEMPTS = 5
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PartText:
    """What staff choose for one part of a letter."""

    organisation: Organisation
    title: str
    text: str
    category: str


@transaction.atomic
def merge(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    into: Petition,
    explanation: str,
    version: int | None = None,
) -> Petition:
    """Let `into`, a case of the same body, answer this one too. A head can undo it (`restore`)."""
    main = _locked([petition, into])[into.pk]
    merged = act_as_staff(
        "merge", petition=petition, by=by, at=at, version=version, into=main, explanation=explanation
    )
    _store_voices(main)
    return merged


@transaction.atomic
def restore(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Show a hidden case again; part a merged one from its main case."""
    main_id = Petition.objects.values_list("merged_into_id", flat=True).get(pk=petition.pk)
    _locked([petition, *Petition.objects.filter(pk=main_id)])
    done = act_as_staff("restore", petition=petition, by=by, at=at, version=version, explanation=explanation)
    if main_id is not None:
        main = Petition.objects.select_related("organisation").get(pk=main_id)
        main.voices = max(0, main.voices - 1)
        _store_voices(main)
    return done


def object_merge(*, petition: Petition, at: datetime, text: str) -> Petition:
    """The sender of a merged case says that theirs is another matter; the head decides."""
    return act_as(ROLE_RESIDENT, "object_merge", petition=petition, at=at, text=text)


def keep_merge(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Answer the sender's objection: the case stays merged, and why."""
    return act_as_staff(
        "keep_merge", petition=petition, by=by, at=at, version=version, explanation=explanation
    )


@transaction.atomic
def split(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    parts: Sequence[PartText],
    explanation: str,
    version: int | None = None,
) -> Petition:
    """Make up to ten cases of one letter, each with its own code and body; return the letter.

    The parts keep the letter's day of receipt and its clocks. The sender's contact details and private link serve
    for all of them.
    """
    done = act_as_staff(
        "split",
        petition=petition,
        by=by,
        at=at,
        version=version,
        parts=_with_codes(parts),
        explanation=explanation,
    )
    for part in done.parts.all():
        _copy_contact(done, part)
        announce(part)
    return done


def ask_assignment(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Ask the body above to say who is competent. The resident's clocks run on."""
    return act_as_staff(
        "ask_assignment", petition=petition, by=by, at=at, version=version, explanation=explanation
    )


def assign(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    to: Organisation,
    explanation: str,
    version: int | None = None,
) -> Petition:
    """The head of the body above decides who answers; from then on nobody hands the case on."""
    return act_as_staff(
        "assign", petition=petition, by=by, at=at, version=version, to=to, explanation=explanation
    )


def end_split(*, petition: Petition, at: datetime) -> Petition:
    return act_as(ROLE_SYSTEM, "end_split", petition=petition, at=at)


def letters_done() -> Iterable[Petition]:
    """Letters that were split and none of whose parts is open any more."""
    unfinished = Petition.objects.filter(split_from=OuterRef("pk"), excluded="").exclude(status=Status.CLOSED)
    return Petition.objects.filter(status=Status.SPLIT).exclude(Exists(unfinished))[:_AT_ONCE]


def _locked(cases: Iterable[Petition]) -> dict[int, Petition]:
    keys = sorted({case.pk for case in cases})
    rows = Petition.objects.select_for_update(of=("self",)).select_related("organisation")
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}


def _store_voices(main: Petition) -> None:
    Petition.objects.filter(pk=main.pk).update(voices=main.voices)
    announce(main)


def _with_codes(parts: Sequence[PartText]) -> list[Part]:
    made = []
    for part in parts:
        key = uuid.uuid4()
        made.append(
            Part(
                organisation=part.organisation,
                title=part.title,
                text=part.text,
                category=part.category,
                key=key,
                code=_free_code(key),
            )
        )
    return made


def _free_code(key: uuid.UUID) -> str:
    for attempt in range(_CODE_ATTEMPTS):
        if not Petition.objects.filter(code=(code := case_code(key, attempt))).exists():
            return code
    raise IntegrityError("no free code for this part")


def _copy_contact(letter: Petition, part: Petition) -> None:
    """The sealed details as they are: nobody reads them here, and each opening is logged where it happens."""
    contact = Contact.objects.filter(petition=letter).first()
    if contact is not None:
        Contact.objects.create(petition=part, sealed=contact.sealed)
