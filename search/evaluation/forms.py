"""The ways people type one query: with marks, without them, with slips. The same every time."""

import hashlib
import string
from enum import StrEnum

from portal.core.text import fold

# Shorter words lose their meaning with one wrong letter.
MIN_LETTERS = 4


class Form(StrEnum):
    ACCENTED = "accented"
    UNACCENTED = "unaccented"
    TYPO = "typo"
    TYPOS = "typos"


def typed(query_id: str, text: str, form: Form) -> str:
    """Return the text as typed in this form; slips are made in the text without marks."""
    if form is Form.ACCENTED:
        return text
    words = fold(text).split()
    if form is Form.TYPO:
        longest = max(filter(_is_long, words), key=len, default="")
        # Only the first of equal words: the form is one slip.
        at = words.index(longest) if longest else len(words)
        words[at : at + 1] = [slip(word, query_id) for word in words[at : at + 1]]
    elif form is Form.TYPOS:
        words = [
            slip(word, f"{query_id}:{place}") if _is_long(word) else word for place, word in enumerate(words)
        ]
    return " ".join(words)


def slip(word: str, seed: str) -> str:
    """Return the word one edit away: a letter left out, added or replaced, or two neighbours swapped."""
    digest = hashlib.sha256(seed.encode()).digest()
    kind, letter = digest[0] % 4, digest[2]
    # People seldom miss the first letter, and every kind of slip has a place from the second on.
    at = 1 + digest[1] % (len(word) - 1)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + string.ascii_lowercase[letter % 26] + word[at:]
    if kind == 2 and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    others = [other for other in string.ascii_lowercase if other != word[at]]
    return word[:at] + others[letter % len(others)] + word[at + 1 :]


def _is_long(word: str) -> bool:
    return len(word) >= MIN_LETTERS and word.isascii() and word.isalpha()
