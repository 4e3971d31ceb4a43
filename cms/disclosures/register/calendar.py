"""One organisation's year of disclosures: month by month, what is due when and what came."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cms.disclosures.models.obligations import Obligation
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.entries import Entry, read_entries
from portal.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Month:
    """`entries` in the order of their due dates; `is_now` marks the month of the day it is seen on."""

    number: int
    label: str
    entries: list[Entry]
    is_now: bool

    @property
    def missing(self) -> int:
        return sum(entry.is_missing for entry in self.entries)


def months(*, organisation: Organisation, year: int, as_of: AsOf) -> list[Month]:
    """Return the twelve months with what falls due in each. Three queries."""
    due = Q(due_on__gte=date(year, 1, 1), due_on__lte=date(year, 12, 31))
    owed = as_of.statuses(Obligation.objects.of(organisation).filter(due))
    entries = read_entries(owed.order_by("due_on", "duty__title", "pk"))
    return [
        Month(
            number,
            f"Tháng {number}/{year}",
            [entry for entry in entries if entry.due_on.month == number],
            (as_of.day.year, as_of.day.month) == (year, number),
        )
        for number in range(1, 13)
    ]
