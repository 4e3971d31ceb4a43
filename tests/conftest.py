"""What every test has: a clean cache, and the database as the migrations left it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from search import lexicon
from tests.pristine import install, pristine

install()
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client", "admin_user", "django_db_setup"}
# How fast the machine is while it draws examples says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database-only", action="store_true", help="leave out the tests without a database"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--with-database-only"):
        without = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(fixtures & DATABASE_FIXTURES)
        or (case is not None and issubclass(case, TransactionTestCase))
    )


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Pages, scores, limits and words of an earlier test must not answer in this one."""
    cache.clear()
    lexicon.forget()


@pytest.fixture(scope="session", autouse=True)
def _no_copy_left(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        pristine.discard()
