"""Runs of digits in a text, however they are grouped, and what their digits alone can prove."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers

from portal.core.personal_data.normal import Text

_DIGITS = re.compile(r"\d+")
# What may stand between the groups of one number. A tab is the border of a cell, a comma that of a list.
_JOINT = re.compile(r"(?: ?[.\-_*'·] ?| {1,2}|\) ?[.\-]? ?| ?\( ?)\Z")
_TORN = re.compile(r"(?: ?-? ?\n ?| ?[,/;:|] ?)\Z")
MOST_GROUPS = 24

# Code of the place of birth registration, the first three digits of a citizen's number (Circular 07/2016/TT-BCA).
_PROVINCES = """
001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038
040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082
083 084 086 087 089 091 092 093 094 095 096
"""
PROVINCES = frozenset(_PROVINCES.split())
# Years of birth that a number can name when the caller does not say what day it is.
_NEWEST = 2035


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring digits; `torn` when only a line break or a mark of lists joins them to the group before."""

    start: int
    end: int
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Some neighbouring groups of a run, read as one number."""

    groups: tuple[Group, ...]
    digits: str
    first: int  # the index of its first group in the run

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def torn(self) -> bool:
        return any(group.torn for group in self.groups[1:])

    @property
    def last(self) -> int:
        return self.first + len(self.groups) - 1

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(group.end - group.start for group in self.groups)


def runs(text: Text) -> Iterator[list[Group]]:
    """Yield the runs of groups of the text, in their order."""
    run: list[Group] = []
    for match in _DIGITS.finditer(text.numeric):
        if run:
            gap = text.numeric[run[-1].end : match.start()] if match.start() - run[-1].end <= 4 else "\t"
            torn = bool(_TORN.match(gap))
            if (torn or _JOINT.match(gap)) and len(run) < 400:
                run.append(Group(match.start(), match.end(), torn))
                continue
            yield run
        run = [Group(match.start(), match.end())]
    if run:
        yield run


# No number of a person has fewer or more digits.
LEAST, MOST = 6, 19


def windows(text: Text, run: list[Group], first: int) -> list[Window]:
    """Return the numbers that can begin with the group at the index, the shortest first."""
    found: list[Window] = []
    digits = ""
    for stop in range(first, min(len(run), first + MOST_GROUPS)):
        digits += text.numeric[run[stop].start : run[stop].end]
        if len(digits) > MOST:
            break
        if len(digits) >= LEAST:
            found.append(Window(tuple(run[first : stop + 1]), digits, first))
    return found


def is_citizen_number(digits: str, on: date | None = None) -> bool:
    """Return whether twelve digits can be a citizen's number: place, century and sex, year of birth."""
    if len(digits) != 12 or digits[:3] not in PROVINCES or len(set(digits[6:])) == 1:
        return False
    century = int(digits[3]) // 2
    year = 1900 + 100 * century + int(digits[4:6])
    return 1900 <= year <= (on.year if on else _NEWEST)


def telephone(digits: str) -> phonenumbers.PhoneNumber | None:
    """Return the Vietnamese telephone number that the digits dial, or None."""
    try:
        number = phonenumbers.parse(f"+{digits}" if digits.startswith("84") else digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number_for_region(number, "VN") else None


def is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def is_fixed_line(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
