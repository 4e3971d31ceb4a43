"""What a changed calendar costs: the dates of all open cases of 104 communes, computed and recorded again.

The database is a scratch SQLite file. One run finds every date moved, the next one none. `queries` are those of one
moved clock: they must be the same at every size.
"""

import datetime
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT

SIZES = (500, 2_000)
COMMUNES = 104
RECEIVED = datetime.datetime(2026, 11, 16, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
# Lies between receipt and every date of the answer, and is worked until the bench says otherwise.
DAY_OFF = datetime.date(2026, 11, 20)


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Print and return, for each size, the seconds of a run and those for 10,000 open cases."""
    titles = ("cases", "moved", "seconds", "per 10,000", "again s", "queries")
    say("".join(f"{title:>12}" for title in titles))
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            row = _operate(Path(folder) / "calendar.sqlite3", size)
        rows.append(row)
        say(
            "".join(
                f"{row[key]:>12}" for key in ("cases", "moved", "seconds", "per_10000", "again", "queries")
            )
        )
    return rows


def _operate(database: Path, size: int) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "c" * 50,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    command: list[str | Path] = [PYTHON, "-W", "ignore", "-m", "bench.calendar_change", str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measure(size: int) -> dict[str, Any]:
    """Fill a fresh database with open cases, change the calendar, and bring the dates in line with it."""
    from django.core.management import call_command
    from django.db import connection

    from portal.feedback.services.housekeeping import recompute_open_deadlines
    from portal.statutes.models import CalendarException

    call_command("migrate", verbosity=0)
    _fill(size)
    CalendarException.objects.update_or_create(
        date=DAY_OFF, defaults={"kind": "day_off", "source": "bench", "note": "Nghỉ bù"}
    )
    at = RECEIVED + datetime.timedelta(days=2)
    asked = 0

    def count(execute: Any, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args)

    begun = time.perf_counter()
    with connection.execute_wrapper(count):
        moved = recompute_open_deadlines(at=at)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    _forget_calendar()
    recompute_open_deadlines(at=at)
    return {
        "cases": size,
        "moved": moved,
        "seconds": round(seconds, 2),
        "per_10000": round(seconds * 10_000 / size, 1),
        "again": round(time.perf_counter() - begun, 2),
        "queries": round(asked / moved, 1),
    }


def _forget_calendar() -> None:
    from django.core.cache import cache

    cache.clear()


def _fill(size: int) -> None:
    from portal.feedback.services import CaseScript, import_cases
    from portal.organisations.models import Organisation

    communes = [
        Organisation.objects.create(
            code=f"B{number:04}", name=f"Xã {number}", slug=f"xa-{number}", kind="commune", type_name="xã"
        )
        for number in range(COMMUNES)
    ]
    kinds = ("report", "recommendation", "question", "information_request")
    import_cases(
        CaseScript(
            kind=kinds[number % len(kinds)],
            organisation=communes[number % COMMUNES],
            title=f"Việc số {number}",
            text="Thư mẫu.",
            received_at=RECEIVED + datetime.timedelta(seconds=number),
            steps=[("acknowledge", RECEIVED + datetime.timedelta(hours=4), {})],
        )
        for number in range(size)
    )


if __name__ == "__main__":
    importlib.import_module("django").setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
