"""Scores of a half-year from long ledgers: seconds and memory, for a province and for a country, on both databases.

The events are written straight into the table, interleaved in time over all organisations as they would arrive; their
hashes are mere numbers, because scoring does not read them. Every measurement runs in a process of its own.
"""

import datetime
import importlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT
from scripts.services import PostgreSQL, Unavailable

SIZES = (1_000_000,)
BODIES = (104, 3321)
BATCH = 20_000
START, END = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
COLUMNS = (
    "organisation_id, sequence, subject, kind, recorded_at, effective_at, actor_role, payload, salt, commitment, "
    "previous_hash, hash"
)
Stored = tuple[Any, ...]


def run(sizes: tuple[int, ...] = SIZES, bodies: tuple[int, ...] = BODIES) -> list[dict[str, Any]]:
    """Measure everything; PostgreSQL is left out, and said so, where it cannot be started."""
    head = ("database", "events", "bodies", "fill s", "1 process", "CPU s", "2", "day 1", "MB", "MB of 2")
    say(
        "".join(
            f"{title:>{width}}" for title, width in zip(head, (11, 11, 8, 9, 11, 7, 8, 8, 7, 9), strict=True)
        )
    )
    rows = []
    for size in sizes:
        for number in bodies:
            with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
                rows.append(_measure("SQLite", f"sqlite:///{folder}/scores.sqlite3", size, number))
            rows += _on_postgresql(size, number)
    return rows


def _on_postgresql(size: int, number: int) -> list[dict[str, Any]]:
    server = PostgreSQL()
    try:
        server.launch()
        server.wait()
        return [_measure("PostgreSQL", server.url, size, number)]
    except Unavailable as reason:
        say(f"PostgreSQL: {reason}")
        return []
    finally:
        server.stop()


def _measure(name: str, url: str, size: int, number: int) -> dict[str, Any]:
    row = {"database": name, "events": size, "bodies": number, **_operate(url, "fill", size, number)}
    for workers in (1, 2):
        found = _operate(url, "score", workers)
        row |= {f"{key}_{workers}": value for key, value in found.items()}
    say(
        f"{name:>11}{size:>11}{number:>8}{row['fill_seconds']:>9.1f}{row['seconds_1']:>11.1f}{row['cpu_1']:>7.1f}{row['seconds_2']:>8.1f}"
        f"{row['day_1']:>8.2f}{row['megabytes_1']:>7}{row['megabytes_2']:>9}"
    )
    return row


