import pytest

from search import store
from search.engines.base import Engine
from search.engines.choice import database_engine
from tests.search.relevance import CORPUS


@pytest.fixture
def corpus(db: None) -> None:
    store.write(CORPUS)


@pytest.fixture
def engine(corpus: None) -> Engine:
    """The engine of whichever database the tests run on, with the corpus."""
    return database_engine()
