"""Short ledgers written by hand: what happened to whom on which day, without a database."""

import json
from collections.abc import Iterable
from typing import Any

from portal.accountability.docket import Docket, ScoreEvent, read
from portal.accountability.formula import Formula, load
from portal.accountability.rows import Row, rows
from portal.accountability.scoring import OrganisationScore, score_docket

START, END = "2026-01-01", "2026-06-30"

# organisation, day (noon in Vietnam), kind, subject, payload
Step = tuple[str, str, str, str, dict[str, Any]]


def clocks(answer: str = "", acknowledge: str = "", start: str = "2026-02-02") -> dict[str, Any]:
    """The payload part of a petition's arrival; "" for a clock that waits."""
    return {
        "clocks": {
            "answer": {"due": answer or None, "start": start if answer else None},
            "acknowledge": {"due": acknowledge or None, "start": start if acknowledge else None},
        }
    }


def received(organisation: str, day: str, subject: str, **given: str) -> Step:
    given.setdefault("start", day)
    payload = {"kind": "report", "channel": "web", "category": "roads", **clocks(**given)}
    return (organisation, day, "petition_received", subject, payload)


def step(organisation: str, day: str, kind: str, subject: str, /, **payload: Any) -> Step:
    return (organisation, day, kind, subject, payload)


def events(steps: Iterable[Step]) -> list[ScoreEvent]:
    """Put the steps into chains, as the ledger would hand them out."""
    chains: dict[str, list[ScoreEvent]] = {}
    for organisation, day, kind, subject, payload in steps:
        chain = chains.setdefault(organisation, [])
        moment = f"{day}T05:00:00.000000Z"
        chain.append((organisation, len(chain) + 1, kind, subject, moment, moment, json.dumps(payload)))
    return [event for _, chain in sorted(chains.items()) for event in chain]


def docket(*steps: Step, start: str = START, end: str = END) -> Docket:
    return read(events(steps), start, end)


def found(*steps: Step, start: str = START, end: str = END) -> list[tuple[str, str, float]]:
    """Organisation, indicator and value of every row, sorted."""
    return sorted((r.organisation, r.indicator, r.value) for r in rows(docket(*steps, start=start, end=end)))


def only(indicator: str, *steps: Step, **period: str) -> list[Row]:
    return [row for row in rows(docket(*steps, **period)) if row.indicator == indicator]


def score(*steps: Step, codes: list[str], formula: Formula | None = None) -> dict[str, OrganisationScore]:
    scores = score_docket(docket(*steps), codes, formula or load("1"))
    return {item.organisation_code: item for item in scores}
