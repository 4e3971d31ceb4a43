"""What the makers of documents share: lines to place, and the record of what was planted."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus import decoys, wording
from tests.core.personal_data.corpus.values import Values

TEXT_KINDS = tuple(wording.PHRASES)


@dataclass(frozen=True)
class Planted:
    """A detail that must be found: its kind, the sentence it stands in, and where the document carries it."""

    kind: Kind
    sentence: str
    carrier: str
    value: str = ""


@dataclass
class Document:
    name: str
    media_type: str
    content: bytes
    planted: list[Planted]


@dataclass
class Draft:
    """Collects the lines of one document before it is made."""

    values: Values
    part: str
    planted: list[Planted] = field(default_factory=list)

    @classmethod
    def seeded(cls, seed: str, *, part: str) -> "Draft":
        return cls(Values(random.Random(seed)), part)

    def decoys(self, count: int) -> list[str]:
        return [decoys.decoy(self.values, part=self.part) for _ in range(count)]

    def plant(
        self, carrier: str, *, kind: Kind | None = None, simple: bool = False, ascii_only: bool = False
    ) -> str:
        """Return a sentence with a new detail and note that it will stand in the carrier."""
        kind = kind or self.values.rng.choice(TEXT_KINDS)
        simple = simple or ascii_only
        sentence, value = wording.sentence(kind, self.values, part=self.part, simple=simple)
        shown = wording.spelled(sentence, self.values)
        if ascii_only:
            shown = plain_letters(sentence)
        self.planted.append(Planted(kind, shown, carrier, value))
        return shown

    def note(self, kind: Kind, carrier: str, value: str = "") -> None:
        """Note what is planted without a sentence: an author, a place, a page that nobody can read."""
        self.planted.append(Planted(kind, "", carrier, value))

    def chance(self, share: float) -> bool:
        return self.values.rng.random() < share

    def some(self, makers: "list[Callable[[], None]]", most: int) -> None:
        """Use up to `most` of the ways to carry something, chosen by the draft's generator."""
        for maker in self.values.rng.sample(makers, self.values.rng.randint(1, most)):
            maker()


def plain_letters(text: str) -> str:
    """Return the text in ASCII, as fonts without Vietnamese letters print it."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return "".join(char for char in bare if ord(char) < 128)
