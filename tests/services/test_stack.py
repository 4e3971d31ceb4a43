"""The whole portal on PostgreSQL, Redis and Elasticsearch, and with the last two gone."""

import pytest

PAGES = ("/", "/xa/", "/cong-khai/", "/phan-anh/", "/cham-diem/", "/so-cai/", "/tim-kiem/?q=ngan+sach")


def assert_serves(stack):
    answers = {path: stack.get(path)[0] for path in PAGES}
    assert answers == dict.fromkeys(PAGES, 200), stack.log()


@pytest.mark.postgresql
@pytest.mark.redis
@pytest.mark.elasticsearch
def test_the_portal_runs_on_all_three(portal, scratch_database, redis_url, elasticsearch_url):
    portal.environment |= {
        "DATABASE_URL": scratch_database,
        "REDIS_URL": redis_url,
        "ELASTICSEARCH_URL": elasticsearch_url,
    }
    portal.start()
    assert_serves(portal)
    assert portal.manage("verify_ledger")


def test_the_portal_serves_without_the_cache_and_the_search_cluster(portal, dead_port):
    portal.environment |= {
        "REDIS_URL": f"redis://127.0.0.1:{dead_port}/0",
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{dead_port}",
    }
    portal.start()
    assert_serves(portal)
    _, page = portal.get("/tim-kiem/?q=ngan+sach")
    assert str(dead_port) not in page
