"""What every test has: a clean cache, and the database as the migrations left it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from tests.pristine import install, pristine

install()


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Pages, scores and limits of an earlier test must not answer in this one."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_copy_left(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        pristine.discard()
