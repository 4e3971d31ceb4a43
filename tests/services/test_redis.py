"""The shared cache on a real Redis, and its absence."""

import pytest
from django.core.cache import cache, caches
from django.test import override_settings

pytestmark = pytest.mark.redis


def test_two_processes_share_what_one_of_them_stored(redis_url):
    cache.set("chung", {"số": 1}, 30)
    with override_settings(
        CACHES={
            "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url},
        }
    ):
        assert caches.create_connection("default").get("chung") == {"số": 1}


def test_a_cache_that_is_away_is_a_miss_and_no_error(dead_port):
    away = {
        "BACKEND": "portal.core.caches.ForgivingRedisCache",
        "LOCATION": f"redis://127.0.0.1:{dead_port}/0",
    }
    with override_settings(CACHES={"default": away}):
        cut_off = caches.create_connection("default")
        cut_off.set("a", 1)
        assert cut_off.get("a") is None
        assert cut_off.get("a", "khác") == "khác"
        assert cut_off.get_many(["a"]) == {}
