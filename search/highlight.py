"""Showing where the words stand in a text: escaped, with `<mark>` and nothing else."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.query import Term
from search.words import word_spans, words

FRAGMENT_WORDS = 36
_LEAD = 8
# The start of a text is where its subject stands; looking further costs more than it shows.
_LOOK_AT_WORDS = 4_000


def highlight(text: str, folded: str, terms: Sequence[Term], *, fragment: bool = False) -> SafeString:
    """Return the text, or its best `FRAGMENT_WORDS` words, with the words of the query marked.

    `folded` holds the folded words of the text separated by spaces, one for each word. A word typed with
    marks marks its exact matches where there are any, else those that differ only in marks.
    """
    spans = list(islice(word_spans(text), _LOOK_AT_WORDS))
    marked = _matches(text, spans, folded.split(" "), terms)
    first, last = _window(marked, len(spans)) if fragment else (0, len(spans))
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, spans, marked, first, last)))


def _matches(
    text: str, spans: list[tuple[int, int]], text_folded: list[str], terms: Sequence[Term]
) -> dict[int, str]:
    """Return the folded query word for each position that it matches; of several words only where all stand."""
    wanted: dict[str, set[str]] = {}
    phrases: dict[str, list[list[str]]] = {}
    for term in terms:
        for spoken, folded in zip((term.words, *term.others), term.all_folded, strict=True):
            bare_words = folded.split(" ")
            phrases.setdefault(bare_words[0], []).append(bare_words)
            for word, bare in zip(spoken, bare_words, strict=True):
                wanted.setdefault(bare, set()).add(word)
    near = dict(sorted(_standing(text_folded[: len(spans)], phrases)))
    exact = {i for i, bare in near.items() if words(text[slice(*spans[i])])[0] in wanted[bare]}
    has_exact = {near[i] for i in exact}
    return {
        i: bare for i, bare in near.items() if i in exact or bare not in has_exact or bare in wanted[bare]
    }


def _standing(text_folded: list[str], phrases: dict[str, list[list[str]]]) -> Iterator[tuple[int, str]]:
    for i, bare in enumerate(text_folded):
        for phrase in phrases.get(bare, ()):
            if text_folded[i : i + len(phrase)] == phrase:
                yield from enumerate(phrase, start=i)


def _window(marked: dict[int, str], length: int) -> tuple[int, int]:
    """Return the stretch that shows most different words of the query, the earliest of equals."""
    best, most = 0, 0
    positions = list(marked)
    for n, start in enumerate(positions):
        seen = {
            marked[i] for i in islice(positions, n, n + FRAGMENT_WORDS) if i < start + FRAGMENT_WORDS - _LEAD
        }
        if len(seen) > most:
            best, most = start, len(seen)
    first = max(0, min(best - _LEAD, length - FRAGMENT_WORDS))
    return first, min(length, first + FRAGMENT_WORDS)


def _pieces(
    text: str, spans: list[tuple[int, int]], marked: dict[int, str], first: int, last: int
) -> Iterator[str]:
    if not spans:
        yield text[: FRAGMENT_WORDS * 6]
        return
    at = spans[first][0] if first else 0
    yield "… " if first else ""
    for i in (i for i in marked if first <= i < last):
        start, end = spans[i]
        yield text[at:start]
        yield format_html("<mark>{}</mark>", text[start:end])
        at = end
    cut = last < len(spans)
    yield text[at : spans[last - 1][1] if cut else len(text)]
    yield " …" if cut else ""
