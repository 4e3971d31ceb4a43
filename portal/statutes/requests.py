"""What residents ask to be made public: how one item is named, and how many asked for it.

Rooms that publish and rooms that take requests do not know each other. Both know this one: a request names the
item as the ledger does, and whoever keeps requests says here how to count them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

_PREFIX = "duty"


@dataclass(frozen=True, slots=True)
class DutySubject:
    """One item that one organisation owes for one period: duty key, organisation code, period code.

    `occurrence` tells apart what fell due on several events of the period; "" where there is one a period.
    """

    duty: str
    organisation: str
    period: str
    occurrence: str = ""

    def __str__(self) -> str:
        """Return the name that the ledger has for the item: duty:<key>:<code>:<period>[:<occurrence>]."""
        parts = [_PREFIX, self.duty, self.organisation, self.period]
        return ":".join([*parts, self.occurrence] if self.occurrence else parts)

    @classmethod
    def parse(cls, subject: str) -> Self | None:
        """Return what a subject of the ledger names; None when it is no duty."""
        prefix, *parts = subject.split(":", 4)
        return cls(*parts) if len(parts) >= 3 and prefix == _PREFIX else None


def letter_form(parameters: Mapping[str, object]) -> str:
    """Return the address of the form for letters, filled in; see portal.feedback.views.prefill for what it knows."""
    return f"/phan-anh/gui/?{urlencode(parameters)}"


Counter = Callable[[Collection[str]], Mapping[str, int]]
_counters: dict[str, Counter] = {}


def count_with(name: str, counter: Counter) -> None:
    """Let a room that keeps requests say how many were made about each of some subjects."""
    _counters[name] = counter


def requests_about(subjects: Collection[str]) -> dict[str, int]:
    """Return how many public requests each subject has; subjects without any are left out."""
    found: dict[str, int] = {}
    for counter in _counters.values() if subjects else ():
        for subject, number in counter(subjects).items():
            found[subject] = found.get(subject, 0) + number
    return found
