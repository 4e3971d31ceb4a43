"""The desk's doors: where staff write letters down, and how many letters wait to be taken in."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.feedback.models import Letter


@dataclass(frozen=True, slots=True)
class Doors:
    may_enter: bool = False
    waiting: int = 0


def doors_for(user: User) -> Doors:
    own = organisations_for(user, Action.PETITION_ENTER)
    if not own.exists():
        return Doors()
    return Doors(True, Letter.objects.of(own).waiting().count())
