"""From the ledger to tallies, one organisation at a time: memory is that of the largest chain, not of the ledger.

Chains say all about their own organisation, except that a case excluded in one chain counts in none. These few events
are read first. What is left of a chain is its tallies and, where they are wanted, its rows as compressed text.
"""

import gzip
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from statistics import median

from django.db import connections, transaction

from portal.accountability import docket
from portal.accountability.counting import Counting
from portal.accountability.formula import Formula, load
from portal.accountability.indicators import Tally, tally
from portal.accountability.presentation import row_line
from portal.accountability.rows import Row, excluded_counts, exempted_counts, received_counts, rows
from portal.accountability.scoring import OrganisationScore, score_tallies, with_exempted
from portal.accountability.survival import kaplan_meier_median
from portal.ledger.models import ChainHead
from portal.ledger.reading import event_rows

Exclusions = dict[str, tuple[str, bool]]
MARKS = ("excluded", "restored")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A row that a decision changes: all rows of this organisation, indicator and place.

    value None takes them out. why is public.
    """

    code: str
    indicator: str
    place: int
    value: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What to read: the period's days, which decisions hold, and whether the rows are to be kept."""

    start: date
    end: date
    adjustments: tuple[Adjustment, ...] = ()
    keep_rows: bool = False
    formula_version: str = ""

    @property
    def counting(self) -> Counting:
        """The rules of counting of the formula named, else of the one in force at the end."""
        return load(self.formula_version, on=self.end).counting


@dataclass(slots=True)
class Summary:
    """What one organisation's chain comes to. rows: its lines of the rows' file, compressed, when they were kept.

    speed: both medians of used/allowed time, see models.SnapshotScore; kept with the rows.
    """

    code: str
    tallies: dict[str, Tally]
    excluded: int = 0
    exempted: int = 0
    channels: dict[str, int] = field(default_factory=dict)
    row_count: int = 0
    rows: bytes = b""
    speed: dict[str, float | None] = field(default_factory=dict)


def summaries(wish: Wish, *, workers: int = 1) -> dict[str, Summary]:
    """Return the summary of every organisation that has a chain, by code.

    workers > 1 reads in so many processes, each with a connection of its own; outside a transaction only.
    """
    marks = exclusions(wish)
    if workers == 1:
        return {item.code: item for item in _of_chains(wish, marks, None)}
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("other processes cannot see what a transaction has not committed")
    shares = chain_shares(workers * 4)
    disconnect()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        found = pool.map(partial(_in_child, wish, marks), shares)
        return {item.code: item for part in found for item in part}


def scores_of(found: dict[str, Summary], codes: Sequence[str], formula: Formula) -> list[OrganisationScore]:
    """Score the organisations as one group, see scoring.score_docket()."""
    scores = score_tallies(
        {code: item.tallies for code, item in found.items()},
        codes,
        formula,
        excluded={code: item.excluded for code, item in found.items()},
        received={code: item.channels for code, item in found.items()},
    )
    return with_exempted(scores, {code: item.exempted for code, item in found.items()})


def summarise(book: docket.Docket, code: str, wish: Wish) -> Summary:
    """Reduce the docket of one organisation."""
    found = adjusted((row for row in rows(book) if row.organisation == code), wish.adjustments)
    item = Summary(code, {})
    if wish.keep_rows:
        kept = list(found)
        item.rows = gzip.compress("".join(map(row_line, kept)).encode(), mtime=0)
        item.row_count = len(kept)
        item.speed = _medians(kept)
        found = iter(kept)
    item.tallies = tally(found, book.counting).get(code, {})
    item.excluded = excluded_counts(book).get(code, 0)
    item.exempted = exempted_counts(book).get(code, 0)
    item.channels = received_counts(book).get(code, {})
    return item


def adjusted(found: Iterable[Row], adjustments: Sequence[Adjustment]) -> Iterator[Row]:
    """Yield the rows as decisions left them; the last decision on a row counts."""
    decided = {(item.code, item.indicator, item.place): item for item in adjustments}
    for row in found:
        decision = decided.get((row.organisation, row.indicator, row.place)) if decided else None
        if decision is None:
            yield row
        elif decision.value is not None:
            yield row._replace(value=float(decision.value))


def _medians(kept: Sequence[Row]) -> dict[str, float | None]:
    times = [(row.value, bool(row.done)) for row in kept if row.indicator == "speed"]
    if not times:
        return {}
    return {"median": median(length for length, _ in times), "kaplan_meier": kaplan_meier_median(times)}


def _of_chains(wish: Wish, marks: Exclusions, chains: tuple[int, int] | None) -> Iterator[Summary]:
    events = event_rows(docket.COLUMNS, kinds=tuple(docket.RULES), before=end_of(wish.end), chains=chains)
    start, end, counting = wish.start.isoformat(), wish.end.isoformat(), wish.counting
    for code, chain in groupby(events, key=itemgetter(0)):
        book = docket.read(chain, start, end, counting)
        book.exclusions = marks
        yield summarise(book, code, wish)


def exclusions(wish: Wish) -> Exclusions:
    """Return the marks of exclusion of all chains, from the whole ledger."""
    events = event_rows(docket.COLUMNS, kinds=MARKS, before=end_of(wish.end))
    return docket.read(events, wish.start.isoformat(), wish.end.isoformat()).exclusions


def _in_child(wish: Wish, marks: Exclusions, chains: tuple[int, int]) -> list[Summary]:
    return list(_of_chains(wish, marks, chains))


def chain_shares(number: int) -> list[tuple[int, int]]:
    """Ranges of organisations with about as many events each."""
    heads = list(ChainHead.objects.order_by("pk").values_list("pk", "sequence"))
    fair = sum(events for _, events in heads) / number
    found: list[tuple[int, int]] = []
    first, held = None, 0
    for pk, events in heads:
        first, held = pk if first is None else first, held + events
        if held >= fair:
            found.append((first, pk))
            first, held = None, 0
    return found if first is None else [*found, (first, heads[-1][0])]


def disconnect() -> None:
    """Give up every connection, pooled ones too: children of a fork must not speak on their parent's."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]


def end_of(end: date) -> datetime:
    """The moment at which the day is over in Vietnam."""
    return datetime.combine(end + timedelta(days=1), time.min, docket.ZONE)
