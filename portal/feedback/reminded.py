"""When those who work on a case were reminded of it. The room that reminds says so; others only ask."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Reminded(NamedTuple):
    """One reminding: when, and the words of whoever did it by hand; "" by rule."""

    at: datetime
    text: str


_asked: list[Callable[[str], list[Reminded]]] = []


def reminded_by(ask: Callable[[str], list[Reminded]]) -> None:
    """Let a room say when it reminded of what the ledger names so, the latest first."""
    _asked[:] = [ask]


def reminders_of(subject: str) -> list[Reminded]:
    """Return the remindings of a case, the latest first; none where no room reminds."""
    return [one for ask in _asked for one in ask(subject)]
