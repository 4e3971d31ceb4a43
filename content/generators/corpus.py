"""The texts and tables that the generators draw from, read from content/data once."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


def load(name: str) -> Any:
    """Return a JSON file of content/data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@dataclass(frozen=True, slots=True)
class Place:
    """One row of organisations.csv."""

    code: str
    kind: str
    type_name: str
    name: str
    slug: str
    parent: str

    @property
    def is_urban(self) -> bool:
        return self.type_name == "Phường"

    @property
    def office(self) -> str:
        """The people's committee, as texts name it."""
        return f"UBND {self.name[0].lower()}{self.name[1:]}"


@dataclass(frozen=True, slots=True)
class Template:
    """A petition with slots, the answers that fit it, and where and when it makes sense."""

    id: str
    category: str
    kind: str
    titles: tuple[str, ...]
    text: str
    answers: tuple[str, ...]
    rural_only: bool
    months: frozenset[int]

    def fits(self, place: Place, day: date) -> bool:
        return not (self.rural_only and place.is_urban) and (not self.months or day.month in self.months)


@cache
def places(name: str = "organisations.csv") -> tuple[Place, ...]:
    return tuple(Place(**row) for row in _rows(name))


@cache
def communes() -> tuple[Place, ...]:
    return tuple(place for place in places() if place.kind == "commune")


@cache
def templates() -> tuple[Template, ...]:
    """Every petition template, in the order of its name."""
    categories = load("categories.json")
    found = []
    for path in sorted((DATA / "petitions").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            found.append(
                Template(
                    id=row["id"],
                    category=categories.get(row["id"], categories[path.stem]),
                    kind=row["kind"],
                    titles=tuple(row["titles"]),
                    text=row["text"],
                    answers=tuple(row["answers"]),
                    rural_only=row.get("where") == "xa",
                    months=frozenset(row.get("months", ())),
                )
            )
    return tuple(sorted(found, key=lambda template: template.id))


@cache
def phrases() -> dict[str, Any]:
    return dict(load("phrases.json"))


@cache
def profiles() -> dict[str, dict[str, Any]]:
    return dict(load("profiles.json"))


@cache
def settings() -> dict[str, Any]:
    """The seed number, the dates of the demonstration year and the communes shown in depth."""
    return dict(load("seed.json"))


@cache
def former_names() -> tuple[tuple[str, str], ...]:
    """The code of each present commune with the name of a place that it was made of, or of that place's district."""
    return tuple((row["code"], row["name"]) for row in _rows("former_names.csv"))
