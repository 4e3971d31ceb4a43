"""The engine of the database that the tests run on; `tests/services` asks the same of Elasticsearch."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import services
from search.engines.base import Engine
from search.query import SearchQuery
from tests.search.relevance import CASES, HOSTILE, Case
from tests.search.shared import check_case, check_filters, check_order_by_date, check_pages


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_finds_what_was_meant(engine: Engine, case: Case) -> None:
    check_case(engine, case)


def test_narrows_by_kind_organisation_and_period(engine: Engine) -> None:
    check_filters(engine)


def test_orders_by_date_when_asked(engine: Engine) -> None:
    check_order_by_date(engine)


def test_pages_without_gaps_and_never_past_the_end(engine: Engine) -> None:
    check_pages(engine)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_any_input_gives_an_answer(engine: Engine, text: str) -> None:
    services.ask(engine, SearchQuery.of(text))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(max_size=400))
def test_random_input_gives_an_answer(engine: Engine, text: str) -> None:
    services.ask(engine, SearchQuery.of(text))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(alphabet='"*()-+:^{}\\~ ANDORTNE.,/ngânsđĐ', max_size=60))
def test_random_operators_give_an_answer(engine: Engine, text: str) -> None:
    services.ask(engine, SearchQuery.of(text))
