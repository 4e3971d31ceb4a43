"""Search on a real Elasticsearch: the same relevance as the databases, and what happens without it."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from search import outbox, rebuilding, services, store
from search.engines.base import EngineUnavailable
from search.engines.elastic import ElasticEngine
from search.models import OutboxRow, SearchEntry
from search.query import SearchQuery
from tests.factories import make_organisation
from tests.search.relevance import CASES, CORPUS, HOSTILE, document
from tests.search.shared import ask, check_case, check_filters, check_order_by_date, check_pages, ids

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def quiet(progress: str) -> None:
    """Report nothing."""


@pytest.fixture
def engine(elasticsearch_url: str) -> Iterator[ElasticEngine]:
    """An engine with an index of its own that holds the corpus."""
    store.write(CORPUS)
    engine = ElasticEngine(url=elasticsearch_url, index=f"test{uuid4().hex[:12]}")
    rebuilding.rebuild_cluster(engine.index, now=NOW, fresh=False, report=quiet)
    yield engine
    mine = f"{engine.index.alias}-*"
    for name in engine.client.indices.get(index=mine):
        engine.client.options(request_timeout=10).indices.delete(index=name)


@pytest.fixture
def configured(engine: ElasticEngine, settings: Settings, elasticsearch_url: str) -> ElasticEngine:
    """The same engine, found by the portal's own settings."""
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX = elasticsearch_url, engine.index.alias
    services.breaker.succeeded()
    return engine


# One index for all cases: making one takes longer than asking it.
def test_finds_what_was_meant(engine: ElasticEngine, subtests: pytest.Subtests) -> None:
    for case in CASES:
        with subtests.test(case.name):
            check_case(engine, case)


def test_filters_orders_and_pages_as_the_databases_do(engine: ElasticEngine) -> None:
    check_filters(engine)
    check_order_by_date(engine)
    check_pages(engine)


def test_any_input_gives_an_answer(engine: ElasticEngine, subtests: pytest.Subtests) -> None:
    for text in HOSTILE:
        with subtests.test(ascii(text[:20])):
            services.ask(engine, SearchQuery.of(text))


@examples(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.one_of(st.text(max_size=300), st.text(alphabet='"*()-+:^{}\\~ ANDORT.,/ngânsđĐ', max_size=60)))
def test_random_input_gives_an_answer(engine: ElasticEngine, text: str) -> None:
    services.ask(engine, SearchQuery.of(text))


def test_a_change_goes_through_the_outbox_to_the_cluster(configured: ElasticEngine) -> None:
    organisation = make_organisation("Xã Tên Mới")
    outbox.process()
    configured.index.refresh()
    results = services.search(SearchQuery.of("ten moi"))
    assert (ids(results), results.engine) == ([f"organisation:{organisation.code}"], "elastic")
    organisation.villages.all().delete()
    organisation.delete()
    outbox.process()
    configured.index.refresh()
    assert f"organisation:{organisation.code}" not in configured.index.digests()
    assert not OutboxRow.objects.exists()


def test_an_older_state_does_not_replace_a_newer_one(engine: ElasticEngine) -> None:
    entry = SearchEntry.objects.get(document_id="page:8")
    older = SearchEntry.objects.get(document_id="page:8")
    entry.digest, entry.version = "newer", entry.version + 10
    engine.index.write([entry])
    engine.index.write([older])
    engine.index.delete(["page:8"], version=older.version)
    engine.index.refresh()
    assert engine.index.digests()["page:8"] == "newer"


def test_rebuilding_answers_all_the_while_and_keeps_one_index(engine: ElasticEngine) -> None:
    before = engine.index.current()
    store.write([document("page:20", "Trang mới toanh")])
    store.delete(["page:7"])
    held = rebuilding.rebuild_cluster(engine.index, now=NOW.replace(hour=10), fresh=False, report=quiet)
    assert held == len(CORPUS)
    assert engine.index.current() not in (None, before)
    assert ids(ask(engine, "trang moi toanh")) == ["page:20"]
    assert list(engine.client.indices.get(index=f"{engine.index.alias}-*")) == [engine.index.current()]


