"""The way between the desk's list and a case: the filters go along, and the neighbours are one click away."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from portal.feedback.desk.query import DeskQuery
from portal.feedback.models import PetitionQuerySet

# Longer addresses are not ours.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Trail:
    """`query` is the list's address without its path; the neighbours are codes, "" at the ends."""

    query: str = ""
    previous: str = ""
    next: str = ""

    @property
    def suffix(self) -> str:
        return f"?{self.query}" if self.query else ""

    @property
    def back(self) -> str:
        return reverse("feedback_desk") + self.suffix


def trail_of(request: HttpRequest) -> Trail:
    """The list that the user comes from, without its neighbours. No query."""
    query = request.GET.copy()
    query.pop("mo", None)
    address = query.urlencode()
    return Trail(address if len(address) <= _LONGEST else "")


def with_neighbours(
    trail: Trail, request: HttpRequest, cases: PetitionQuerySet, code: str, *, on: date
) -> Trail:
    """Find what stands before and after the case in its list. One query, of one page of the list.

    A case that has left the list (acknowledged, it no longer waits) is followed by the first of its page.
    """
    if not trail.query:
        return trail
    query = DeskQuery.from_parameters(request.GET)
    first = max(0, (query.page - 1) * query.per_page - 1)
    found = query.ordered(cases, on=on).values_list("code", flat=True)
    codes = list(found[first : query.page * query.per_page + 1])
    if code not in codes:
        following = codes[1:2] if query.page > 1 else codes[:1]
        return Trail(trail.query, "", following[0] if following else "")
    place = codes.index(code)
    return Trail(
        trail.query,
        codes[place - 1] if place else "",
        codes[place + 1] if place + 1 < len(codes) else "",
    )
