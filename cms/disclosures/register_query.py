"""The register's filters: read from the address, applied to obligations, written back into links."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count

from cms.disclosures.models.obligations import Obligation, ObligationQuerySet, ObligationStatus
from portal.organisations.models import Organisation
from portal.statutes.periods import period_label

_SUMMARY = ("duty__key", "duty__title", "status")
_NAMES = {"item": "muc", "organisation": "don-vi", "period": "ky", "status": "trang-thai"}


@dataclass(frozen=True, slots=True)
class StatusCount:
    key: str
    label: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """One line of the overview: an item and how many organisations stand where."""

    title: str
    address: str
    counts: list[StatusCount]


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Duty key, organisation slug, period and status; "" does not filter. An unknown value finds nothing."""

    item: str = ""
    organisation: str = ""
    period: str = ""
    status: str = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> Self:
        return cls(**{field: parameters.get(name, "").strip()[:120] for field, name in _NAMES.items()})

    def address(self, **changes: str) -> str:
        """Return the query string of this view of the register, with the changes; "" when nothing filters."""
        values = asdict(replace(self, **changes))
        query = urlencode({_NAMES[field]: value for field, value in values.items() if value})
        return f"?{query}" if query else ""

    @property
    def as_query(self) -> str:
        return self.address()

    @property
    def is_filtered(self) -> bool:
        return any(asdict(self).values())

    def apply(self, obligations: ObligationQuerySet, *, on: date) -> ObligationQuerySet:
        found = self._without_status(obligations)
        found = found.standing(self.status, on=on) if self.status else found.with_status(on=on)
        return found.order_by("-due_on", "organisation__name", "duty__key", "pk")

    def _without_status(self, obligations: ObligationQuerySet) -> ObligationQuerySet:
        filters = {"duty__key": self.item, "organisation__slug": self.organisation, "period": self.period}
        chosen = {name: value for name, value in filters.items() if value}
        # A NUL byte is an error for PostgreSQL, and no key, slug or period holds one.
        if any("\x00" in value for value in (*chosen.values(), self.status)):
            return obligations.none()
        return obligations.filter(**chosen)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return the options of each filter. Three queries."""
        base = Obligation.objects.order_by()
        items = base.values_list("duty__key", "duty__title").distinct()
        found = base.values_list("period", flat=True).distinct()
        bodies = Organisation.objects.filter(obligations__isnull=False).distinct().order_by("name")
        return {
            "items": sorted(dict(items).items(), key=lambda pair: pair[1]),
            "organisations": list(bodies.values_list("slug", "name")),
            "periods": [(code, period_label(code)) for code in sorted(found, reverse=True)],
            "statuses": list(ObligationStatus.choices),
        }

    def summary(self, *, on: date) -> list[ItemCounts]:
        """Return, per item, how many obligations have which status; the status filter itself is ignored."""
        counted = self._without_status(Obligation.objects.all()).with_status(on=on).order_by()
        table: dict[tuple[str, str], dict[str, int]] = {}
        for key, title, status, number in counted.values_list(*_SUMMARY).annotate(Count("pk")):
            counts = table.setdefault((title, key), dict.fromkeys(ObligationStatus.values, 0))
            counts[status] = number
        return [self._line(title, key, counts) for (title, key), counts in sorted(table.items())]

    def _line(self, title: str, key: str, counts: dict[str, int]) -> ItemCounts:
        cells = [
            StatusCount(status, ObligationStatus(status).label, number, self.address(item=key, status=status))
            for status, number in counts.items()
        ]
        return ItemCounts(title, self.address(item=key, status=""), cells)
