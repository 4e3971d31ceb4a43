"""Which line belongs under which: from the codes that official forms use, or from indentation. Pure.

A form numbers its levels in kinds – A, I, 1, 1.1, a, dashes – and uses them in any order and from any start. So a
kind has no level of its own: the first line of a kind stands one below the line before it, and the next line of the
same kind stands beside it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DEEPEST = 4
_ROMAN = re.compile(r"(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Place(NamedTuple):
    """What a line says about its level."""

    code: str
    name: str
    indent: int = 0


def levels_by_code(places: Iterable[Place]) -> list[int]:
    """Return the level of each line, 0 to 4, from the kinds of its codes."""
    path: list[str] = []
    last: dict[str, str] = {}
    levels = []
    for place in places:
        kind = _kind(place, path, last)
        if kind in path:
            del path[path.index(kind) + 1 :]
        else:
            path.append(kind)
        last[kind] = place.code.strip(" .)(").upper()
        levels.append(min(len(path) - 1, DEEPEST))
    return levels


def levels_by_indent(places: Iterable[Place]) -> list[int]:
    """Return the level of each line from how far it is indented against the lines above it."""
    path: list[int] = []
    levels = []
    for place in places:
        while path and path[-1] >= place.indent:
            path.pop()
        path.append(place.indent)
        levels.append(min(len(path) - 1, DEEPEST))
    return levels


def without_gaps(levels: Sequence[int]) -> list[int]:
    """Return the levels moved so that the highest is 0 and no line stands two below the one before it."""
    top = min(levels, default=0)
    result: list[int] = []
    for level in levels:
        deepest = result[-1] + 1 if result else 0
        result.append(min(level - top, deepest))
    return result


def _kind(place: Place, path: Sequence[str], last: dict[str, str]) -> str:
    code = place.code.strip(" .)(")
    if not code or code in {"-", "+", "*"}:
        return _unnumbered(code or place.name.lstrip()[:1], place.name)
    parts = [part for part in re.split(r"[.,\-/]", code) if part]
    if len(parts) > 1:
        return f"{_simple(parts[0], path, last)}.{len(parts)}"
    return _simple(code, path, last)


def _unnumbered(mark: str, name: str) -> str:
    if mark in {"-", "–", "—", "+", "*", "•"}:
        return "-" if mark in {"–", "—"} else mark
    return "plain"


def _simple(code: str, path: Sequence[str], last: dict[str, str]) -> str:
    if code.isdigit():
        return "1"
    if code == code.upper() and _is_roman(code, path, last):
        return "I"
    if len(code) == 1 and code.isalpha():
        return "A" if code == code.upper() else "a"
    return "word"


def _is_roman(code: str, path: Sequence[str], last: dict[str, str]) -> bool:
    """“C” follows “B” or is a hundred: what came before says which."""
    if not _ROMAN.match(code):
        return False
    if len(code) > 1:
        return True
    before = last.get("A", "")
    follows_letter = len(before) == 1 and ord(code) == ord(before) + 1
    if code == "I":
        return not follows_letter or _roman(last.get("I", "")) > 0
    follows_roman = _roman(code) == _roman(last.get("I", "")) + 1
    return follows_roman and not (follows_letter and "A" in path and "I" not in path)


def _roman(code: str) -> int:
    """Return the number, 0 for what is none."""
    if not code or not _ROMAN.match(code):
        return 0
    total, former = 0, 0
    for letter in reversed(code):
        value = _VALUES[letter]
        total += value if value >= former else -value
        former = max(former, value)
    return total
