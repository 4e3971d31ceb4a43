"""A cache that is allowed to be away."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _forgiving(name: str, fallback: Any) -> Callable[..., Any]:
    """Return the method `name` of RedisCache that answers `fallback` while the server is away."""
    method = getattr(RedisCache, name)

    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            # `get` hands back the caller's own default, as for any other miss.
            return kwargs.get("default", args[1] if name == "get" and len(args) > 1 else fallback)

    return call


class ForgivingRedisCache(RedisCache):
    """Redis, or nothing: while the server is away a look-up is a miss and a write is dropped."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_timeout": 1, "socket_connect_timeout": 1, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})

    get = _forgiving("get", None)
    set = _forgiving("set", None)
    add = _forgiving("add", True)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    has_key = _forgiving("has_key", False)
    get_many = _forgiving("get_many", {})
    set_many = _forgiving("set_many", [])
    delete_many = _forgiving("delete_many", None)
    clear = _forgiving("clear", False)
