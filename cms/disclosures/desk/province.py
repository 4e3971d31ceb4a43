"""Who is late on what, over the whole province: one grouped query, sorted by the worst."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Min, Q, Value, When

from cms.disclosures.models import Obligation
from cms.disclosures.models.obligations import ObligationQuerySet
from cms.disclosures.register_query import duties_owed, of_year
from cms.disclosures.rights import Rights
from portal.organisations.models import Organisation, OrganisationKind

_NAMES = {"item": "muc", "kind": "cap", "year": "nam", "only": "chi"}
ONLY_LATE = "tre"

LATE_NOW, LATE_DONE, IN_TIME, NOT_YET, EXCUSED = "missing", "late", "published", "open", "excused"
STANDINGS: tuple[str, ...] = (LATE_NOW, LATE_DONE, IN_TIME, NOT_YET, EXCUSED)


@dataclass(frozen=True, slots=True)
class ProvinceQuery:
    """Duty key, kind of body, year ("" for all), and whether to show only who is late now."""

    item: str = ""
    kind: str = ""
    year: str = ""
    only: str = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str], *, today: date) -> Self:
        found = {name: parameters.get(key, "").strip()[:60] for name, key in _NAMES.items()}
        if "nam" not in parameters:
            found["year"] = str(today.year)
        if not (found["year"].isascii() and found["year"].isdigit() and len(found["year"]) == 4):
            found["year"] = ""
        if found["kind"] not in OrganisationKind.values:
            found["kind"] = ""
        return cls(**found)

    def address(self, **changes: str) -> str:
        values = {name: getattr(replace(self, **changes), name) for name in _NAMES}
        # "nam" is always said: without it the current year is meant.
        query = {_NAMES[name]: value for name, value in values.items() if value or name == "year"}
        return f"?{urlencode(query)}"

    def apply(self, owed: ObligationQuerySet) -> ObligationQuerySet:
        if "\x00" in self.item:
            # PostgreSQL takes no NUL byte, and no key holds one.
            return owed.none()
        chosen = {"duty_key": self.item, "organisation__kind": self.kind}
        found = owed.filter(**{name: value for name, value in chosen.items() if value})
        return found.filter(of_year(int(self.year))) if self.year else found


@dataclass(slots=True)
class Line:
    """What one body, or all bodies on one duty, owe: how much stands where, and since when the oldest is late."""

    key: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANDINGS, 0))
    oldest: date | None = None
    # Name of what is late -> how many of it; the other axis of the table.
    late_on: dict[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return self.counts[LATE_NOW]

    @property
    def total(self) -> int:
        """What counts: everything that is due, or was disclosed already, and is not excused."""
        return sum(self.counts[standing] for standing in (LATE_NOW, LATE_DONE, IN_TIME))

    @property
    def share(self) -> int | None:
        """Percent disclosed in time of what counts; None where nothing counts yet."""
        return round(100 * self.counts[IN_TIME] / self.total) if self.total else None

    @property
    def worst(self) -> list[tuple[str, int]]:
        """What is late, the most frequent first."""
        return sorted(self.late_on.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def order(self) -> tuple[int, date, int, str]:
        """Worst first: most missing, late for longest, fewest in time."""
        return (
            -self.missing,
            self.oldest or date.max,
            self.share if self.share is not None else 101,
            self.name,
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """The province by bodies and by duties, worst first, and what can be filtered."""

    bodies: list[Line]
    duties: list[Line]
    items: list[tuple[str, str]]

    @property
    def total(self) -> Line:
        return merged("", "Toàn tỉnh", self.duties)


def overview(rights: Rights, query: ProvinceQuery, *, on: date) -> Overview:
    """Return who is late on what among the bodies that the user oversees. Three queries."""
    owed = query.apply(Obligation.objects.filter(organisation__in=rights.oversees))
    names = dict(Organisation.objects.filter(pk__in=rights.oversees).values_list("slug", "name"))
    duties = {duty.key: duty.title for duty in duties_owed()}
    bodies: dict[str, Line] = {}
    items: dict[str, Line] = {}
    for slug, key, standing, number, oldest in _counted(owed, on):
        body = bodies.setdefault(slug, Line(slug, names[slug]))
        item = items.setdefault(key, Line(key, duties.get(key, key)))
        for line, other in ((body, item), (item, body)):
            line.counts[standing] += number
            if standing == LATE_NOW:
                line.late_on[other.name] = line.late_on.get(other.name, 0) + number
                line.oldest = min(filter(None, (line.oldest, oldest)))
    choices = sorted(duties.items(), key=lambda pair: pair[1])
    return Overview(_sorted(bodies.values(), query), _sorted(items.values(), query), choices)


def _sorted(lines: Iterable[Line], query: ProvinceQuery) -> list[Line]:
    shown = (line for line in lines if line.missing or query.only != ONLY_LATE)
    return sorted(shown, key=lambda line: line.order)


def _counted(owed: ObligationQuerySet, on: date) -> Iterable[tuple[str, str, str, int, date | None]]:
    disclosed = Q(disclosed_on__isnull=False, disclosed_on__lte=on)
    standing = Case(
        When(exempted_on__isnull=False, exempted_on__lte=on, then=Value(EXCUSED)),
        When(disclosed & Q(disclosed_on__lte=F("due_on")), then=Value(IN_TIME)),
        When(disclosed, then=Value(LATE_DONE)),
        When(due_on__lt=on, then=Value(LATE_NOW)),
        default=Value(NOT_YET),
        output_field=CharField(),
    )
    grouped = owed.annotate(standing=standing).order_by().values("organisation__slug", "duty_key", "standing")
    return grouped.annotate(number=Count("pk"), oldest=Min("due_on")).values_list(
        "organisation__slug", "duty_key", "standing", "number", "oldest"
    )


def merged(key: str, name: str, lines: Iterable[Line]) -> Line:
    total = Line(key, name)
    for line in lines:
        for standing, number in line.counts.items():
            total.counts[standing] += number
        if line.oldest:
            total.oldest = min(filter(None, (total.oldest, line.oldest)))
    return total


def late_obligations(rights: Rights, query: ProvinceQuery, *, on: date) -> ObligationQuerySet:
    """Return every single item that is late now, the longest first."""
    owed = query.apply(Obligation.objects.for_list().filter(organisation__in=rights.oversees))
    return owed.open(on=on).filter(due_on__lt=on).order_by("due_on", "organisation__name", "pk")
