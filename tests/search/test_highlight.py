from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import fold, nfc
from search.documents import IndexedText, Kind, SearchDocument
from search.highlight import highlight
from search.query import SearchQuery
from search.words import words


def mark(text: str, query: str, *, fragment: bool = False) -> str:
    folded = fold(" ".join(words(nfc(text))))
    return highlight(text, folded, SearchQuery.of(query).terms, fragment=fragment)


def test_marks_words_whatever_marks_they_carry() -> None:
    assert mark("Danh sách Hộ nghèo", "ho ngheo") == "Danh sách <mark>Hộ</mark> <mark>nghèo</mark>"


def test_marks_only_exact_words_where_there_are_any() -> None:
    assert mark("đường dương", "đường") == "<mark>đường</mark> dương"
    assert mark("dương", "đường") == "<mark>dương</mark>"


def test_words_of_a_phrase_are_marked_where_all_stand() -> None:
    shown = mark("giấy hẹn, giấy chứng nhận", '"giấy chứng nhận"')
    assert shown == "giấy hẹn, <mark>giấy</mark> <mark>chứng</mark> <mark>nhận</mark>"


def test_escapes_everything_but_its_own_marks() -> None:
    assert mark("<b>hộ</b> & nghèo", "nghèo") == "&lt;b&gt;hộ&lt;/b&gt; &amp; <mark>nghèo</mark>"


def test_a_fragment_shows_where_most_words_stand_together() -> None:
    text = "hộ " + "x " * 200 + "hộ nghèo cuối" + " y" * 200
    shown = mark(text, "hộ nghèo", fragment=True)
    assert "<mark>hộ</mark> <mark>nghèo</mark> cuối" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300


def test_a_text_without_matches_shows_its_beginning() -> None:
    assert mark("Một hai ba", "bốn", fragment=True) == "Một hai ba"
    assert mark("", "bốn", fragment=True) == ""


@given(text=st.text(max_size=300), query=st.text(max_size=40))
def test_any_text_is_shown_unchanged_and_escaped(text: str, query: str) -> None:
    document = SearchDocument(id="page:1", kind=Kind.PAGE, title="t", url="/", body=text)
    shown = highlight(document.body, IndexedText.of(document).body_folded, SearchQuery.of(query).terms)
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert (
        bare.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'")
    ).replace("&amp;", "&") == document.body or len(words(document.body)) == 0
