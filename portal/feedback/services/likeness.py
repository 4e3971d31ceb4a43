"""Letters that may be one: found by their words, their place and time, and by who sent them.

A few hundred candidates at most are read for one letter, whatever the number of cases, and a slice of each text is
compared; so the time for one letter stays the same when the portal grows.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz, process

from portal.core.text import fold
from portal.feedback.models import Contact, Letter, Likeness, Petition, PetitionQuerySet, SenderMark
from portal.organisations.models import Organisation

logger = logging.getLogger(__name__)

WINDOW = timedelta(days=60)
CANDIDATES = 200
COMPARED = 1_000  # characters
MOST = 5
# Per cent of the words in the same order of the alphabet. Two letters on one matter in different words reach about
# fifty, two on different matters of one village about forty.
ALIKE = 62
ALIKE_OF_ONE_SENDER = 45
SHOWN_TO_RESIDENTS = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be the same, for staff."""

    petition: Petition
    likeness: int
    same_sender: bool


def note_likeness(petition: Petition) -> None:
    """Remember which earlier cases a new one resembles. Never fails: a case is worth more than its likeness."""
    try:
        with transaction.atomic():
            _note(petition)
    except DatabaseError:
        logger.exception("%s was not compared with other cases", petition.code)


def _note(petition: Petition) -> None:
    contact = Contact.objects.filter(petition=petition).first()
    digests = list(contact.marks.values_list("digest", flat=True)) if contact else []
    earlier = Petition.objects.filter(received_at__lte=petition.received_at).exclude(pk=petition.pk)
    if petition.split_from_id:
        earlier = earlier.exclude(pk=petition.split_from_id).exclude(split_from=petition.split_from_id)
    found = _compare(
        petition.folded,
        _near(earlier, petition.organisation, petition.effective_at, petition.village_id),
        _of_sender(earlier, digests, petition.effective_at),
    )
    Likeness.objects.bulk_create(
        [
            Likeness(
                petition=petition, other=one.petition, likeness=one.likeness, same_sender=one.same_sender
            )
            for one in found
        ],
        ignore_conflicts=True,
    )


def likely_cases(letter: Letter) -> list[Alike]:
    """The cases that a waiting letter resembles, of the body that received it or from the same sender."""
    cases = Petition.objects.select_related("organisation")
    digests = [letter.sender] if letter.sender else []
    return _compare(
        fold(f"{letter.subject}\n\n{letter.text}"),
        _near(cases, letter.organisation, letter.arrived_at, None),
        _of_sender(cases, digests, letter.arrived_at),
    )


def alike_of(petition: Petition) -> list[Alike]:
    """What was found when the case came, and what came later and resembles it; hidden and merged cases left out."""
    rows = Likeness.objects.filter(Q(petition=petition) | Q(other=petition))
    found: dict[int, Alike] = {}
    for row in rows.select_related("petition__organisation", "other__organisation")[: 4 * MOST]:
        other = row.other if row.petition_id == petition.pk else row.petition
        if not other.excluded:
            found.setdefault(other.pk, Alike(other, row.likeness, row.same_sender))
    return _best(found.values())


def similar_public(text: str, organisation: Organisation, *, at: datetime) -> list[Petition]:
    """Public cases of one body that say much the same, best first: shown before somebody sends it once more."""
    near = _near(Petition.objects.public(), organisation, at, None)
    return [one.petition for one in _compare(fold(text), near, [])[:SHOWN_TO_RESIDENTS]]


def _near(
    cases: PetitionQuerySet, organisation: Organisation, at: datetime, village_id: int | None
) -> Iterable[Petition]:
    """Cases of the same body around the same time, of the same village where both name one."""
    found = cases.filter(
        organisation=organisation, excluded="", received_at__gt=at - WINDOW, received_at__lt=at + WINDOW
    )
    if village_id:
        found = found.filter(Q(village=village_id) | Q(village=None))
    return found.newest_first()[:CANDIDATES]


def _of_sender(cases: PetitionQuerySet, digests: Sequence[str], at: datetime) -> Iterable[Petition]:
    """Cases of the same sender, whatever body they went to."""
    if not digests:
        return []
    marked = SenderMark.objects.filter(contact__petition=OuterRef("pk"), digest__in=digests)
    return cases.filter(Exists(marked), excluded="", received_at__gt=at - WINDOW).newest_first()[:CANDIDATES]


def _compare(folded: str, near: Iterable[Petition], of_sender: Iterable[Petition]) -> list[Alike]:
    own = {case.pk: case for case in of_sender}
    cases = {**{case.pk: case for case in near}, **own}
    scores = process.extract(
        folded[:COMPARED],
        {pk: case.folded[:COMPARED] for pk, case in cases.items()},
        scorer=fuzz.token_sort_ratio,
        score_cutoff=ALIKE_OF_ONE_SENDER,
        limit=None,
    )
    found = [Alike(cases[pk], round(score), pk in own) for _, score, pk in scores]
    return _best(one for one in found if one.same_sender or one.likeness >= ALIKE)


def _best(found: Iterable[Alike]) -> list[Alike]:
    return sorted(found, key=lambda one: (one.same_sender, one.likeness), reverse=True)[:MOST]
