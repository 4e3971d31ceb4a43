"""What bodies owe by a day, told by the rooms that keep it to whoever reminds of it.

Rooms beside each other must not know each other: whoever keeps what is owed registers how to list it here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Owed:
    """One matter with a deadline. `subject` is the ledger's name of it; `organisation` is the body that owes it."""

    matter: str
    subject: str
    label: str
    organisation: Any
    due_on: date


# What is owed still, with a due day from the first day to the last.
Source = Callable[[date, date], Iterable[Owed]]
_sources: dict[str, Source] = {}


def owed_with(matter: str, source: Source) -> None:
    """Let a room say what is owed of a matter."""
    _sources[matter] = source


def owed(matter: str, first: date, last: date) -> Iterable[Owed]:
    """Return what is owed of the matter; nothing where no room keeps it."""
    source = _sources.get(matter)
    return source(first, last) if source else ()
