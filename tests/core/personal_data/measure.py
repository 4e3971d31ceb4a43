"""Count what the detectors find and miss; `python -m tests.core.personal_data.measure` prints the docs' tables."""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from portal.core.personal_data import Kind, Severity, Sighting, look_at_file
from portal.core.personal_data.findings import value_of
from portal.core.personal_data.normal import fold, normal
from tests.core.personal_data.corpus.build import SEEDS, corpus
from tests.core.personal_data.corpus.page import Document, Planted

ON = date(2026, 3, 1)
_BY_DIGITS = {Kind.CITIZEN_ID, Kind.OLD_ID, Kind.PHONE, Kind.BANK, Kind.TAX_CODE, Kind.INSURANCE}
# Covered text and files that people must read are findings about a place, not about a value.
_BY_PLACE = {Kind.COVERED, Kind.UNREADABLE, Kind.LOCATION}


@dataclass
class Score:
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    carriers_found: Counter[str] = field(default_factory=Counter)
    carriers_missed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        total = self.found[kind] + self.missed[kind]
        return self.found[kind] / total if total else 1.0

    def precision(self, kind: str) -> float:
        total = self.found[kind] + self.wrong[kind]
        return self.found[kind] / total if total else 1.0

    @property
    def total_recall(self) -> float:
        return self.found.total() / (self.found.total() + self.missed.total())

    @property
    def total_precision(self) -> float:
        return self.found.total() / (self.found.total() + self.wrong.total())


def squeeze(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", fold(normal(text)))


def matches(planted: Planted, seen: Sighting) -> bool:
    if planted.kind is not seen.finding.kind:
        return False
    if planted.kind in _BY_PLACE:
        return True
    if planted.kind in _BY_DIGITS and planted.value:
        # Read as people mean them: a letter that stands for a digit, the zero that a spreadsheet dropped.
        return _meant(planted.kind, planted.value) == _meant(planted.kind, seen.value)
    return squeeze(seen.value) in squeeze(planted.sentence or planted.value)


def _meant(kind: Kind, value: str) -> str:
    read = normal(unicodedata.normalize("NFC", value)).translate(str.maketrans("OoIl", "0011"))
    return value_of(kind, read).lstrip("0")


def measure(documents: Iterable[Document]) -> Score:
    score = Score()
    for document in documents:
        seen = [
            one
            for one in look_at_file(document.content, document.media_type, document.name, on=ON, salt="x")
            if one.finding.severity is not Severity.NOTE
        ]
        for planted in document.planted:
            hit = any(matches(planted, one) for one in seen)
            (score.found if hit else score.missed)[planted.kind.value] += 1
            (score.carriers_found if hit else score.carriers_missed)[planted.carrier] += 1
            if not hit:
                score.examples.append(f"missed {planted.kind.value} in {document.name} ({planted.carrier}): "
                                      f"{planted.sentence or planted.value!r}")  # fmt: skip
        strange = [one for one in seen if not any(matches(planted, one) for planted in document.planted)]
        for one in {(one.finding.kind, squeeze(one.value)): one for one in strange}.values():
            score.wrong[one.finding.kind.value] += 1
            place = f"{document.name} ({one.finding.place})"
            score.examples.append(f"wrong {one.finding.kind.value} in {place}: {one.excerpt!r}")
    return score


def table(score: Score) -> str:
    rows = [
        "| kind | planted | found | missed | wrong | precision | recall |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted({*score.found, *score.missed, *score.wrong}):
        found, missed, wrong = score.found[kind], score.missed[kind], score.wrong[kind]
        rows.append(f"| {kind} | {found + missed} | {found} | {missed} | {wrong} "
                    f"| {score.precision(kind):.3f} | {score.recall(kind):.3f} |")  # fmt: skip
    planted = score.found.total() + score.missed.total()
    rows.append(f"| **all** | {planted} | {score.found.total()} | {score.missed.total()} | {score.wrong.total()} "
                f"| **{score.total_precision:.3f}** | **{score.total_recall:.3f}** |")  # fmt: skip
    return "\n".join(rows)


def main() -> None:
    for part in SEEDS if "--all" in sys.argv else ("report",):
        documents = corpus(part)
        score = measure(documents)
        print(f"\n{part}: {len(documents)} documents\n\n{table(score)}\n")
        if "--examples" in sys.argv:
            print("\n".join(score.examples))


if __name__ == "__main__":
    main()
