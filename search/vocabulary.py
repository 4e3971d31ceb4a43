"""The words that published documents hold, and the ones that a mistyped word may have been meant to be.

Kept by `search.store` in the transaction that changes the entries: a word whose last document is gone is gone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase

from django.db import connection, transaction

from search.models import SearchEntry, Word

# Shorter words have too many neighbours, longer ones are no words.
SHORTEST, LONGEST = 3, 24
# Words of one query that are looked at, and neighbours that are tried for each.
MOST_SLIPS, MOST_NEIGHBOURS = 4, 3
_BATCH = 400
# The texts of an entry whose words are counted.
COLUMNS = ("title_folded", "extra_folded", "body_folded")

Words = tuple[str, ...]


def words_of(*texts: str) -> set[str]:
    """Return the different words of folded texts that a slip could be meant to be: letters only."""
    return {word for text in texts for word in text.split(" ") if 1 < len(word) <= LONGEST and word.isalpha()}


def counted(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """Return how many of the entries hold each word; `texts` are the values of their `COLUMNS`."""
    found: Counter[str] = Counter()
    for columns in texts:
        found.update(words_of(*columns))
    return found


def count(changes: Mapping[str, int]) -> None:
    """Add to the number of documents of each word; in the caller's transaction."""
    # In one order, so that two transactions wait for each other and never both for one another.
    rows = sorted((word, number) for word, number in changes.items() if number)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            slots = ", ".join(["(%s, %s)"] * len(batch))
            cursor.execute(
                f"INSERT INTO search_word (word, documents) VALUES {slots}"  # noqa: S608
                " ON CONFLICT (word) DO UPDATE SET documents = search_word.documents + excluded.documents",
                [part for row in batch for part in row],
            )
    fewer = [word for word, number in rows if number < 0]
    for start in range(0, len(fewer), _BATCH):
        Word.objects.filter(word__in=fewer[start : start + _BATCH], documents__lte=0).delete()


@transaction.atomic
def recount() -> None:
    """Count all words anew, those of entries that were written before anybody counted among them."""
    found = counted(SearchEntry.objects.values_list(*COLUMNS).iterator(500))
    Word.objects.all().delete()
    count(found)


def slips(typed: Sequence[str]) -> dict[str, tuple[Words, ...]]:
    """Return, for each folded word that no document holds, what it may have been meant to be, the likeliest first.

    One letter too many, too few, another one or two exchanged; or several words typed as one. Two queries at most.
    """
    asked = [word for word in dict.fromkeys(typed) if SHORTEST <= len(word) <= LONGEST and _is_plain(word)]
    if not asked:
        return {}
    known = set(Word.objects.filter(word__in=asked).values_list("word", flat=True))
    unknown = [word for word in asked if word not in known][:MOST_SLIPS]
    if not unknown:
        return {}
    near = {word: set(_neighbours(word)) for word in unknown}
    parts = {word[i:j] for word in unknown for i in range(len(word)) for j in range(i + 2, len(word) + 1)}
    held = dict(Word.objects.filter(word__in=parts.union(*near.values())).values_list("word", "documents"))
    meant = {word: tuple(_meant(word, near[word], held)) for word in unknown}
    return {word: found for word, found in meant.items() if found}


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _meant(word: str, near: Iterable[str], held: Mapping[str, int]) -> Iterator[Words]:
    # The first letter is seldom wrong, and two exchanged ones are sooner a slip than any other letter.
    letters = sorted(word)
    neighbours = sorted(
        (n for n in near if n in held),
        key=lambda n: (n[0] != word[0], sorted(n) != letters, -held[n], n),
    )
    yield from ((neighbour,) for neighbour in neighbours[:MOST_NEIGHBOURS])
    if split := _split(word, held):
        yield split


def _split(word: str, held: Mapping[str, int]) -> Words:
    """Return the words that were typed as one: few of them and frequent ones; () when it is none."""
    best: dict[int, tuple[float, Words]] = {0: (0.0, ())}
    for end in range(2, len(word) + 1):
        ways = [
            (best[start][0] + 3 - math.log(held[word[start:end]]) / 4, (*best[start][1], word[start:end]))
            for start in best
            if word[start:end] in held and len(best[start][1]) < 4
        ]
        if ways:
            best[end] = min(ways)
    found = best.get(len(word), (0.0, ()))[1]
    return found if len(found) > 1 else ()


def _neighbours(word: str) -> Iterator[str]:
    """Yield every word at one slip's distance, about 55 for each letter."""
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in ascii_lowercase)
