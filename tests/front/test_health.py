from datetime import timedelta

import pytest
from django.utils import timezone

from portal.front.health import absent_services
from search.models import OutboxAction, OutboxRow
from search.services import breaker


def test_a_machine_without_services_misses_none(settings) -> None:
    settings.ELASTICSEARCH_URL = settings.REDIS_URL = ""
    assert absent_services() == []


def test_a_dead_redis_and_an_open_breaker_are_named(settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    breaker.failed()
    try:
        assert [text.split(" ")[0] for text in absent_services()] == ["Máy", "Bộ"]
    finally:
        breaker.succeeded()


@pytest.mark.django_db
def test_a_cluster_that_takes_no_changes_is_named(settings) -> None:
    settings.REDIS_URL, settings.ELASTICSEARCH_URL = "", "http://127.0.0.1:1"
    row = OutboxRow.objects.create(document_id="page:1", action=OutboxAction.INDEX, stored=True)
    assert absent_services() == []
    OutboxRow.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=3))
    assert ["không nhận thay đổi" in text for text in absent_services()] == [True]
