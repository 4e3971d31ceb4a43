"""Checks that every engine must pass."""

from search import services
from search.documents import Kind
from search.engines.base import Engine
from search.query import PER_PAGE, SearchQuery
from search.results import SearchResults
from tests.search.relevance import CORPUS, Case


def ask(engine: Engine, text: str = "", **fields: object) -> SearchResults:
    return services.ask(engine, SearchQuery.of(text, **fields))  # type: ignore[arg-type]


def ids(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits]


def check_case(engine: Engine, case: Case) -> None:
    results = ask(engine, case.text)
    found = ids(results)
    assert found[: len(case.first)] == list(case.first)
    assert results.relaxed == (case.relaxed or (not found and len(SearchQuery.of(case.text).terms) > 1))
    assert results.total == len(found)
    if case.same is not None:
        assert set(found) == case.same


def check_filters(engine: Engine) -> None:
    """Filters narrow the hits; each facet counts what choosing its value would leave."""
    everything = ask(engine, "đường hào")
    petitions = ask(engine, "đường hào", kinds=[Kind.PETITION], period="2026")
    assert set(ids(petitions)) == {"petition:HY-7K3M-9QRT"}
    assert petitions.total == 1
    counts = {facet.value: facet.count for facet in petitions.facets["loai"]}
    assert counts[Kind.DISCLOSURE] == 2
    assert counts[Kind.PETITION] == 1
    years = {facet.value: facet.count for facet in petitions.facets["ky"]}
    assert years == {"2026": 1, "2025": 1}
    statuses = {facet.value: facet.count for facet in petitions.facets["trang-thai"]}
    assert statuses == {"answered": 1}
    two = ask(engine, kinds=[Kind.PETITION], status="received").facets["trang-thai"]
    assert [(f.label, f.count, f.selected) for f in two] == [
        ("Đã trả lời", 2, False),
        ("Đã tiếp nhận", 1, True),
    ]
    assert everything.total == len(ids(everything)) == 5

    quarter = ask(engine, period="2026-Q1")
    assert ids(quarter) == ["disclosure:4"]
    assert "disclosure:4" in ids(ask(engine, "ngân sách", period="2026"))
    assert set(ids(ask(engine, organisation="11300", status="received"))) == {"petition:HY-2222-AAAA"}
    (chosen,) = [f for f in ask(engine, organisation="11300").facets["don-vi"] if f.selected]
    assert (chosen.label, chosen.count) == ("Phường Phố Hiến", 3)
    # A filter that leaves nothing is no reason to look for other words.
    nothing = ask(engine, "hộ nghèo", kinds=[Kind.PETITION])
    assert (nothing.total, nothing.relaxed) == (0, False)


def check_order_by_date(engine: Engine) -> None:
    found = ids(ask(engine, "ngân sách", sort="moi-nhat"))
    assert found == ["disclosure:4", "page:7", "disclosure:1"]
    browsed = ids(ask(engine, kinds=[Kind.PETITION]))
    assert browsed == ["petition:HY-2222-AAAA", "petition:HY-7K3M-9QRT", "petition:HY-3333-BBBB"]


def check_pages(engine: Engine) -> None:
    kinds = list(Kind)
    assert len(CORPUS) < PER_PAGE
    small = [SearchQuery(kinds=tuple(kinds), per_page=5, page=page) for page in (1, 2, 3)]
    pages = [services.ask(engine, query) for query in small]
    assert sorted(i for page in pages for i in ids(page)) == sorted(d.id for d in CORPUS)
    beyond = services.ask(engine, SearchQuery(kinds=tuple(kinds), per_page=5, page=400))
    assert (beyond.page, ids(beyond)) == (3, ids(pages[2]))
