"""The pieces of a reading, and why there may be none."""

from dataclasses import dataclass, field
from html import unescape

from django.utils.html import strip_tags

MOST_TEXT = 60_000  # characters that search gets to know of one document


class CannotRead(Exception):
    """The document has no reading; the message ends a Vietnamese sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece to show at a time under its own heading; `html` holds only what clean_rich lets through."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All parts in order. `note` says, in Vietnamese, what was left out; without parts the document is a picture."""

    parts: list[Part] = field(default_factory=list)
    note: str = ""

    @property
    def text(self) -> str:
        """The words of all parts, for search."""
        found: list[str] = []
        length = 0
        for part in self.parts:
            words = " ".join(unescape(strip_tags(part.html.replace("<", " <"))).split())
            found.append(words)
            length += len(words)
            if length > MOST_TEXT:
                break
        return " ".join(found)[:MOST_TEXT]
