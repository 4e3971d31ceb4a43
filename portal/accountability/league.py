"""The league table: which organisations, in which period, in which order. For page, CSV and command alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.accountability.formula import load
from portal.accountability.models import ScoreSnapshot
from portal.accountability.periods import Period, choices, current_period
from portal.accountability.presentation import Line, Part, line
from portal.accountability.services import first_day, province_scores, scores_as_of
from portal.accountability.snapshots import latest_snapshot, snapshot_lines
from portal.core.text import fold
from portal.organisations.models import Organisation, OrganisationKind

# value in the address -> label, kind, type name ("" for all)
TYPES: dict[str, tuple[str, OrganisationKind, str]] = {
    "": ("Mọi xã, phường", OrganisationKind.COMMUNE, ""),
    "xa": ("Xã", OrganisationKind.COMMUNE, "Xã"),
    "phuong": ("Phường", OrganisationKind.COMMUNE, "Phường"),
    "so-nganh": ("Sở, ban, ngành", OrganisationKind.DEPARTMENT, ""),
}


# value in the address -> label; the indicators' keys besides
SORTS: dict[str, str] = {"": "Nhóm và điểm", "ten": "Tên đơn vị", "den-han": "Số phản ánh đến hạn"}
PER_PAGE = 120  # a province on one page, a country on thirty


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked for; anything unknown falls back to the default and is told in `problem`."""

    period: Period
    periods: list[Period]
    type: str
    name: str
    problem: str
    sort: str = ""

    @property
    def address(self) -> dict[str, str]:
        pairs = {"ky": self.period.code, "loai": self.type, "q": self.name, "xep": self.sort}
        return {key: value for key, value in pairs.items() if value}


def parse(parameters: Mapping[str, str], today: date) -> Query:
    """Read period, type and name from an address."""
    periods = choices(first_day() or today, today)
    chosen, problem = _default(periods, today), ""
    code, kind = parameters.get("ky", ""), parameters.get("loai", "")
    if code:
        found = next((period for period in periods if period.code == code), None)
        problem = "" if found else "Không có kỳ này; đang xem kỳ hiện tại."
        chosen = found or chosen
    if kind not in TYPES:
        kind, problem = "", problem or "Không có loại đơn vị này; đang xem mọi xã, phường."
    name = parameters.get("q", "").replace("\x00", "").strip()[:100]
    sort = parameters.get("xep", "")
    if sort not in dict(sorts(today)):
        sort, problem = "", problem or "Không có cách xếp này; đang xếp theo nhóm và điểm."
    return Query(chosen, periods, kind, name, problem, sort)


def sorts(today: date) -> list[tuple[str, str]]:
    """Return the ways to sort: value in the address and label."""
    return [*SORTS.items(), *((one.key, one.label) for one in load(on=today).definitions)]


def _default(periods: list[Period], today: date) -> Period:
    """The running period; in a new year's first days, when nothing is due yet, the one before says more."""
    start, end = current_period(today)
    running = next(period for period in periods if period.start == start and period.end == end)
    if (today - start).days < 31 and len(periods) > 1:
        return periods[periods.index(running) + 1] if running is not periods[-1] else running
    return running


def lines(start: date, end: date, *, type: str = "", name: str = "") -> list[Line]:
    """Return the table's lines, best first; filters leave score and band as they are among all."""
    _, kind, _ = TYPES[type]
    organisations = Organisation.objects.filter(kind=kind).only("code", "name", "type_name", "slug")
    by_code = {organisation.code: organisation for organisation in organisations}
    found = []
    for score in province_scores(start, end, kind=kind):
        organisation = by_code[score.organisation_code]
        found.append(
            line(score, name=organisation.name, type_name=organisation.type_name, slug=organisation.slug)
        )
    return _matching(found, type, name)


def shown(query: Query) -> tuple[ScoreSnapshot | None, list[Line]]:
    """Return what the page shows: the frozen table where the period is frozen, else where it stands today."""
    snapshot = frozen(query.period, TYPES[query.type][1])
    if snapshot is None:
        found = lines(query.period.start, query.period.end, type=query.type, name=query.name)
    else:
        found = _matching(snapshot_lines(snapshot), query.type, query.name)
    return snapshot, _sorted(found, query.sort)


def _sorted(found: list[Line], sort: str) -> list[Line]:
    """Sort as asked; whoever has nothing to show in that column comes last."""
    if not sort:
        return found
    if sort == "ten":
        return sorted(found, key=lambda item: fold(item.name))
    if sort == "den-han":
        return sorted(found, key=lambda item: -item.due_cases)
    return sorted(
        found, key=lambda item: -max((_value(part) for part in item.parts if part.key == sort), default=-1)
    )


def _value(part: Part) -> float:
    return float(part.value.plain) if part.value.plain else -1.0


def frozen(period: Period, kind: str) -> ScoreSnapshot | None:
    """Return the snapshot that holds for the whole period; None while it runs or nobody has frozen it."""
    snapshot = latest_snapshot(period.code, kind)
    return snapshot if snapshot is not None and snapshot.end == period.end else None


def as_of(query: Query, events: int) -> datetime | None:
    """Return when a running period's lines were stored; None where they are of this very moment."""
    kind = TYPES[query.type][1]
    return scores_as_of(query.period.start, query.period.end, kind=kind, events=events)


def _matching(found: Iterable[Line], type: str, name: str) -> list[Line]:
    _, _, type_name = TYPES[type]
    wanted = fold(name)
    return [
        item for item in found if (not type_name or item.type_name == type_name) and wanted in fold(item.name)
    ]
