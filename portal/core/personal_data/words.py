"""Find Vietnamese words with or without their marks, and not the words that merely look so without them."""

import re
from collections.abc import Iterator

from portal.core.personal_data.normal import Text, fold, normal

_GAP = re.compile(r"[\s,]+")


class Words:
    """A set of words and phrases, given with bars between them.

    "số nhà" finds "Số nhà" and "so nha", never "sở nha": a word that carries marks has to carry the right ones.
    """

    def __init__(self, phrases: str, *, glued: bool = False) -> None:
        spelled: dict[str, list[list[str]]] = {}
        for phrase in phrases.split("|"):
            spelling = _GAP.split(normal(phrase).lower())
            spelled.setdefault(fold(" ".join(spelling)), []).append(spelling)
        self._spelled = spelled
        ordered = sorted(spelled, key=len, reverse=True)
        joined = "|".join(r"[\s,]{1,3}".join(map(re.escape, key.split(" "))) for key in ordered)
        # `glued`: a digit may follow at once, as in "SĐT0912…".
        self.pattern = re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z{'' if glued else '0-9'}])")

    def finditer(self, text: Text, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield the matches between the two places."""
        for match in self.pattern.finditer(text.bare, start, len(text.bare) if end is None else end):
            if self._marks_fit(match, text):
                yield match

    def match(self, text: Text, start: int) -> re.Match[str] | None:
        """Return the match that begins exactly at the place."""
        found = self.pattern.match(text.bare, start)
        return found if found and self._marks_fit(found, text) else None

    def within(self, text: Text, start: int, end: int) -> bool:
        """Return whether any of the words stands between the two places."""
        return next(self.finditer(text, max(start, 0), end), None) is not None

    def _marks_fit(self, match: re.Match[str], text: Text) -> bool:
        written = _GAP.split(text.plain[match.start() : match.end()].lower())
        return any(
            all(word == right or word.isascii() for word, right in zip(written, spelling, strict=True))
            for spelling in self._spelled[fold(" ".join(written))]
        )
