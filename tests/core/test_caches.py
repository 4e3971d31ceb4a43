from portal.core.caches import ForgivingRedisCache


def test_a_dead_redis_is_a_miss_not_an_error() -> None:
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {})
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7
    assert cache.get_many(["a"]) == {}
    assert cache.has_key("a") is False
