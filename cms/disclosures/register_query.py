"""The register's filters: read from the address, applied to obligations, written back into links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self

from django.db.models import Exists, OuterRef, Q

from cms.disclosures.models.obligations import Obligation, ObligationQuerySet
from cms.disclosures.statuses import ObligationStatus, PostingStatus, statuses_asked_for
from portal.core.filters import AddressFilters
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import STANDING, period_label

_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True)
class RegisterQuery(AddressFilters):
    """Duty key, organisation slug, period, occurrence, statuses, year; "" does not filter.

    An unknown value finds nothing, except that a year which is none does not filter. `view` and `sort` say how
    what was found is shown.
    """

    NAMES: ClassVar = {
        "view": "xem",
        "item": "muc",
        "organisation": "don-vi",
        "period": "ky",
        "occurrence": "vu-viec",
        "status": "trang-thai",
        "posting": "niem-yet",
        "year": "nam",
        "sort": "xep",
    }
    SHOWING: ClassVar = frozenset({"view", "sort"})

    item: str = ""
    organisation: str = ""
    period: str = ""
    occurrence: str = ""
    status: str = ""
    posting: str = ""
    year: str = ""
    view: str = ""
    sort: str = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> Self:
        # A NUL byte is an error for PostgreSQL; what takes its place is in no key, slug or period either.
        typed = {
            field: parameters.get(name, "").replace("\x00", "\ufffd") for field, name in cls.NAMES.items()
        }
        query = cls(**{field: value.strip()[:120] for field, value in typed.items()})
        return query if _YEAR.fullmatch(query.year) else replace(query, year="")

    def with_changes(self, **changes: str) -> Self:
        return replace(self, **changes)

    @property
    def more_is_filtered(self) -> bool:
        """Whether one of the filters applies that stand behind “Thêm bộ lọc”."""
        return any((self.period, self.occurrence, self.status, self.posting))

    def year_on(self, day: date) -> int:
        """Return the year that was asked for, else the year of the day."""
        return int(self.year) if self.year else day.year

    def apply(
        self, obligations: ObligationQuerySet, *, on: date, soon: date | None = None
    ) -> ObligationQuerySet:
        """Return what the filters let through, with its statuses on the day, the latest due first."""
        found = self.narrow(obligations).with_status(on=on, soon=soon)
        if self.status:
            found = found.filter(Q(status__in=statuses_asked_for(self.status)))
        if self.posting:
            found = found.filter(Q(("posting_status", self.posting)))
        return found.order_by("-due_on", "organisation__name", "duty_key", "pk")

    def narrow(self, obligations: ObligationQuerySet) -> ObligationQuerySet:
        """Apply every filter but the statuses."""
        filters = {
            "duty_key": self.item,
            "organisation__slug": self.organisation,
            "period": self.period,
            "occurrence": self.occurrence,
        }
        chosen = {name: value for name, value in filters.items() if value}
        found = obligations.filter(**chosen)
        return found.filter(of_year(int(self.year))) if self.year else found

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return the options of each filter. Three queries."""
        periods = Obligation.objects.order_by().values_list("period", flat=True).distinct()
        bodies = Organisation.objects.filter(Exists(Obligation.objects.filter(organisation=OuterRef("pk"))))
        return {
            "items": sorted(((duty.key, duty.title) for duty in duties_owed()), key=lambda pair: pair[1]),
            "organisations": list(bodies.order_by("name").values_list("slug", "name")),
            "periods": [(code, period_label(code)) for code in sorted(periods, reverse=True)],
            "statuses": list(ObligationStatus.choices),
            "postings": [(value, label) for value, label in PostingStatus.choices if value],
            "years": [(year, f"Năm {year}") for year in _years(periods, self.year)],
        }


def of_year(year: int) -> Q:
    """What is owed for a year or a part of it, and what stands at all times and fell due by the year's end."""
    # Period codes start with their year and sort as text.
    codes = Q(period__gte=str(year), period__lt=str(year + 1))
    return codes | Q(period=STANDING, due_on__lte=date(year, 12, 31))


def duties_owed() -> list[DisclosureDuty]:
    """Return the duties that anybody owes or owed, in the plan's order; of each key the newest version."""
    owed = Exists(Obligation.objects.filter(duty=OuterRef("pk")))
    newest = {duty.key: duty for duty in DisclosureDuty.objects.filter(owed).order_by("effective_from", "pk")}
    return sorted(newest.values(), key=lambda duty: (duty.plan_item, duty.title))


def _years(periods: "object", chosen: str) -> list[str]:
    found = {code[:4] for code in periods if code != STANDING}  # type: ignore[attr-defined]
    return sorted(found | ({chosen} if chosen else set()), reverse=True)
