"""One small seed for all tests that only look at it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def seed_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Seed inside a transaction that the module's tests share; returns the folder of the files."""
    folder = tmp_path_factory.mktemp("seed")
    places = override_settings(MEDIA_ROOT=folder / "media", PRIVATE_MEDIA_ROOT=folder / "private")
    with places, django_db_blocker.unblock(), transaction.atomic():
        call_command("seed", size="small", stdout=StringIO())
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def seeded(seed_once: Path, db: None) -> Path:
    return seed_once
