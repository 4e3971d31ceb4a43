"""Invented ledgers, deterministic by seed and never stored. Pure.

Only petitions are played: disclosures, postings and meetings are left out and weigh nothing, so scores here
are the petitions' part of the score. Every behaviour gets the same kind of petitions.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.accountability.docket import ScoreEvent

START, END, ALLOWED, TO_ACKNOWLEDGE = date(2026, 1, 1), date(2026, 6, 30), 28, 7


@dataclass(frozen=True, slots=True)
class Conduct:
    """How one petition went: days after its arrival, None for never. upheld: disputed, and found right."""

    acknowledged: int | None
    answered: int | None
    rating: int | None = None
    upheld: bool = False
    forwarded: int | None = None
    channel: str = "web"
    hidden_days: int = 0  # it had really come so many days before the day that the register names


@dataclass(frozen=True, slots=True)
class Behaviour:
    key: str
    honest: bool
    cases: int
    conduct: Callable[[Random], Conduct]


def _rating(rng: Random, share: float, *stars: int) -> int | None:
    return rng.choice(stars) if rng.random() < share else None


def _fast(rng: Random) -> Conduct:
    return Conduct(rng.randint(0, 2), rng.randint(4, 20), _rating(rng, 0.3, 3, 4, 5, 5), rng.random() < 0.01)


def _late(rng: Random) -> Conduct:
    """Answers everything with substance, two in five after the deadline."""
    answered = rng.randint(12, 28) if rng.random() < 0.6 else rng.randint(29, 50)
    return Conduct(rng.randint(0, 6), answered, _rating(rng, 0.3, 3, 3, 4, 4, 5), rng.random() < 0.02)


def _closes_empty(rng: Random) -> Conduct:
    """Closes on the last day with nothing said; residents rate it low, some dispute and are right."""
    return Conduct(rng.randint(0, 2), rng.randint(27, 28), _rating(rng, 0.3, 1, 1, 2), rng.random() < 0.3)


def _rates_itself(rng: Random) -> Conduct:
    return Conduct(rng.randint(0, 2), rng.randint(27, 28), _rating(rng, 0.6, 5), rng.random() < 0.3)


def _picks(rng: Random) -> Conduct:
    """Answers the easy ones at once and the hard third never."""
    if rng.random() < 0.33:
        return Conduct(0, None)
    return Conduct(0, rng.randint(1, 4), _rating(rng, 0.3, 4, 5))


def _forwards(rng: Random) -> Conduct:
    """Sends what it would not answer in time away before it is due."""
    if rng.random() < 0.6:
        return Conduct(rng.randint(0, 2), None, forwarded=rng.randint(20, 27))
    return _fast(rng)


def _silent(rng: Random) -> Conduct:
    return Conduct(0, rng.randint(10, 28) if rng.random() < 0.2 else None)


def _enters_later(rng: Random) -> Conduct:
    """A late letter is registered as if it had just come; the answer follows within days."""
    late = _late(rng)
    if late.answered is not None and late.answered > ALLOWED:
        soon = rng.randint(3, 6)
        return Conduct(
            soon, soon, late.rating, late.upheld, channel="paper", hidden_days=late.answered - soon
        )
    return Conduct(late.acknowledged, late.answered, late.rating, late.upheld, channel="paper")


GAMING = tuple(
    Behaviour(key, False, 60, conduct)
    for key, conduct in (
        ("early_closer", _closes_empty),
        ("rater_of_itself", _rates_itself),
        ("cherry_picker", _picks),
        ("forwarder", _forwards),
        ("silent_acknowledger", _silent),
        ("backdater", _enters_later),
    )
)
HONEST = (
    Behaviour("honest_fast", True, 60, _fast),
    Behaviour("honest_late", True, 60, _late),
    Behaviour("tiny", True, 8, _fast),
    Behaviour("huge", True, 600, _fast),
    Behaviour("promoter", True, 300, _late),
)
CROWD = 93  # further honest communes, fast and late in turn: 104 in all


def province(seed: int) -> dict[str, Behaviour]:
    """Return the communes by code; the seed changes nothing here but keeps the signature of ledger()."""
    crowd = {
        f"crowd-{number:02}": Behaviour("crowd", True, 30 + number % 60, (_fast, _late)[number % 2])
        for number in range(CROWD)
    }
    return {item.key: item for item in (*HONEST, *GAMING)} | crowd


def ledger(seed: int) -> list[ScoreEvent]:
    """Return the events of all communes, chain by chain, as the ledger would hand them out."""
    found: list[ScoreEvent] = []
    for code, behaviour in sorted(province(seed).items()):
        rng = Random(f"{seed}:{code}")
        acts = sorted(act for number in range(behaviour.cases) for act in _acts(code, number, rng, behaviour))
        for sequence, (day, _order, kind, subject, payload) in enumerate(acts, 1):
            moment = f"{day}T03:00:00.000000Z"
            found.append((code, sequence, kind, subject, moment, moment, payload))
    return found


def _acts(
    code: str, number: int, rng: Random, behaviour: Behaviour
) -> Iterator[tuple[str, int, str, str, str]]:
    conduct = behaviour.conduct(rng)
    came = START + timedelta(days=rng.randint(0, 100))
    registered = came + timedelta(days=conduct.hidden_days)
    subject = f"petition:{code}-{number}"

    def act(order: int, after: int, kind: str, **payload: object) -> tuple[str, int, str, str, str]:
        day = registered + timedelta(days=after)
        return (day.isoformat(), order, kind, subject, json.dumps(payload))

    clocks = {
        stage: {"start": registered.isoformat(), "due": (registered + timedelta(days=days)).isoformat()}
        for stage, days in (("answer", ALLOWED), ("acknowledge", TO_ACKNOWLEDGE))
    }
    yield act(0, 0, "petition_received", channel=conduct.channel, clocks=clocks)
    if conduct.acknowledged is not None:
        yield act(1, conduct.acknowledged, "acknowledged")
    if conduct.forwarded is not None:
        yield act(2, conduct.forwarded, "forwarded", to="elsewhere")
    if conduct.answered is not None:
        yield act(3, conduct.answered, "answered")
        if conduct.rating is not None:
            yield act(4, conduct.answered + 1, "rated", rating=conduct.rating)
        if conduct.upheld:
            yield act(5, conduct.answered + 10, "dispute_decided", upheld=True)
