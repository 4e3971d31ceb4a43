"""Read what was frozen: snapshots, their scores and rows, and the cases that rows are about."""

import hashlib
from collections.abc import Iterable, Iterator

from portal.accountability.formula import Formula, parse
from portal.accountability.indicators import IndicatorValue
from portal.accountability.models import ScoreSnapshot, SnapshotRows, SnapshotScore
from portal.accountability.models.snapshots import ScoreSnapshotQuerySet
from portal.accountability.presentation import Line, line, read_row
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind

PLACES_AT_ONCE = 500


def snapshots(kind: str = OrganisationKind.COMMUNE) -> ScoreSnapshotQuerySet:
    """Return the snapshots that hold today, the newest period first; corrected ones are left out."""
    return ScoreSnapshot.objects.filter(kind=kind).current().order_by("-end", "-start")


def latest_snapshot(period: str, kind: str = OrganisationKind.COMMUNE) -> ScoreSnapshot | None:
    """Return the snapshot of the period (2026-H1, 2026) that holds today; None when it is not frozen."""
    return ScoreSnapshot.objects.of_period(period, kind).first()


def snapshot_formula(snapshot: ScoreSnapshot) -> Formula:
    """Return the formula as it was frozen, whatever the files say today."""
    return parse(snapshot.formula)


def snapshot_scores(snapshot: ScoreSnapshot) -> list[OrganisationScore]:
    """Return the frozen scores as services.province_scores returns living ones: best first."""
    return [as_score(item) for item in snapshot.scores.order_by("position")]


def snapshot_lines(snapshot: ScoreSnapshot) -> list[Line]:
    """Return the published table; names and types are those of that day."""
    found = snapshot.scores.order_by("position").select_related("organisation")
    return [
        line(as_score(item), name=item.name, type_name=item.type_name, slug=item.organisation.slug)
        for item in found
    ]


def snapshot_rows(snapshot: ScoreSnapshot, code: str = "") -> Iterator[Row]:
    """Yield the frozen rows in the order of the file, of one organisation when its code is given."""
    return (read_row(text) for text in row_lines(snapshot, code))


def row_lines(snapshot: ScoreSnapshot, code: str = "") -> Iterator[str]:
    """Yield the lines of the file of rows without its header; one organisation's rows are held at a time."""
    parts = SnapshotRows.objects.filter(snapshot=snapshot).order_by("pk")
    if code:
        parts = parts.filter(code=code)
    for part in parts.iterator(chunk_size=1):
        yield from part.text.splitlines(keepends=True)


def row_digest(text: str) -> str:
    """Return a row's line in the list of digests: SHA-256 of the row's line without its line end."""
    return hashlib.sha256(text.rstrip("\r\n").encode()).hexdigest() + "\n"


def case_subjects(organisation: Organisation, places: Iterable[int]) -> dict[int, str]:
    """Return what rows are about: position in the organisation's chain -> subject in the ledger.

    "petition:<code>" or "duty:…". Whether a petition is public only its own page knows: show a code as a link only
    where that page would be shown to the reader.
    """
    wanted = sorted(set(places))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), PLACES_AT_ONCE):
        part = wanted[start : start + PLACES_AT_ONCE]
        events = Event.objects.filter(organisation=organisation, sequence__in=part)
        found |= dict(events.values_list("sequence", "subject"))
    return found


def as_score(item: SnapshotScore) -> OrganisationScore:
    return OrganisationScore(
        organisation_code=item.code,
        score=item.score,
        low=item.low,
        high=item.high,
        ranked=item.ranked,
        band=item.band,
        due_cases=item.due_cases,
        excluded=item.excluded,
        channels=item.channels,
        indicators=tuple(IndicatorValue(**value) for value in item.indicators),
        exempted=item.exempted,
    )
