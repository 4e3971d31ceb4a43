"""Invented ledgers, deterministic by seed and never stored. Pure.

Only petitions are played: disclosures, postings and meetings are left out and weigh nothing, so scores here
are the petitions' part of the score. Every behaviour gets the same kind of petitions.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
    refused: int | None = None
    paused: int | None = None
    channel: str = "web"
    entered: int = 0  # for paper: days from its arrival to its entry
    hidden_days: int = 0  # it had really come so many days before the day that the register names
    rates_itself: bool = False  # the rating is given with others, on a Sunday evening


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
    acknowledged, answered = rng.randint(0, 2), rng.randint(27, 28)
    return Conduct(acknowledged, answered, _rating(rng, 0.6, 5), rng.random() < 0.3, rates_itself=True)


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


def _refuses(rng: Random) -> Conduct:
    """Refuses what is hard before it falls due."""
    if rng.random() < 0.5:
        return Conduct(rng.randint(0, 2), None, refused=rng.randint(5, 20))
    return _fast(rng)


def _pauses(rng: Random) -> Conduct:
    """Stops the clock when the day is near, for two weeks."""
    late = _late(rng)
    if late.answered is not None and late.answered > ALLOWED - 4:
        return Conduct(late.acknowledged, late.answered, late.rating, late.upheld, paused=rng.randint(26, 27))
    return late


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


def _sometimes_on_paper(conduct: Callable[[Random], Conduct]) -> Callable[[Random], Conduct]:
    """The same conduct; a fifth of the letters come on paper and are entered within two days, as they should be."""

    def either(rng: Random) -> Conduct:
        found = conduct(rng)
        if found.channel != "web" or rng.random() >= 0.2:
            return found
        entered = rng.randint(0, 2)
        first = min((day for day in (found.acknowledged, found.answered) if day is not None), default=0)
        return replace(found, channel="paper", entered=min(entered, first))

    return either


GAMING = tuple(
    Behaviour(key, False, 60, conduct)
    for key, conduct in (
        ("early_closer", _closes_empty),
        ("rater_of_itself", _rates_itself),
        ("cherry_picker", _picks),
        ("forwarder", _forwards),
        ("silent_acknowledger", _silent),
        ("backdater", _enters_later),
        ("refuser", _refuses),
        ("pauser", _pauses),
    )
)
HONEST = (
    Behaviour("honest_fast", True, 60, _fast),
    Behaviour("honest_late", True, 60, _late),
    Behaviour("tiny", True, 8, _fast),
    Behaviour("huge", True, 600, _fast),
    Behaviour("promoter", True, 300, _late),
)
CROWD = 91  # further honest communes, fast and late in turn: 104 in all


def province() -> dict[str, Behaviour]:
    """Return the communes by code; each behaviour names its own."""
    crowd = {
        f"crowd-{number:02}": Behaviour("crowd", True, 30 + number % 60, (_fast, _late)[number % 2])
        for number in range(CROWD)
    }
    return {item.key: item for item in (*HONEST, *GAMING)} | crowd


def ledger(seed: int) -> list[ScoreEvent]:
    """Return the events of all communes, chain by chain, as the ledger would hand them out."""
    found: list[ScoreEvent] = []
    for code, behaviour in sorted(province().items()):
        rng = Random(f"{seed}:{code}")
        acts = sorted(act for number in range(behaviour.cases) for act in _acts(code, number, rng, behaviour))
        for sequence, (moment, _order, kind, subject, effective, payload) in enumerate(acts, 1):
            found.append((code, sequence, kind, subject, moment, effective, payload))
    return found


# moment of recording, order within it, kind, subject, effective moment, payload
_Step = tuple[str, int, str, str, str, str]


def _acts(code: str, number: int, rng: Random, behaviour: Behaviour) -> Iterator[_Step]:
    conduct = _sometimes_on_paper(behaviour.conduct)(rng)
    registered = START + timedelta(days=rng.randint(0, 100) + conduct.hidden_days)
    subject = f"petition:{code}-{number}"

    def act(order: int, day: date, kind: str, payload: object = None, time: str = "03:00") -> _Step:
        moment = f"{day.isoformat()}T{time}:00.000000Z"
        return (moment, order, kind, subject, moment, json.dumps(payload or {}))

    def after(days: int) -> date:
        return registered + timedelta(days=days)

    clocks = {
        stage: {"start": registered.isoformat(), "due": after(days).isoformat()}
        for stage, days in (("answer", ALLOWED), ("acknowledge", TO_ACKNOWLEDGE))
    }
    came = act(0, after(conduct.entered), "petition_received", {"channel": conduct.channel, "clocks": clocks})
    yield (*came[:4], act(0, registered, "")[0], came[5])
    until = after(ALLOWED + 14).isoformat()
    acknowledged = conduct.acknowledged
    steps: tuple[tuple[int, int | None, str, dict[str, object]], ...] = (
        (1, None if acknowledged is None else max(acknowledged, conduct.entered), "acknowledged", {}),
        (2, conduct.paused, "paused", {"stage": "answer", "due": until, "until": until}),
        (2, conduct.refused, "refused", {}),
        (2, conduct.forwarded, "forwarded", {"to": "elsewhere"}),
        (3, conduct.answered, "answered", {}),
    )
    for order, days, kind, payload in steps:
        if days is not None:
            yield act(order, after(days), kind, payload)
    if conduct.answered is None:
        return
    if conduct.rating is not None:
        day, time = _rated(conduct, after(conduct.answered + 1), rng)
        yield act(4, day, "rated", {"rating": conduct.rating}, time)
    if conduct.upheld:
        yield act(5, after(conduct.answered + 10), "dispute_decided", {"upheld": True})


def _rated(conduct: Conduct, day: date, rng: Random) -> tuple[date, str]:
    """When an answer is rated (UTC): some time of the day, or in one sitting on a Sunday evening."""
    if conduct.rates_itself:
        return day + timedelta(days=6 - day.weekday()), f"13:{rng.randint(0, 9):02}"
    return day, f"{rng.randint(1, 14):02}:{rng.randint(0, 59):02}"
