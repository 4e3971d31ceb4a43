"""The published formula: which indicators, with which weights. Data files, one per version, never edited."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.accountability.counting import FIRST, Counting
from portal.accountability.counting import parse as parse_counting

FOLDER = Path(__file__).parent / "formulas"
KEYS = (
    "answer_on_time",
    "acknowledge_on_time",
    "speed",
    "satisfaction",
    "settled",
    "disclosed_on_time",
    "posting_kept",
    "participation",
)
# The contents of PAPI that an indicator relates to. The score is not PAPI.
PAPI = {
    "D1": "Tham gia của người dân ở cấp cơ sở",
    "D2": "Công khai, minh bạch trong hoạch định chính sách",
    "D3": "Trách nhiệm giải trình với người dân",
    "D4": "Kiểm soát tham nhũng trong khu vực công",
    "D5": "Thủ tục hành chính công",
    "D6": "Cung ứng dịch vụ công",
    "D7": "Quản trị môi trường",
    "D8": "Quản trị điện tử",
}


class BadFormula(ValueError):
    """The file does not state a usable formula; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator as published. weight is a share of 100; papi holds content codes such as D3."""

    key: str
    label: str
    weight: int
    unit: str
    explanation: str
    papi: tuple[str, ...]

    @property
    def papi_label(self) -> str:
        return "; ".join(f"{PAPI[code]} ({code})" for code in self.papi)


@dataclass(frozen=True, slots=True)
class Formula:
    """A version of the formula. digest identifies its exact text.

    It scores the periods that end on or after effective_from, until a later version takes over.
    """

    version: str
    effective_from: date
    prior_cases: int
    ranked_from_cases: int
    confidence_z: float
    definitions: tuple[Definition, ...]
    digest: str
    counting: Counting = FIRST


def load(version: str = "", *, on: date | None = None) -> Formula:
    """Return a published formula: of that version, else the one in force on the day, else the newest.

    A period is scored by the formula in force on its last day. Raises BadFormula when there is none or a file is
    wrong; a day before the first version gets the first.
    """
    if version:
        return _load(version)
    known = sorted(
        (_load(name) for name in versions()), key=lambda item: (item.effective_from, int(item.version))
    )
    if not known:
        raise BadFormula("no formula at all")
    if on is None:
        return known[-1]
    return next((item for item in reversed(known) if item.effective_from <= on), known[0])


def scored_since() -> date:
    """Return the day from which on there is a formula: what was before it is not frozen by itself."""
    return min(_load(name).effective_from for name in versions())


def versions() -> list[str]:
    """Return the names of all published versions."""
    return sorted(path.stem.removeprefix("v") for path in FOLDER.glob("v*.json"))


def text_of(version: str) -> str:
    """Return the exact text of a published formula, whose digest names it; raises BadFormula."""
    path = FOLDER / f"v{version}.json"
    if not version.isdigit() or not path.is_file():
        raise BadFormula(f"no formula version {version}")
    return path.read_text(encoding="utf-8")


@cache
def _load(version: str) -> Formula:
    formula = parse(text_of(version))
    if formula.version != version:
        raise BadFormula(f"v{version}.json states version {formula.version}")
    return formula


def parse(text: str) -> Formula:
    """Return the formula that the JSON text states; raises BadFormula."""
    try:
        data = json.loads(text)
        definitions = tuple(_definition(item) for item in data["indicators"])
        formula = Formula(
            version=str(data["version"]),
            effective_from=date.fromisoformat(data["effective_from"]),
            prior_cases=data["prior_cases"],
            ranked_from_cases=data["ranked_from_cases"],
            confidence_z=data["confidence_z"],
            definitions=definitions,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            counting=parse_counting(data.get("counting", {})),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadFormula(f"unreadable formula: {error}") from error
    _check(formula)
    return formula


def _definition(item: Mapping[str, Any]) -> Definition:
    return Definition(
        key=item["key"],
        label=item["label"],
        weight=item["weight"],
        unit=item["unit"],
        explanation=item["explanation"],
        papi=tuple(item["papi"]),
    )


def _check(formula: Formula) -> None:
    keys = tuple(definition.key for definition in formula.definitions)
    if sorted(keys) != sorted(KEYS):
        raise BadFormula(f"indicators must be exactly {', '.join(KEYS)}")
    weights = [definition.weight for definition in formula.definitions]
    if any(type(weight) is not int or weight <= 0 for weight in weights) or sum(weights) != 100:
        raise BadFormula(f"weights must be positive whole numbers that add up to 100, not {weights}")
    for definition in formula.definitions:
        if not definition.papi or any(code not in PAPI for code in definition.papi):
            raise BadFormula(f"{definition.key}: names no known PAPI content")
    if formula.prior_cases <= 0 or formula.ranked_from_cases < 1 or formula.confidence_z <= 0:
        raise BadFormula("prior, ranking limit and z must be positive")
