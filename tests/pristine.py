"""Puts the test database back as the migrations left it, after a test that really committed.

Django would empty every table instead. That cannot work here: the database refuses to empty the ledger, and
the rules, holidays and root page that migrations bring would be gone for the next test.
"""

import sqlite3
import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

SECONDS = 20


class Pristine:
    """One copy of the test database, made before the first test that commits."""

    def __init__(self) -> None:
        self.sqlite: sqlite3.Connection | None = None
        self.postgresql = ""

    def keep(self) -> None:
        if connection.vendor == "sqlite" and self.sqlite is None:
            connection.ensure_connection()
            self.sqlite = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.sqlite)
        elif connection.vendor == "postgresql" and not self.postgresql:
            name = connection.settings_dict["NAME"]
            self._copy(name, f"{name}_pristine")
            self.postgresql = f"{name}_pristine"

    def put_back(self) -> None:
        if self.sqlite is not None:
            connection.ensure_connection()
            self.sqlite.backup(connection.connection, pages=2000, progress=_patience(), sleep=0.05)
        elif self.postgresql:
            self._copy(self.postgresql, connection.settings_dict["NAME"])
        ContentType.objects.clear_cache()
        cache.clear()

    def discard(self) -> None:
        if self.sqlite is not None:
            self.sqlite.close()
            self.sqlite = None
        if self.postgresql:
            connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.postgresql}" WITH (FORCE)')
            self.postgresql = ""

    @staticmethod
    def _copy(source: str, target: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _patience() -> Any:
    """SQLite waits for ever for a reader that a test left behind: better to say so."""
    end = time.monotonic() + SECONDS

    def progress(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > end:
            raise TimeoutError("another connection still holds the test database: close it in the test")

    return progress


pristine = Pristine()


def install() -> None:
    """Make Django's committing test cases, and so pytest's, use the copy."""
    setup = TransactionTestCase._fixture_setup.__func__

    def keep_and_set_up(cls: type[TransactionTestCase]) -> None:
        pristine.keep()
        setup(cls)

    TransactionTestCase._fixture_setup = classmethod(keep_and_set_up)
    TransactionTestCase._fixture_teardown = lambda _self: pristine.put_back()