def test_an_interrupted_rebuild_is_continued(engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_BATCH", 4)
    reports: list[str] = []

    def stop_after_two(progress: str) -> None:
        reports.append(progress)
        if len(reports) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild_cluster(engine.index, now=NOW.replace(hour=11), fresh=False, report=stop_after_two)
    begun = engine.index.unfinished()
    assert begun is not None
    rebuilding.rebuild_cluster(engine.index, now=NOW.replace(hour=12), fresh=False, report=quiet)
    assert engine.index.current() == begun
    assert len(engine.index.digests()) == len(CORPUS)


def test_drift_is_found_and_repaired(configured: ElasticEngine, capsys: pytest.CaptureFixture[str]) -> None:
    make_organisation("Xã Lệch")
    call_command("rebuild_search", verbosity=0)
    outbox.process()
    call_command("check_search")
    entry = SearchEntry.objects.get()
    entry.digest = "wrong"
    configured.index.write([entry])
    with pytest.raises(SystemExit):
        call_command("check_search")
    assert "1 stale, 0 surplus" in capsys.readouterr().out
    call_command("check_search", repair=True)
    call_command("check_search")


def test_writing_without_an_index_is_an_error_and_makes_none(elasticsearch_url: str) -> None:
    store.write(CORPUS)
    index = ElasticEngine(url=elasticsearch_url, index=f"test{uuid4().hex[:12]}").index
    with pytest.raises(EngineUnavailable):
        index.write(SearchEntry.objects.all())
    assert index.current() is None


# ---- without a cluster


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers: worse than a dead one."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        held: list[socket.socket] = []
        stop = threading.Event()
        server.settimeout(0.1)

        def hold() -> None:
            while not stop.is_set():
                try:
                    held.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=hold)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        thread.join()
        for connection in held:
            connection.close()


@pytest.mark.parametrize("kind", ["dead", "silent"])
def test_the_database_answers_within_a_second(
    kind: str, dead_port: int, silent_port: int, settings: Settings
) -> None:
    store.write(CORPUS)
    services.breaker.succeeded()
    port = dead_port if kind == "dead" else silent_port
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{port}"
    begun = time.monotonic()
    results = services.search(SearchQuery.of("ho ngheo"))
    assert time.monotonic() - begun < 1
    assert (ids(results), results.degraded) == (["disclosure:2"], True)
    begun = time.monotonic()
    assert services.search(SearchQuery.of("ho ngheo")).degraded
    assert time.monotonic() - begun < 0.2
    services.breaker.succeeded()


def test_the_cluster_answers_again_by_itself(
    configured: ElasticEngine, dead_port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = settings.ELASTICSEARCH_URL
    now = [0.0]
    monkeypatch.setattr(services, "breaker", services.Breaker(retry_after=10, clock=lambda: now[0]))
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{dead_port}"
    assert services.search(SearchQuery.of("ngân sách")).degraded
    settings.ELASTICSEARCH_URL = address
    assert services.search(SearchQuery.of("ngân sách")).degraded
    now[0] = 11
    assert services.search(SearchQuery.of("ngân sách")).engine == "elastic"
    assert not services.search(SearchQuery.of("ngân sách")).degraded


def test_an_empty_cluster_is_answered_by_the_database(configured: ElasticEngine) -> None:
    """Its index is there and answers, with nothing: a lost disk, or a rebuild that was published too early."""
    assert services.search(SearchQuery.of("hộ nghèo")).engine == "elastic"
    name = configured.index.create(NOW.replace(hour=13))
    configured.index.publish(name)
    results = services.search(SearchQuery.of("hộ nghèo"))
    assert (ids(results), results.degraded) == (["disclosure:2"], True)
    # What nobody has is not found by anybody, and that is no trouble of the cluster.
    assert not services.search(SearchQuery.of("phiêulưu")).degraded


def test_a_read_only_cluster_that_falls_behind_is_answered_by_the_database(configured: ElasticEngine) -> None:
    wide = configured.client.options(request_timeout=10)
    index = configured.index.current()
    wide.indices.put_settings(index=index, settings={"index.blocks.write": True})
    organisation = make_organisation("Xã Đọc Mãi")
    assert outbox.process().waiting > 0
    assert services.search(SearchQuery.of("ngân sách")).engine == "elastic"
    OutboxRow.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    results = services.search(SearchQuery.of("đọc mãi"))
    assert (ids(results), results.degraded) == ([f"organisation:{organisation.code}"], True)
    wide.indices.put_settings(index=index, settings={"index.blocks.write": False})
    assert outbox.process().waiting == 0
    configured.index.refresh()
    results = services.search(SearchQuery.of("đọc mãi"))
    assert (ids(results), results.engine) == ([f"organisation:{organisation.code}"], "elastic")


def test_changes_wait_for_a_dead_cluster_and_reach_the_database_at_once(
    configured: ElasticEngine, dead_port: int, settings: Settings
) -> None:
    address = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{dead_port}"
    organisation = make_organisation("Xã Chờ Máy")
    progress = outbox.process()
    assert (progress.stored > 0, progress.waiting > 0) == (True, True)
    assert SearchEntry.objects.filter(document_id=f"organisation:{organisation.code}").exists()
    with pytest.raises(CommandError):
        call_command("rebuild_search", engine="elastic", verbosity=0)
    settings.ELASTICSEARCH_URL = address
    assert outbox.process().waiting == 0
    configured.index.refresh()
    assert f"organisation:{organisation.code}" in configured.index.digests()
