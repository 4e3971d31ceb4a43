"""The desk's doors: where staff write letters down, and how many letters wait to be taken in."""

from dataclasses import dataclass, field

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.feedback.models import Letter, LetterState, Petition
from portal.feedback.services.entering import BY_STAFF
from portal.feedback.services.likeness import Alike, alike_of


@dataclass(frozen=True, slots=True)
class Doors:
    may_enter: bool = False
    waiting: int = 0


def doors_for(user: User) -> Doors:
    own = organisations_for(user, Action.PETITION_ENTER)
    if not own.exists():
        return Doors()
    return Doors(True, Letter.objects.of(own).waiting().count())


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a case: letters that its sender wrote later, and cases that may be the same."""

    letters: list[Letter] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    has_slip: bool = False


def beside_case(petition: Petition) -> Beside:
    added = Letter.objects.filter(petition=petition, state=LetterState.ADDED)
    written = petition.acts.filter(name="submit", actor__isnull=False).exists()
    has_slip = written and petition.channel in BY_STAFF
    return Beside(list(added.prefetch_related("files")), alike_of(petition), has_slip)
