"""A day of the year that the plans are about, whatever the machine's clock says."""

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
