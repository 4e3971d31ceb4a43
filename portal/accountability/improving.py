"""The part of an organisation's page that says what would raise its score, with links to the very cases."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from portal.accountability.formula import load
from portal.accountability.gains import Loss, Shortfall, shortfalls
from portal.accountability.own_rows import organisation_rows
from portal.accountability.presentation import Number, points
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore
from portal.accountability.snapshots import case_subjects
from portal.accountability.streaming import Wish
from portal.core.subjects import PublicLink, public_links
from portal.ledger.models import ChainHead
from portal.organisations.models import Organisation

# The dearest of each indicator; all of them are in the file of rows.
SHOWN = 10
REMEMBERED = 24 * 3600  # seconds; the key names the chain's end, so this only bounds memory


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that cost points. link: None where nobody else may know of it, or it is no longer public."""

    link: PublicLink | None
    due: date | None
    done: date | None
    cost: Number


@dataclass(frozen=True, slots=True)
class Improvement:
    """One indicator that lacks points: how many, what one more success would bring, and where they went."""

    key: str
    label: str
    lacks: Number
    each: Number
    count: int
    cases: tuple[Case, ...]

    @property
    def has_days(self) -> bool:
        """Ratings are about no deadline."""
        return any(case.due or case.done for case in self.cases)

    @property
    def more(self) -> int:
        return self.count - len(self.cases)


def improvements(
    organisation: Organisation, score: OrganisationScore, start: date, end: date
) -> list[Improvement]:
    """Return what the organisation can still win, the largest lack first. Reads its own chain, once a state of it."""
    found = shortfalls(score, _rows(organisation, start, end), load(on=end))
    shown = {loss.row.place for item in found for loss in item.losses[:SHOWN]}
    subjects = case_subjects(organisation, shown)
    links = public_links(set(subjects.values()))
    return [_improvement(item, subjects, links) for item in found]


def _rows(organisation: Organisation, start: date, end: date) -> list[Row]:
    head = ChainHead.objects.filter(organisation=organisation).values_list("hash", flat=True).first()
    key = f"score-rows:{organisation.pk}:{start}:{end}:{head}"
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        rows = organisation_rows(organisation, Wish(start, end))
        cache.set(key, rows, REMEMBERED)
    return rows


def _improvement(item: Shortfall, subjects: dict[int, str], links: dict[str, PublicLink]) -> Improvement:
    return Improvement(
        key=item.key,
        label=item.label,
        lacks=points(item.lacks),
        each=Number("" if item.each is None else f"{item.each:.2f}"),
        count=len(item.losses),
        cases=tuple(_case(loss, links.get(subjects.get(loss.row.place, ""))) for loss in item.losses[:SHOWN]),
    )


def _case(loss: Loss, link: PublicLink | None) -> Case:
    return Case(
        link=link,
        due=_day(loss.row.due),
        done=_day(loss.row.done),
        cost=Number("" if loss.cost is None else f"{loss.cost:.2f}"),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
