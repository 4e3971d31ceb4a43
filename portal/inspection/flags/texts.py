"""Answers that are copies of each other, and answers that say nothing. Pure.

Copies are found among texts of about one length, in which figures count as one; so the cost grows with how many texts
are alike in length, and is bounded by MOST texts of a body.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz.fuzz import ratio

from portal.core.text import fold

MOST = 400
ALIKE = 90.0
SHORTER = 0.85
FEWEST_WORDS = 12
_FIGURES = re.compile(r"\d+")
_WORD = re.compile(r"[a-z0-9]+")
# Greetings and phrases that stand in every answer, folded; what remains is what is said.
_STOCK = frozenset((Path(__file__).parent / "stock_words.txt").read_text(encoding="utf-8").split())


def copied(answers: Mapping[str, str]) -> set[str]:
    """Return the subjects whose answer is nearly that of another subject."""
    texts = sorted((_plain(text), subject) for subject, text in answers.items())[:MOST]
    texts.sort(key=lambda item: len(item[0]))
    found: set[str] = set()
    for index, (text, subject) in enumerate(texts):
        for other, name in texts[index + 1 :]:
            if len(text) < SHORTER * len(other):
                break
            if not (subject in found and name in found) and ratio(text, other, score_cutoff=ALIKE):
                found |= {subject, name}
    return found


def empty(answers: Mapping[str, str]) -> set[str]:
    """Return the subjects whose answer has fewer than FEWEST_WORDS different words beside stock phrases."""
    return {
        subject
        for subject, text in answers.items()
        if len(set(_WORD.findall(fold(text))) - _STOCK) < FEWEST_WORDS
    }


def _plain(text: str) -> str:
    return " ".join(_FIGURES.sub("0", fold(text)).split())
