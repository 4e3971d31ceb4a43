"""Addresses of the real servers that `make test` started; by hand: `python -m scripts.services pytest …`."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from scripts.services import free_port
from tests.stack import Stack


def _address(variable: str) -> str:
    address = os.environ.get(variable, "")
    assert address, f"{variable} is not set: run this through `python -m scripts.services`"
    return address


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    return _address("DATABASE_URL")


@pytest.fixture(scope="session")
def redis_url() -> str:
    return _address("REDIS_URL")


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    return _address("ELASTICSEARCH_URL")


@pytest.fixture(scope="session")
def clamav_url() -> str:
    return _address("TEST_CLAMAV_URL")


@pytest.fixture(scope="session")
def imap_url() -> str:
    return _address("IMAP_URL")


@pytest.fixture(scope="session")
def dead_port() -> int:
    """A loopback port that nothing listens on."""
    return free_port()


@pytest.fixture
def scratch_database(postgresql_url: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that goes with the test."""
    name = f"scratch_{os.getpid()}_{free_port()}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield postgresql_url.rpartition("/")[0] + f"/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def portal() -> Iterator[Stack]:
    """A portal started by the test; it is stopped, and must stop cleanly, at the end."""
    stack = Stack()
    yield stack
    stopped = stack.stop() if stack.process is not None else None
    stack.discard()
    assert stopped in (None, 128 + 15), stack.log()
