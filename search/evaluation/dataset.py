"""The queries and the judgements, read from the two files beside this module."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_HERE = Path(__file__).parent
QUERIES = _HERE / "queries.csv"
JUDGEMENTS = _HERE / "judgements.csv"


class Intent(StrEnum):
    """What the resident is after."""

    DISCLOSURE = "disclosure"
    PETITION = "petition"
    OFFICE = "office"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Query:
    """One question as a resident types it, with marks."""

    id: str
    intent: Intent
    text: str

    @property
    def is_held_out(self) -> bool:
        """True for the third that nobody tunes to; it depends on the id alone, so new queries move no old one."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Gives a grade to every document that fits; an empty field fits any.

    `title` is part of the folded title, or its beginning after a `^`.
    """

    query: str
    grade: int
    kind: str
    organisation: str
    title: str
    period: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What rules look at in a document."""

    id: str
    kind: str
    organisation: str
    title_folded: str
    period: str


def queries() -> list[Query]:
    """Return every query, in the order of the file."""
    return [Query(row["id"], Intent(row["intent"]), row["text"]) for row in _rows(QUERIES)]


def rules() -> dict[str, list[Rule]]:
    """Return the rules of each query by its id."""
    found: dict[str, list[Rule]] = {}
    for row in _rows(JUDGEMENTS):
        rule = Rule(
            row["query"], int(row["grade"]), row["kind"], row["organisation"], row["title"], row["period"]
        )
        found.setdefault(rule.query, []).append(rule)
    return found


def fits(rule: Rule, document: Judged) -> bool:
    """True when the rule is about this document."""
    return (
        rule.kind in ("", document.kind)
        and rule.organisation in ("", document.organisation)
        and rule.period in ("", document.period)
        and _title_fits(rule.title, document.title_folded)
    )


def grades(rules_of_query: Sequence[Rule], documents: Sequence[Judged]) -> Mapping[str, int]:
    """Return the grade of every document that a rule fits, the highest of them, by document id."""
    found: dict[str, int] = {}
    for rule in rules_of_query:
        for document in documents:
            if fits(rule, document):
                found[document.id] = max(rule.grade, found.get(document.id, 0))
    return found


def _title_fits(wanted: str, title: str) -> bool:
    return title.startswith(wanted[1:]) if wanted.startswith("^") else wanted in title


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
