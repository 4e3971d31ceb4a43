"""Which engine answers on this machine."""

from functools import lru_cache

from django.conf import settings
from django.db import connection

from search.engines.base import Engine
from search.engines.elastic import ElasticEngine
from search.engines.postgresql import PostgresqlEngine
from search.engines.sqlite import SqliteEngine


def database_engine() -> Engine:
    """Return the engine of the default database."""
    return PostgresqlEngine() if connection.vendor == "postgresql" else SqliteEngine()


def cluster_engine() -> ElasticEngine | None:
    """Return the engine of the configured cluster, or None without one."""
    if not settings.ELASTICSEARCH_URL:
        return None
    return _elastic(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX)


@lru_cache(maxsize=4)
def _elastic(url: str, index: str) -> ElasticEngine:
    return ElasticEngine(url=url, index=index)
