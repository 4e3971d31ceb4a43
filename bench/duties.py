"""What the nightly run of the duties costs: seconds, growth per commune, memory, and a run with nothing to do.

Each size starts from an empty database, and every run is a process of its own, as it is for the worker.
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
from pathlib import Path
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT

# The province today, four and sixteen times as many, and every commune of the country.
SIZES = (104, 416, 1_664, 3_321)
FIRST, NEXT, DECEMBER = "2026-11-24", "2026-11-25", "2026-12-01"
# name -> the day that it runs for: all new, nothing new the same day, nothing new the day after, a new year
RUNS = {"first": FIRST, "again": FIRST, "next_day": NEXT, "december": DECEMBER}


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Run the nights at each size and print a line per size."""
    head = (
        "communes",
        "owed",
        "first s",
        "cpu s",
        "cpu ms ea.",
        "again s",
        "next day s",
        "Dec 1 s",
        "made Dec",
        "peak MB",
    )
    say("".join(f"{title:>11}" for title in head))
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            rows.append(_nights(Path(folder) / "duties.sqlite3", size))
        _show(rows[-1])
    return rows


def _nights(database: Path, size: int) -> dict[str, Any]:
    _operate(database, "prepare", str(size))
    found: dict[str, Any] = {"communes": size}
    for name, day in RUNS.items():
        night = _operate(database, "night", day)
        found |= {f"{name}_{key}": value for key, value in night.items()}
    found["cpu_milliseconds_per_commune"] = round(found["first_cpu_seconds"] * 1000 / size, 2)
    return found


def _show(row: dict[str, Any]) -> None:
    peak = max(row[f"{name}_peak_bytes"] for name in RUNS)
    cells = [
        f"{row['communes']:>11}{row['first_created']:>11}{row['first_seconds']:>11.2f}",
        f"{row['first_cpu_seconds']:>11.2f}{row['cpu_milliseconds_per_commune']:>11.2f}{row['again_seconds']:>11.3f}",
        f"{row['next_day_seconds']:>11.3f}{row['december_seconds']:>11.2f}{row['december_created']:>11}",
        f"{peak / 1e6:>11.0f}",
    ]
    say("".join(cells))


def _operate(database: Path, operation: str, argument: str) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "d" * 50,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    command: list[str | Path] = [PYTHON, "-m", "bench.duties", operation, argument]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def prepare(size: str) -> dict[str, Any]:
    """Make the tables and the communes, without anything owed."""
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    from portal.organisations.models import Organisation, OrganisationKind

    Organisation.objects.bulk_create(
        [
            Organisation(
                code=f"B{number:05}",
                name=f"Xã Đo {number}",
                slug=f"xa-do-{number}",
                type_name="Xã",
                kind=OrganisationKind.COMMUNE,
            )
            for number in range(int(size))
        ],
        batch_size=500,
    )
    return {}


def night(day: str) -> dict[str, Any]:
    """One run in a worker that knows its calendar; reading the holidays costs each process once."""
    from cms.disclosures.services import run_duties
    from portal.statutes.services import working_calendar

    working_calendar()

    on = datetime.date.fromisoformat(day)
    at = datetime.datetime.combine(on, datetime.time(1), datetime.timezone(datetime.timedelta(hours=7)))
    begun, cpu = time.perf_counter(), time.process_time()
    result = run_duties(on=on, at=at)
    seconds = round(time.perf_counter() - begun, 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "seconds": seconds,
        "cpu_seconds": round(time.process_time() - cpu, 3),
        "created": result.created,
        "skipped": result.skipped,
        "peak_bytes": peak,
    }


OPERATIONS = {"prepare": prepare, "night": night}


def main() -> None:
    importlib.import_module("django").setup()
    print(json.dumps(OPERATIONS[sys.argv[1]](sys.argv[2])))


if __name__ == "__main__":
    main()
