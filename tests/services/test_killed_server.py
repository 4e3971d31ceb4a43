"""The real server, killed while people submit. `make bench` does it ten times; here three show that it holds."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from bench import killed
from tests.factories import make_organisation

Served = tuple[dict[str, str], Callable[[str], list[tuple[object, ...]]]]


@pytest.fixture
def served(transactional_db: None, tmp_path: Path) -> Iterator[Served]:
    """A copy of the migrated test database with three communes, and a way to read it."""
    for _ in range(3):
        make_organisation()
    name = str(connection.settings_dict["NAME"])
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-tests-" + "k" * 50,
        "MEDIA_ROOT": str(tmp_path / "media"),
        "REDIS_URL": "",
        "ELASTICSEARCH_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    if connection.vendor == "sqlite":
        path = tmp_path / "portal.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        yield environment | {"DATABASE_URL": f"sqlite:///{path}"}, lambda sql: _sqlite(path, sql)
        return
    url, target = os.environ["DATABASE_URL"], f"killed_{os.getpid()}"
    connection.close()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{name}"')
        address = url.rpartition("/")[0] + f"/{target}"
        yield environment | {"DATABASE_URL": address}, lambda sql: _postgresql(address, sql)
        admin.execute(f'DROP DATABASE "{target}" WITH (FORCE)')


def _sqlite(path: Path, sql: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(path, timeout=20)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def _postgresql(address: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as database:
        return database.execute(sql).fetchall()


def test_nothing_promised_is_lost_and_nothing_is_doubled(served: Served) -> None:
    environment, query = served
    found = killed.run(environment, query, kills=3, writers=3)
    assert found["promised"] >= 8
    assert found["repeated_requests"] > 0
    assert (found["lost"], found["doubled"], found["without_event"]) == (0, 0, 0), found
    assert found["ledger_intact"]
