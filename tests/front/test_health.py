from portal.front.health import absent_services
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