def _operate(url: str, operation: str, *words: object) -> dict[str, Any]:
    environment = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "CRITICAL",
        "PYTHONPATH": str(ROOT),
    }
    command = [str(PYTHON), "-m", "bench.scores", operation, *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


# ---- what runs in the processes


def fill(size: str, number: str) -> dict[str, Any]:
    """Write so many events over so many new communes, and the heads of their chains."""
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    from django.db import connection

    from portal.ledger import guards
    from portal.ledger.models import ChainHead
    from portal.organisations.models import Organisation, OrganisationKind

    begun = time.perf_counter()
    guards.remove(connection.vendor, _execute)  # ten million rows at once; what is measured is the reading
    bodies = Organisation.objects.bulk_create(
        Organisation(
            code=f"B{index:04}",
            name=f"Xã Đo {index}",
            slug=f"xa-do-{index}",
            kind=OrganisationKind.COMMUNE,
            type_name="Xã",
        )
        for index in range(int(number))
    )
    heads = {body.pk: 0 for body in bodies}
    batch: list[Stored] = []
    for event in _events(list(heads), int(size), heads):
        batch.append(event)
        if len(batch) == BATCH:
            _store(batch)
            batch.clear()
    _store(batch)
    ChainHead.objects.bulk_create(
        ChainHead(organisation_id=pk, sequence=length, hash="0" * 64) for pk, length in heads.items()
    )
    guards.install(connection.vendor, _execute)
    return {"fill_seconds": round(time.perf_counter() - begun, 1)}


def _events(bodies: list[int], size: int, heads: dict[int, int]) -> Iterator[Stored]:
    """Petitions of five events each, about a fifth of them late; waves of petitions run side by side."""
    draw = random.Random(7)  # sample data
    wave = len(bodies) * 8
    first = datetime.datetime(2026, 1, 2, 1, tzinfo=datetime.UTC)
    waves = max(1, size // (wave * 5))
    texts = [json.dumps({"number": 1, "rating": rating, "version": 1}) for rating in range(1, 6)]
    case = made = 0
    for turn in range(waves + 1):
        came = first + datetime.timedelta(days=178) * turn / (waves + 1)
        late = {index for index in range(wave) if draw.random() < 0.2}
        for place, (kind, wait) in enumerate(
            (("petition_received", 0), ("acknowledged", 1), ("accepted", 4), ("answered", 15), ("rated", 16))
        ):
            for index in range(wave):
                if made == size:
                    return
                made += 1
                body = bodies[index % len(bodies)]
                heads[body] += 1
                delay = wait + (9 if index in late and place > 2 else 0)
                when = str(came + datetime.timedelta(days=delay))[:19]
                text = texts[draw.randrange(5)] if kind == "rated" else _payload(kind, came.date())
                digest = f"{made:064x}"
                subject = f"petition:HY-{case + index}"
                place_in_chain = heads[body]
                yield (
                    body, place_in_chain, subject, kind, when, when, "head", text, digest[:32], digest, digest, digest,
                )  # fmt: skip
        case += wave


@cache
def _payload(kind: str, came: datetime.date) -> str:
    if kind != "petition_received":
        return '{"number":1}'
    clocks = {
        stage: {"start": str(came), "due": str(came + datetime.timedelta(days=days))}
        for stage, days in (("acknowledge", 2), ("answer", 20))
    }
    payload = {"kind": "report", "channel": "web", "category": "roads", "clocks": clocks}
    return json.dumps(payload, sort_keys=True, separators=(",", ":"))


def _execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _store(batch: list[Stored]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ledger_event ({COLUMNS}) FROM STDIN") as copy:
                for event in batch:
                    copy.write_row((*event[:4], f"{event[4]}+00", f"{event[5]}+00", *event[6:]))
        else:
            marks = ", ".join(["%s"] * 12)
            cursor.executemany(f"INSERT INTO ledger_event ({COLUMNS}) VALUES ({marks})", batch)  # noqa: S608


def score(workers: str) -> dict[str, Any]:
    """The periodic command's first reading, then the next day's with a day's events: how long each takes."""
    from django.utils import timezone

    from portal.accountability.services import ledger_state
    from portal.accountability.standing import update
    from portal.organisations.models import OrganisationKind

    wanted: dict[str, Any] = {
        "start": START,
        "kinds": (str(OrganisationKind.COMMUNE),),
        "workers": int(workers),
    }
    for name in ("StandingScores", "KeptChain"):
        getattr(importlib.import_module("portal.accountability.models"), name).objects.all().delete()
    spent = []
    for day in (END - datetime.timedelta(days=1), END):
        begun = time.perf_counter()
        update(**wanted, end=day, state=ledger_state()[1], at=timezone.now())
        spent.append(time.perf_counter() - begun)
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if int(workers) > 1 else 0
    megabytes = (mine + int(workers) * child) // 1024
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    worked = round(sum(item.ru_utime + item.ru_stime for item in usage), 1)
    return {"seconds": round(spent[0], 2), "cpu": worked, "day": round(spent[1], 2), "megabytes": megabytes}


OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {"fill": fill, "score": score}


def main() -> None:
    importlib.import_module("django").setup()
    print(json.dumps(OPERATIONS[sys.argv[1]](*sys.argv[2:])))


if __name__ == "__main__":
    main()
