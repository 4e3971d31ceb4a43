"""The ledger: submissions a second beside other writers, verification, sealing and proofs as it grows, and kill -9.

Figures of one run are compared with each other: many organisations beside one, a longer ledger beside a shorter one.
Every operation runs in a process of its own on a scratch database; PostgreSQL where the machine has it.
"""

import datetime
import importlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg

from bench import killed
from scripts.console import say
from scripts.paths import PYTHON, ROOT
from scripts.services import PostgreSQL, Unavailable

WRITERS = (1, 8, 32)
SECONDS = 4.0
SIZES = (100_000, 1_000_000)
KILLS = 10
COMMUNES = 104
BATCH = 10_000
PROOFS = 200
ZONE = datetime.timezone(datetime.timedelta(hours=7))
START = datetime.datetime(2026, 1, 5, 8, tzinfo=ZONE)


def run(
    sizes: tuple[int, ...] = SIZES, kills: int = KILLS, seconds: float = SECONDS
) -> dict[str, list[dict[str, Any]]]:
    """Measure everything; PostgreSQL is left out, and said so, where it cannot be started."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        sqlite = f"sqlite:///{folder}/ledger.sqlite3"
        _operate(sqlite, "migrate")
        rows = _submissions("SQLite", sqlite, seconds)
        more, fallen = _on_postgresql(seconds, kills)
        fallen.insert(0, _killed("SQLite", sqlite, lambda sql: _read(f"{folder}/ledger.sqlite3", sql), kills))
    return {"submissions": rows + more, "growth": _growth(sizes), "killed": fallen}


def _killed(name: str, url: str, query: killed.Query, kills: int) -> dict[str, Any]:
    say(f"\nServer killed with -9 under load, {name}")
    found = {"database": name, **killed.run(_environment(url), query, kills=kills)}
    say(json.dumps(found))
    return found


def _on_postgresql(seconds: float, kills: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    server = PostgreSQL()
    try:
        server.launch()
        server.wait()
        _operate(server.url, "migrate")
        rows = _submissions("PostgreSQL", server.url, seconds)
        return rows, [_killed("PostgreSQL", server.url, partial(_ask, server.url), kills)]
    except Unavailable as reason:
        say(f"PostgreSQL: {reason}")
        return [], []
    finally:
        server.stop()


def _ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def _submissions(name: str, url: str, seconds: float) -> list[dict[str, Any]]:
    say(
        f"{'database':>11}{'writers':>9}{'one body/s':>12}{'many/s':>10}{'many ÷ one':>12}{'p95 ms':>9}{'errors':>8}"
    )
    rows = []
    for writers in WRITERS:
        one = _operate(url, "submit", writers, 1, seconds)
        many = _operate(url, "submit", writers, COMMUNES, seconds)
        row = {
            "database": name,
            "writers": writers,
            "one_per_second": one["per_second"],
            "many_per_second": many["per_second"],
            "many_to_one": round(many["per_second"] / one["per_second"], 2),
            "p95_ms": many["p95_ms"],
            "errors": one["errors"] + many["errors"],
        }
        rows.append(row)
        say(
            f"{name:>11}{writers:>9}{one['per_second']:>12.1f}{many['per_second']:>10.1f}"
            f"{row['many_to_one']:>12.2f}{many['p95_ms']:>9.1f}{row['errors']:>8}"
        )
    return rows


def _growth(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    head = ("events", "check s", "s/100k", "seal s", "proof ms", "hashes", "bytes", "queries")
    say("\n" + "".join(f"{title:>10}" for title in head))
    rows = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        url = f"sqlite:///{folder}/growth.sqlite3"
        _operate(url, "migrate")
        for size in sizes:
            row = {"events": size, **_operate(url, "grow", size)}
            row |= _operate(url, "seal") | _operate(url, "verify") | _operate(url, "prove")
            row["verify_seconds_per_100000"] = round(row["verify_seconds"] * 100_000 / size, 2)
            rows.append(row)
            cells = [
                row["verify_seconds"],
                row["verify_seconds_per_100000"],
                row["seal_seconds"],
                row["proof_ms"],
            ]
            counts = [row["proof_hashes"], row["proof_bytes"], row["proof_queries"]]
            figures = "".join(f"{cell:>10.2f}" for cell in cells) + "".join(f"{cell:>10}" for cell in counts)
            say(f"{size:>10}{figures}")
    return rows


def _read(path: str, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return database.execute(sql).fetchall()


def _environment(url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "PAGE_CACHE_SECONDS": "0",
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "CRITICAL",
        "PYTHONPATH": str(ROOT),
    }


def _operate(url: str, operation: str, *words: object) -> dict[str, Any]:
    command = [str(PYTHON), "-m", "bench.ledger", operation, *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | _environment(url), stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


# ---- what runs in the processes


def migrate() -> dict[str, Any]:
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    from portal.organisations.models import Organisation, OrganisationKind

    Organisation.objects.bulk_create(
        Organisation(
            code=f"B{number:04}",
            name=f"Xã Đo {number}",
            slug=f"xa-do-{number}",
            kind=OrganisationKind.COMMUNE,
            type_name="Xã",
        )
        for number in range(COMMUNES)
    )
    return {}


def submit(writers: str, bodies: str, seconds: str) -> dict[str, Any]:
    """Threads that submit through the service, each on a connection of its own, for so many seconds."""
    from django.db import connection
    from django.utils import timezone

    from portal.feedback import services
    from portal.feedback.services import Submission
    from portal.organisations.models import Organisation

    organisations = list(Organisation.objects.filter(code__startswith="B").order_by("code")[: int(bodies)])
    took: list[float] = []
    errors: list[Exception] = []
    ready = threading.Barrier(int(writers) + 1)
    finish = [0.0]

    def work(number: int) -> None:
        ready.wait()
        turn = number
        while (begun := time.perf_counter()) < finish[0]:
            body = organisations[turn % len(organisations)]
            turn += int(writers)
            letter = Submission(
                key=uuid4(),
                kind="report",
                organisation=body,
                title=f"Đèn đường hỏng {turn}",
                text="Đèn trước nhà văn hóa hỏng ba tuần.",
                category="roads",
            )
            try:
                services.submit(submission=letter, at=timezone.now())
                took.append(time.perf_counter() - begun)
            except Exception as error:
                errors.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(int(writers))]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    finish[0] = begun + float(seconds)
    ready.wait()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    took.sort()
    p95 = took[int(len(took) * 0.95)] if took else 0.0
    return {"per_second": round(len(took) / spent, 1), "p95_ms": round(p95 * 1000, 1), "errors": len(errors)}


def grow(size: str) -> dict[str, Any]:
    """Write real events, each chain in the order of time, until there are `size` of them."""
    from django.db import transaction

    from portal.ledger.kinds import EventKind
    from portal.ledger.models import Event
    from portal.ledger.services import EventDraft, record_many
    from portal.organisations.models import Organisation

    communes = list(Organisation.objects.filter(code__startswith="B").order_by("code"))
    begun = time.perf_counter()
    for first in range(Event.objects.count(), int(size), BATCH):
        with transaction.atomic():
            record_many(
                [
                    EventDraft(
                        kind=EventKind.RATED,
                        organisation=communes[number % len(communes)],
                        subject=f"petition:HY-{number}",
                        actor_role="resident",
                        at=START + datetime.timedelta(seconds=20 * number),
                        payload={"rating": 1 + number % 5, "number": 1, "version": 1},
                    )
                    for number in range(first, min(first + BATCH, int(size)))
                ]
            )
    return {"fill_seconds": round(time.perf_counter() - begun, 2)}


def seal() -> dict[str, Any]:
    from django.utils.timezone import localdate

    from portal.ledger.models import Event
    from portal.ledger.sealing import seal as seal_days

    last = Event.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    assert last is not None
    begun = time.perf_counter()
    sealed = seal_days(on=localdate(last), at=last + datetime.timedelta(days=1))
    return {"seal_seconds": round(time.perf_counter() - begun, 2), "sealed": sealed.leaves}


def verify() -> dict[str, Any]:
    from portal.ledger.audit import verify as verify_ledger

    begun = time.perf_counter()
    report = verify_ledger()
    assert report.problem is None, report.problem
    return {"verify_seconds": round(time.perf_counter() - begun, 3)}


def prove() -> dict[str, Any]:
    """Inclusion proofs of leaves all over the tree, in the newest root."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.ledger import proofs

    newest = proofs.newest_root()
    assert newest is not None
    places = [number * newest.size // PROOFS for number in range(PROOFS)]
    begun = time.perf_counter()
    found = [proofs.inclusion(place, newest.size) for place in places]
    spent = time.perf_counter() - begun
    with CaptureQueriesContext(connection) as captured:
        proofs.inclusion(newest.size // 3, newest.size)
    longest = max(len(proof) for proof in found)
    return {
        "proof_ms": round(spent / PROOFS * 1000, 3),
        "proof_hashes": longest,
        "proof_bytes": 32 * longest,
        "proof_queries": len(captured),
    }


OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "migrate": migrate,
    "submit": submit,
    "grow": grow,
    "seal": seal,
    "verify": verify,
    "prove": prove,
}


def main() -> None:
    importlib.import_module("django").setup()
    print(json.dumps(OPERATIONS[sys.argv[1]](*sys.argv[2:])))


if __name__ == "__main__":
    main()
