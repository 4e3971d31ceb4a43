"""What every test has: a clean cache, and the database as the migrations left it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.pristine import install, pristine

install()
# How fast the machine is while it draws examples says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Pages, scores and limits of an earlier test must not answer in this one."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_copy_left(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        pristine.discard()
