"""What a unit answers in a report form: as it is stored, and what still lacks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TEXT, NUMBER, TABLE = "text", "number", "table"
LONGEST_TEXT = 5_000
LONGEST_CELL = 500
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form, apart from the database."""

    key: str
    label: str
    type: str
    columns: tuple[str, ...] = ()
    required: bool = False


def is_empty(question: Question, value: Any) -> bool:
    return value in (None, "", [])


def missing(questions: Iterable[Question], values: Mapping[str, Any]) -> list[Question]:
    """The required questions without an answer, in their order."""
    return [one for one in questions if one.required and is_empty(one, values.get(one.key))]


def number_text(value: Decimal) -> str:
    """A number as it is stored: no float, no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rows_kept(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of a table in which somebody wrote something."""
    return [list(row) for row in rows if any(cell for cell in row)]
