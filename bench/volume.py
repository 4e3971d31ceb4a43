"""What a growing number of petitions costs: seconds and bytes of the list, the score and the ledger check.

Every operation runs in a process of its own, so that its peak memory is its own too.
"""

import datetime
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT

SIZES = (1_000, 10_000, 100_000)
COMMUNES = 104
BATCH = 5_000
YEAR = 2026
ZONE = datetime.timezone(datetime.timedelta(hours=7))


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Fill one scratch database step by step, and measure at each size."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        database = Path(folder) / "volume.sqlite3"
        _operate(database, "migrate", 0)
        empty = _size(database)
        head = (
            "petitions",
            "events",
            "fill s",
            "disk MB",
            "list s",
            "score s",
            "check s",
            "events/s",
            "peak MB",
        )
        say("".join(f"{title:>11}" for title in head))
        for size in sizes:
            row: dict[str, Any] = {"petitions": size, **_operate(database, "fill", size)}
            row["disk_bytes"] = _size(database) - empty
            for operation in ("list", "score", "check"):
                row |= _operate(database, operation, size)
            row["events_per_second"] = round(row["events"] / row["check_seconds"])
            rows.append(row)
            _show(row)
    return rows


def _show(row: dict[str, Any]) -> None:
    seconds = [row[f"{name}_seconds"] for name in ("list", "score", "check")]
    peak = max(row[f"{name}_peak_bytes"] for name in ("list", "score", "check"))
    cells = [
        f"{row['petitions']:>11}{row['events']:>11}{row['fill_seconds']:>11.1f}",
        f"{row['disk_bytes'] / 1e6:>11.1f}",
        *(f"{value:>11.3f}" for value in seconds),
        f"{row['events_per_second']:>11}{peak / 1e6:>11.0f}",
    ]
    say("".join(cells))


def _size(database: Path) -> int:
    return sum(file.stat().st_size for file in database.parent.glob(database.name + "*"))


def _operate(database: Path, operation: str, size: int) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "PAGE_CACHE_SECONDS": "0",
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    command: list[str | Path] = [PYTHON, "-m", "bench.volume", operation, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _timed(act: Callable[[], object], times: int = 1) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begun)
    return round(best, 4)


def migrate(_size: int) -> dict[str, Any]:
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    return {}


def fill(size: int) -> dict[str, Any]:
    """Import cases until there are `size` of them, spread over the communes and the year."""
    from portal.feedback.models import Petition
    from portal.feedback.services.bulk import import_cases
    from portal.ledger.models import Event
    from portal.organisations.models import Organisation, OrganisationKind

    communes = list(Organisation.objects.communes().order_by("code"))
    for number in range(len(communes), COMMUNES):
        communes.append(
            Organisation.objects.create(
                code=f"B{number:04}",
                name=f"Xã Đo {number}",
                slug=f"xa-do-{number}",
                type_name="Xã",
                kind=OrganisationKind.COMMUNE,
            )
        )
    present = Petition.objects.count()
    begun = time.perf_counter()
    for start in range(present, size, BATCH):
        import_cases(_scripts(communes, start, min(start + BATCH, size), size))
    seconds = round(time.perf_counter() - begun, 2)
    return {"fill_seconds": seconds, "events": Event.objects.count()}


def _scripts(communes: list[Any], start: int, end: int, size: int) -> Iterator[Any]:
    from portal.feedback.services.bulk import CaseScript

    for number in range(start, end):
        minutes = number * 480_000 // size
        received = datetime.datetime(YEAR, 1, 5, 8, tzinfo=ZONE) + datetime.timedelta(minutes=minutes)
        day = datetime.timedelta(days=1)
        steps: list[tuple[str, datetime.datetime, Mapping[str, Any]]] = [
            ("acknowledge", received + day * (number % 4), {}),
            ("accept", received + day * (number % 4 + 1), {}),
            ("draft_answer", received + day * (number % 23 + 5), {"text": "Đã xử lý theo thẩm quyền."}),
            ("approve_answer", received + day * (number % 23 + 6), {}),
        ]
        if number % 3 == 0:
            steps.append(("rate", received + day * 40, {"stars": number % 5 + 1}))
        yield CaseScript(
            kind="report",
            organisation=communes[number * 7 % len(communes)],
            title=f"Đường liên thôn hư hỏng, đoạn số {number}",
            text="Mặt đường có nhiều ổ gà, đi lại khó khăn. Đề nghị sửa chữa. " * 4,
            received_at=received,
            steps=steps[: 1 + number % 6],
        )


def show_list(_size: int) -> dict[str, Any]:
    client = importlib.import_module("django.test").Client(HTTP_HOST="127.0.0.1")
    answer = client.get("/phan-anh/")
    assert answer.status_code == 200
    return {
        "list_seconds": _timed(lambda: client.get("/phan-anh/"), 3),
        "list_bytes": len(answer.content),
        "list_peak_bytes": _peak(),
    }


def score(_size: int) -> dict[str, Any]:
    services = importlib.import_module("portal.accountability.services")
    start, end = datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)
    seconds = _timed(lambda: services.province_scores(start, end))
    return {"score_seconds": seconds, "score_peak_bytes": _peak()}


def check(_size: int) -> dict[str, Any]:
    audit = importlib.import_module("portal.ledger.audit")
    return {"check_seconds": _timed(audit.verify), "check_peak_bytes": _peak()}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


OPERATIONS = {"migrate": migrate, "fill": fill, "list": show_list, "score": score, "check": check}


def main() -> None:
    importlib.import_module("django").setup()
    operation, size = sys.argv[1], int(sys.argv[2])
    print(json.dumps(OPERATIONS[operation](size)))


if __name__ == "__main__":
    main()
