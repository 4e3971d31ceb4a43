"""Scores from the ledger in the database, remembered until it grows. Nothing here asks the clock."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min

from portal.accountability import docket, rows, streaming
from portal.accountability.formula import Formula, load
from portal.accountability.models import ScoreSnapshot
from portal.accountability.periods import current_period
from portal.accountability.scoring import OrganisationScore
from portal.accountability.snapshots import latest_snapshot, snapshot_rows, snapshot_scores, snapshots
from portal.accountability.standing import scores_in, standing
from portal.ledger.models import ChainHead, Event
from portal.ledger.reading import event_rows
from portal.organisations.models import Organisation, OrganisationKind

__all__ = [
    "commune_score",
    "first_day",
    "latest_snapshot",
    "ledger_state",
    "province_scores",
    "published_rows",
    "read_period",
    "score_summary",
    "scores_as_of",
    "snapshot_rows",
    "snapshot_scores",
    "snapshots",
]
REMEMBERED = 24 * 3600  # seconds; the key names the ledger's state, so this only bounds memory


def province_scores(
    start: date, end: date, *, kind: str = OrganisationKind.COMMUNE, version: str = ""
) -> list[OrganisationScore]:
    """Score all organisations of a kind over [start, end], best first, among themselves.

    The end must not be in the future: what is not due yet would count as failed. See
    periods.check() and periods.current_period(). Costs two queries when remembered. On a ledger of more than
    settings.SCORE_LIVE_EVENTS nothing is computed: what update_scores stored is returned, see scores_as_of().
    """
    formula = load(version, on=end)
    codes = sorted(Organisation.objects.filter(kind=kind).values_list("code", flat=True))
    events, state = ledger_state()
    if events > settings.SCORE_LIVE_EVENTS:
        return _stored(start, end, kind) or streaming.scores_of({}, codes, formula)
    key = _cache_key("scores-4", start, end, kind, formula, codes, state)
    scores: list[OrganisationScore] | None = cache.get(key)
    if scores is None:
        scores = streaming.scores_of(
            streaming.summaries(streaming.Wish(start, end, formula_version=version)), codes, formula
        )
        cache.set(key, scores, REMEMBERED)
    return scores


def _stored(start: date, end: date, kind: str) -> list[OrganisationScore]:
    frozen = ScoreSnapshot.objects.filter(start=start, end=end, kind=kind).order_by("-pk").first()
    if frozen is not None:
        return snapshot_scores(frozen)
    stored = standing(start, kind)
    return scores_in(stored) if stored else []


def scores_as_of(
    start: date, end: date, *, kind: str = OrganisationKind.COMMUNE, events: int | None = None
) -> datetime | None:
    """Return when the scores that pages show were stored; None where they are computed from the ledger of now.

    events: the ledger's length, for a caller that knows it already.
    """
    if (ledger_state()[0] if events is None else events) <= settings.SCORE_LIVE_EVENTS:
        return None
    frozen = ScoreSnapshot.objects.filter(start=start, end=end, kind=kind).order_by("-pk").first()
    stored = standing(start, kind)
    return frozen.created_at if frozen else stored.computed_at if stored else None


def commune_score(organisation: Organisation, start: date, end: date) -> OrganisationScore | None:
    """Return the organisation's score among those of its kind; None for one that is not in the list."""
    for score in province_scores(start, end, kind=organisation.kind):
        if score.organisation_code == organisation.code:
            return score
    return None


def score_summary(organisation: Organisation, today: date) -> OrganisationScore | None:
    """Return the organisation's score in the current period, for its own page."""
    return commune_score(organisation, *current_period(today))


def published_rows(start: date, end: date, *, kind: str = OrganisationKind.COMMUNE) -> Iterator[rows.Row]:
    """Yield the rows that the scores of a kind of organisation are computed from, in the chains' order."""
    codes = set(Organisation.objects.filter(kind=kind).values_list("code", flat=True))
    return (row for row in rows.rows(read_period(start, end)) if row.organisation in codes)


def first_day() -> date | None:
    """Return the local day of the ledger's first event, None while it is empty."""
    # Sequence 1 of each chain, found through the index: the table has no index on time.
    first = Event.objects.filter(sequence=1, organisation_id__in=ChainHead.objects.values("organisation_id"))
    found: datetime | None = first.aggregate(day=Min("effective_at"))["day"]
    return found.astimezone(docket.ZONE).date() if found else None


def ledger_state() -> tuple[int, str]:
    """Return the number of events and a digest of all chain heads: equal for equal ledgers."""
    heads = ChainHead.objects.order_by("pk").values_list("pk", "sequence", "hash")
    digest, total = hashlib.sha256(), 0
    for pk, sequence, head in heads:
        digest.update(f"{pk}:{sequence}:{head};".encode())
        total += sequence
    return total, digest.hexdigest()


def read_period(start: date, end: date) -> docket.Docket:
    after = datetime.combine(end + timedelta(days=1), time.min, docket.ZONE)
    events = event_rows(docket.COLUMNS, kinds=tuple(docket.RULES), before=after)
    return docket.read(events, start.isoformat(), end.isoformat(), load(on=end).counting)


def _cache_key(
    what: str, start: date, end: date, kind: str, formula: Formula, codes: list[str], state: str
) -> str:
    parts = (start.isoformat(), end.isoformat(), kind, formula.digest, state, ",".join(codes))
    return f"{what}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"
