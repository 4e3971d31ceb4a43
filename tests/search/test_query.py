import pytest

from search.documents import Kind, SearchDocument
from search.query import MAX_PAGE, MAX_TEXT, MAX_WORDS, SearchQuery, Sort, Term
from search.words import code_key


def test_a_long_text_is_cut_at_a_word_and_to_a_few_words() -> None:
    query = SearchQuery.of("ngân sách " * 1000)
    assert len(query.text) <= MAX_TEXT
    assert query.text.endswith(("ngân", "sách"))
    many = SearchQuery.of(" ".join(f"w{i}" for i in range(50)))
    assert sum(len(term.words) for term in many.terms) == MAX_WORDS


def test_signs_inside_a_chunk_hold_its_words_together() -> None:
    assert SearchQuery.of("Kế hoạch 19/KH-UBND").terms == (
        Term(("kế",)),
        Term(("hoạch",)),
        Term(("19", "kh", "ubnd")),
    )
    assert SearchQuery.of('"hộ nghèo" 2026').terms == (Term(("hộ", "nghèo")), Term(("2026",)))


def test_only_a_text_with_a_digit_is_read_as_a_code() -> None:
    assert SearchQuery.of("19/kh-ubnd").code_key == "19khubnd"
    assert SearchQuery.of("ngân sách").code_key == ""
    assert code_key("45/QĐ-UBND") == code_key("45 qd ubnd") == "45qdubnd"


@pytest.mark.parametrize(
    ("page", "expected"), [("", 1), ("0", 1), ("-3", 1), ("x", 1), ("7", 7), ("999999", MAX_PAGE), ("٣", 1)]
)
def test_any_page_is_a_page(page: str, expected: int) -> None:
    assert SearchQuery.of("a", page=page).page == expected


def test_what_a_filter_does_not_know_is_left_out() -> None:
    query = SearchQuery.of(
        "a", kinds=["cong-khai", "x"], organisation="a b", period="20266", status="<", sort="?"
    )
    assert query.kinds == (Kind.DISCLOSURE,)
    assert (query.organisation, query.period, query.status) == ("", "", "")
    assert query.sort is Sort.RELEVANCE


@pytest.mark.parametrize(
    "period", ["2026", "2026-Q1", "2026-H1", "2026-6M", "2026-9M", "2026-03", "standing"]
)
def test_every_period_of_the_statutes_can_be_chosen(period: str) -> None:
    assert SearchQuery.of("", period=period).period == period


def test_a_document_is_cut_to_size_and_equal_content_has_one_digest() -> None:
    def make(body: str) -> SearchDocument:
        return SearchDocument(id="page:1", kind=Kind.PAGE, title="A\u0300\x00", url="/", body=body)

    assert make("x").title == "À"
    assert len(make("x" * 100_000).body) == 50_000
    assert make("x").digest == make("x").digest != make("y").digest
