"""An organisation beside itself in other periods, and beside those that are like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accountability.league import frozen
from portal.accountability.models import ScoreSnapshot
from portal.accountability.periods import Period
from portal.accountability.presentation import Line, Number, line, points
from portal.accountability.scoring import OrganisationScore
from portal.accountability.services import province_scores
from portal.accountability.similar import Place, similar
from portal.accountability.snapshots import snapshot_scores
from portal.organisations.models import Organisation

# Six years of half-years and years would make a page that nobody reads.
PERIODS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Past:
    """How the organisation stood in one period."""

    period: Period
    line: Line
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One organisation that is like it. per_thousand: petitions received for 1,000 residents."""

    line: Line
    population: int
    per_thousand: Number
    is_own: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The scores that hold for a period: frozen ones where it is frozen."""

    period: Period
    snapshot: ScoreSnapshot | None
    scores: list[OrganisationScore]

    def of(self, organisation: Organisation) -> OrganisationScore | None:
        return next((one for one in self.scores if one.organisation_code == organisation.code), None)


def standing_in(period: Period, kind: str) -> Standing:
    snapshot = frozen(period, kind)
    scores = snapshot_scores(snapshot) if snapshot else province_scores(period.start, period.end, kind=kind)
    return Standing(period, snapshot, scores)


def history(organisation: Organisation, periods: Sequence[Period], known: Standing) -> list[Past]:
    """Return where the organisation stood in the newest periods that have something to tell, the newest first.

    `known` is the period that the page is about and that need not be read again.
    """
    found = []
    for period in periods[:PERIODS_SHOWN]:
        stood = known if period == known.period else standing_in(period, organisation.kind)
        score = stood.of(organisation)
        if score is not None and score.score is not None:
            found.append(Past(period, _line(score, organisation), stood.snapshot is not None))
    return found


def neighbours(organisation: Organisation, scores: Sequence[OrganisationScore]) -> list[Neighbour]:
    """Return the organisation among those like it, best first; nothing when its population is not known."""
    everybody = {
        one.code: one
        for one in Organisation.objects.filter(kind=organisation.kind).only(
            "code", "name", "slug", "type_name", "population"
        )
    }
    alike = similar(_place(organisation), map(_place, everybody.values()))
    wanted = {organisation.code, *(place.code for place in alike)} if alike else set()
    return [
        _neighbour(score, everybody[score.organisation_code], organisation)
        for score in scores
        if score.organisation_code in wanted
    ]


def _neighbour(score: OrganisationScore, one: Organisation, own: Organisation) -> Neighbour:
    population = one.population or 0
    per_thousand = points(1000 * score.received / population if population else None)
    return Neighbour(_line(score, one), population, per_thousand, one.code == own.code)


def _line(score: OrganisationScore, organisation: Organisation) -> Line:
    return line(score, name=organisation.name, type_name=organisation.type_name, slug=organisation.slug)


def _place(organisation: Organisation) -> Place:
    return Place(organisation.code, organisation.type_name, organisation.population)
