"""Precision and recall on more than two hundred generated documents; docs/personal-data-gate.md gives the figures."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.core.personal_data import scan_text
from tests.core.personal_data.corpus import texts
from tests.core.personal_data.corpus.build import SEEDS, SHARES, corpus
from tests.core.personal_data.measure import measure, table

CONTENT = Path(__file__).parents[3] / "content" / "data"


def test_the_set_is_large_and_the_same_on_every_run() -> None:
    assert sum(share for _, share in SHARES) * len(SEEDS) > 200
    once, again = (texts.make(5, seed="x", part="report") for _ in range(2))
    assert (once.content, once.planted) == (again.content, again.planted)


@pytest.mark.parametrize("part", ["second", "report"])
def test_little_is_missed_and_little_is_wrong(part: str) -> None:
    score = measure(corpus(part))
    shown = f"{table(score)}\n" + "\n".join(score.examples)
    assert score.total_recall >= 0.98, shown
    assert score.total_precision >= 0.98, shown
    for kind in {*score.found, *score.missed}:
        assert score.recall(kind) >= 0.9, shown
        assert score.precision(kind) >= 0.9, shown


def test_prose_that_was_written_for_other_ends_raises_nothing() -> None:
    """The sample content of the portal: petitions, answers, pages, names of communes."""
    found = [
        (finding.kind, text[:80])
        for path in CONTENT.rglob("*.json")
        for text in strings(json.loads(path.read_text()))
        for finding in scan_text(text, on=date(2026, 3, 1))
    ]
    assert found == []


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
