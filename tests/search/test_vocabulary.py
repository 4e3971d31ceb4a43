"""Which words the documents hold, and what a mistyped one was meant to be."""

from collections import Counter

import pytest
from django.core.management import call_command

from search import store, vocabulary
from search.engines.choice import database_engine
from search.lexicon import Lexicon
from search.models import SearchEntry, Word
from search.query import SearchQuery
from tests.search.relevance import CORPUS, document
from tests.search.shared import ask

pytestmark = pytest.mark.django_db


def held() -> dict[str, int]:
    return dict(Word.objects.values_list("word", "documents"))


def counted() -> dict[str, int]:
    """The same from the entries themselves."""
    counts: Counter[str] = Counter()
    for texts in SearchEntry.objects.values_list("title_folded", "extra_folded", "body_folded"):
        counts.update(vocabulary.words_of(*texts))
    return dict(counts)


def test_counts_follow_every_change() -> None:
    store.write(CORPUS)
    assert held() == counted()
    assert held()["ngheo"] == 1
    store.write(CORPUS)
    assert held() == counted()
    store.write([document("disclosure:2", "Danh sách đã đổi", "ngân sách")])
    assert held() == counted()
    assert "ngheo" not in held()
    store.delete([entry.document_id for entry in SearchEntry.objects.all()])
    assert held() == {}


def test_a_rebuild_counts_anew() -> None:
    store.write(CORPUS)
    Word.objects.update(documents=77)
    vocabulary.recount()
    assert held() == counted()
    call_command("rebuild_search", verbosity=0)
    assert held() == counted()


def test_only_words_that_nobody_holds_are_slips() -> None:
    store.write([document("page:1", "hộ nghèo nghe ngân sách giang giáng")])
    assert vocabulary.slips(["ngheo", "ngan"]) == {}
    assert vocabulary.slips(["nghoe"]) == {"nghoe": (("ngheo",), ("nghe",))}
    assert vocabulary.slips(["ngansach", "sach"]) == {"ngansach": (("ngan", "sach"),)}
    assert vocabulary.slips(["xyzzy", "a", "19", "q3x", "x" * 60, "ß", "ё" * 5]) == {}


def test_at_most_four_words_are_looked_at(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    store.write([document("page:1", "hộ nghèo")])
    with django_assert_num_queries(2):
        assert len(vocabulary.slips([f"{head}gheo" for head in "abcdeghik"])) == 4
    with django_assert_num_queries(1):
        assert vocabulary.slips(["ngheo"]) == {}
    with django_assert_num_queries(0):
        assert vocabulary.slips(["19", "2026"]) == {}


def test_a_slip_in_a_name_is_read_as_the_name() -> None:
    """ "giamg" may be "giảm" or "Giang"; behind "văn" it is the place."""
    known = Lexicon.of([], places=["Văn Giang"])
    slips = {"giamg": (("giam",), ("giang",))}
    query = SearchQuery(text="văn giamg", lexicon=known, slips=slips)
    (term,) = query.terms
    assert (term.words, term.place) == (("văn", "giang"), True)
    other = SearchQuery(text="mức giamg", lexicon=known, slips=slips)
    assert other.terms[1].words == ("giam",)
    assert ("giang",) in other.terms[1].others


def test_says_what_was_searched_instead() -> None:
    store.write(CORPUS)
    assert ask(database_engine(), "hộ nghoe").read_as == "hộ ngheo"
    assert ask(database_engine(), "hộ nghèo").read_as == ""


def test_a_word_of_what_was_withdrawn_is_not_offered() -> None:
    store.write([document("page:1", "MARKERKIN"), document("page:2", "khác")])
    assert vocabulary.slips(["markerkim"])
    store.delete(["page:1"])
    assert vocabulary.slips(["markerkim"]) == {}
    assert not Word.objects.filter(word="markerkin").exists()
