"""Which of the configured services do not answer."""

from collections.abc import Sequence

import redis
from django.conf import settings
from django.utils import timezone

from search.services import breaker, is_behind

TIMEOUT_SECONDS = 0.5


def absent_services() -> Sequence[str]:
    """Return, in Vietnamese, what is configured and away; empty on a machine that uses neither."""
    absent = []
    if settings.ELASTICSEARCH_URL and breaker.is_open:
        absent.append("Máy chủ tìm kiếm (Elasticsearch) không trả lời; cổng đang tìm trong cơ sở dữ liệu.")
    elif settings.ELASTICSEARCH_URL and is_behind(timezone.now()):
        absent.append(
            "Máy chủ tìm kiếm (Elasticsearch) không nhận thay đổi; cổng đang tìm trong cơ sở dữ liệu."
        )
    if settings.REDIS_URL and not _redis_answers():
        absent.append("Bộ nhớ đệm (Redis) không trả lời; các trang được dựng lại ở mỗi lượt xem.")
    return absent


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
