"""Taps at the same moment on a database that lets writers run side by side."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from portal.feedback.models import Petition, Support
from portal.feedback.services import supporting
from portal.statutes.models import ClockRule
from tests.feedback.making import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_taps_at_the_same_moment_are_all_counted() -> None:
    assert ClockRule.objects.exists()
    petition = Office().petition("acknowledge")

    def tap(number: int) -> bool:
        try:
            return supporting.support(petition=petition, browser=f"b{number % 10}", at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(tap, range(20)))
    assert sum(counted) == 10
    assert Petition.objects.get(pk=petition.pk).voices == Support.objects.count() == 10
