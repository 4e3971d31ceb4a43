"""Summaries as of a day from what was kept the day before: only chains that grew are read, and only their new events.

A chain that did not grow is not read either, but its kept cases are looked at: an unanswered one is a day older.
"""

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial

from django.db import transaction

from portal.accountability import docket
from portal.accountability.chainstate import (
    ChainState,
    Reread,
    advance,
    begin,
    dump,
    merged,
    restore,
    summary,
)
from portal.accountability.models import KeptChain
from portal.accountability.streaming import (
    MARKS,
    Exclusions,
    Summary,
    Wish,
    chain_shares,
    disconnect,
    end_of,
    exclusions,
)
from portal.ledger.models import ChainHead
from portal.ledger.reading import event_rows
from portal.organisations.models import Organisation

# organisation's key, its summary, and what to keep of its chain; None where that is kept already
Done = tuple[int, Summary, KeptChain | None]


def daily_summaries(wish: Wish, *, workers: int = 1) -> dict[str, Summary]:
    """Return what streaming.summaries() returns, and keep what the next day needs.

    Later days only: the end never goes back. Without anything kept, everything is read once.
    """
    marks = _marks(wish)
    if workers == 1:
        return dict(_store(_of_chains(wish, marks, None)))
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("other processes cannot see what a transaction has not committed")
    shares = chain_shares(workers * 4)
    disconnect()
    found: dict[str, Summary] = {}
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        for part in pool.map(partial(_in_child, wish, marks), shares):
            found |= _store(part)
    return found


def _in_child(wish: Wish, marks: Exclusions, chains: tuple[int, int]) -> list[Done]:
    return list(_of_chains(wish, marks, chains))


def _store(done: list[Done] | Iterator[Done]) -> dict[str, Summary]:
    found, waiting = {}, []
    for _, item, kept in done:
        found[item.code] = item
        if kept is not None:
            waiting.append(kept)
        if len(waiting) == 50:
            _write(waiting)
            waiting = []
    _write(waiting)
    return found


def _write(waiting: list[KeptChain]) -> None:
    KeptChain.objects.bulk_create(
        waiting,
        update_conflicts=True,
        unique_fields=["start", "organisation"],
        update_fields=["sequence", "marks", "content"],
    )


def _marks(wish: Wish) -> Exclusions:
    """The exclusions of all chains: kept ones, and those among the events that came since."""
    kept = KeptChain.objects.filter(start=wish.start).values_list("organisation_id", "sequence", "marks")
    known = {pk: (sequence, marks) for pk, sequence, marks in kept}
    if not known:
        return exclusions(wish)
    found = [_typed(marks) for _, marks in known.values()]
    for pk, length in ChainHead.objects.order_by("pk").values_list("pk", "sequence"):
        sequence = known.get(pk, (0, {}))[0]
        if length > sequence:
            events = _events(wish, pk, after=sequence, kinds=MARKS)
            found.append(docket.read(events, wish.start.isoformat(), wish.end.isoformat()).exclusions)
    return merged(found)


def _typed(marks: Mapping[str, list[object]]) -> Exclusions:
    return {subject: (str(mark[0]), bool(mark[1])) for subject, mark in marks.items()}


def _events(
    wish: Wish, pk: int, *, after: int = 0, kinds: tuple[str, ...] = tuple(docket.RULES)
) -> Iterator[docket.ScoreEvent]:
    return event_rows(docket.COLUMNS, kinds=kinds, before=end_of(wish.end), chains=(pk, pk), after=after)


def _of_chains(wish: Wish, marks: Exclusions, chains: tuple[int, int] | None) -> Iterator[Done]:
    heads = ChainHead.objects.order_by("pk")
    if chains is not None:
        heads = heads.filter(pk__gte=chains[0], pk__lte=chains[1])
    codes = dict(Organisation.objects.values_list("pk", "code"))
    for pk, length in list(heads.values_list("pk", "sequence")):
        kept = KeptChain.objects.filter(start=wish.start, organisation_id=pk).first()
        state = _advanced(wish, pk, codes[pk], kept, length)
        try:
            item = summary(state, marks, wish)
        except Reread:
            state = _from_the_beginning(wish, pk, codes[pk])
            item = summary(state, marks, wish)
            kept = None
        if kept is None or kept.sequence != state.sequence:
            yield pk, item, _kept(wish.start, pk, state)
        else:
            yield pk, item, None


def _advanced(wish: Wish, pk: int, code: str, kept: KeptChain | None, length: int) -> ChainState:
    if kept is None:
        return _from_the_beginning(wish, pk, code)
    try:
        state = restore(bytes(kept.content), wish.counting)
        grown = length > state.sequence
        advance(state, _events(wish, pk, after=state.sequence) if grown else (), wish.end.isoformat())
    except Reread:
        return _from_the_beginning(wish, pk, code)
    return state


def _from_the_beginning(wish: Wish, pk: int, code: str) -> ChainState:
    state = begin(code, wish.start.isoformat(), wish.counting)
    advance(state, _events(wish, pk), wish.end.isoformat())
    return state


def _kept(start: date, pk: int, state: ChainState) -> KeptChain:
    marks = {subject: list(mark) for subject, mark in state.marks.items()}
    return KeptChain(
        start=start, organisation_id=pk, sequence=state.sequence, marks=marks, content=dump(state)
    )
