"""What the public register costs: communes × every duty × a year, each view beside the bare view, and how it grows.

Nothing is cached: every request is answered from the database. Filling and counting run in processes of their own.
"""

import datetime
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.load import Connection, Result, measure
from scripts.console import say
from scripts.paths import PYTHON, ROOT
from scripts.run import server_command
from scripts.services import free_port

SIZES = (104, 416, 1_664)
YEAR = 2026
TODAY = datetime.date(YEAR, 10, 15)
# One request after the other: what a page costs by itself, not how long it queues.
SECONDS, WARM, CONNECTIONS = 3.0, 0.5, 1
REQUESTS = 1_000
# The item with the most columns, a month each, and one commune of many.
VIEWS = {
    "province": f"/cong-khai/?nam={YEAR}",
    "grid": f"/cong-khai/?xem=luoi&nam={YEAR}",
    "item, a year": f"/cong-khai/?muc=budget_approved&nam={YEAR}",
    "item, 12 months": f"/cong-khai/?muc=reception_schedule&nam={YEAR}",
    "item, worst first": f"/cong-khai/noi-dung/budget_approved/?xep=trang-thai&nam={YEAR}",
    "commune": f"/cong-khai/xa-do-1/?nam={YEAR}",
    "calendar": f"/cong-khai/xa-do-1/?xem=lich&nam={YEAR}",
    "list": f"/cong-khai/?trang-thai=missing&nam={YEAR}",
    "csv, whole": f"/cong-khai/csv/?nam={YEAR}",
}


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Fill one scratch database step by step, and measure every view at each size."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = _environment(Path(folder) / "register.sqlite3")
        _operate(environment, "migrate")
        head = ("req/s", "p95 ms", "× bare p95", "× bare", "kB", "queries")
        say(f"{'communes':>9}{'owed':>9}  {'view':<19}" + "".join(f"{title:>12}" for title in head))
        for size in sizes:
            filled = _operate(environment, "fill", size)
            rows += _views(environment, {"communes": size, **filled})
    return rows


def _views(environment: dict[str, str], filled: dict[str, Any]) -> list[dict[str, Any]]:
    queries = _operate(environment, "count_queries")
    rows = []
    with (
        _served("bench.bare:application", {"PYTHONPATH": str(ROOT)}) as bare,
        _served("portal.config.wsgi:application", environment) as port,
    ):
        for view, path in VIEWS.items():
            yardstick, result = _load(bare, "/"), _load(port, path)
            row = {
                **filled,
                "view": view,
                "requests_per_second": round(result.per_second, 1),
                "p95_ms": round(result.p95_ms, 2),
                "p95_ratio_to_bare": round(result.p95_ms / yardstick.p95_ms, 1),
                "ratio_to_bare": round(result.per_second / yardstick.per_second, 4),
                "bytes": result.bytes_each,
                "queries": queries[view],
                "errors": result.errors,
            }
            rows.append(row)
            _show(row)
    return rows


def _show(row: dict[str, Any]) -> None:
    cells = [row["requests_per_second"], row["p95_ms"], row["p95_ratio_to_bare"]]
    figures = "".join(f"{cell:>12.1f}" for cell in cells)
    figures += f"{row['ratio_to_bare']:>12.4f}{row['bytes'] / 1000:>12.1f}"
    errors = f"  {row['errors']} errors" if row["errors"] else ""
    say(
        f"{row['communes']:>9}{row['obligations']:>9}  {row['view']:<19}{figures}{row['queries']:>12}{errors}"
    )


def _load(port: int, path: str) -> Result:
    connection = Connection(port, path, {})
    connection.fetch()  # the first request of a server loads templates and addresses
    connection.close()
    return measure(port, path, {}, seconds=SECONDS, connections=CONNECTIONS, warm=WARM)


@contextmanager
def _served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Run an application behind the portal's own server; yield its port."""
    port = free_port()
    known = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        server_command(port, application), cwd=ROOT, env=known | environment, stdin=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            Connection(port, "/", {}).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a server did not start")


def _environment(database: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(database.parent / "media"),
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "PAGE_CACHE_SECONDS": "0",
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }


def _operate(environment: dict[str, str], operation: str, size: int = 0) -> dict[str, Any]:
    command: list[str | Path] = [PYTHON, "-m", "bench.register", operation, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


# ---- what the processes do


def migrate(_size: int) -> dict[str, Any]:
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    return {}


def fill(size: int) -> dict[str, Any]:
    """Add communes until there are `size`, each with all it owes in the year, and pages for most of it."""
    from cms.disclosures.models import Obligation
    from cms.disclosures.services import ensure_structure
    from portal.organisations.models import Organisation, OrganisationKind

    present = Organisation.objects.count()
    begun = time.perf_counter()
    new = Organisation.objects.bulk_create(
        Organisation(
            code=f"B{number:04}",
            name=f"Xã Đo {number}",
            slug=f"xa-do-{number}",
            type_name="Xã",
            kind=OrganisationKind.COMMUNE,
        )
        for number in range(present, size)
    )
    ensure_structure()
    _disclose(_owe(new))
    if not present:
        _ask(new)
    return {"obligations": Obligation.objects.count(), "fill_seconds": round(time.perf_counter() - begun, 1)}


def _owe(bodies: list[Any]) -> list[Any]:
    """Every duty of a commune for every period of the year; what recurs on events once."""
    from cms.disclosures.models import Obligation
    from portal.statutes.choices import DutyHolder
    from portal.statutes.duties import periods_of
    from portal.statutes.models import DisclosureDuty
    from portal.statutes.periods import period_bounds

    duties = list(DisclosureDuty.objects.exclude(who=DutyHolder.PROVINCE))
    new = []
    for place, body in enumerate(bodies):
        for step, duty in enumerate(duties):
            for period in periods_of(duty, YEAR) or (str(YEAR),):
                end = period_bounds(period)[1] or datetime.date(YEAR, 1, 20)
                due = datetime.date(YEAR, 6, 30) if period == str(YEAR) else end + datetime.timedelta(days=10)
                late = (place * 7 + step * 3) % 10 - 6  # three of ten late, by one to three days
                came = None if (place + step) % 9 == 0 or due > TODAY else due + datetime.timedelta(days=late)
                new.append(
                    Obligation(organisation=body, duty=duty, period=period, due_on=due, disclosed_on=came)
                )
    return Obligation.objects.bulk_create(new, batch_size=1000)


def _disclose(owed: list[Any]) -> None:
    """Put a live page under each commune for all that came, so that cells have where to lead."""
    from cms.disclosures.models import LandUsePlanPage, Obligation, OrganisationDisclosuresPage
    from cms.disclosures.tree import insert_pages

    sections = {section.organisation_id: section for section in OrganisationDisclosuresPage.objects.all()}
    came = [obligation for obligation in owed if obligation.disclosed_on]
    placed: dict[Any, list[Any]] = {}
    for obligation in came:
        page = LandUsePlanPage(
            title=f"{obligation.duty.title} {obligation.period}",
            slug=f"{obligation.duty.key}-{obligation.period}".lower().replace("_", "-"),
            organisation=obligation.organisation,
            duty=obligation.duty,
            period=obligation.period,
            year=YEAR,
            live=True,
        )
        placed.setdefault(sections[obligation.organisation_id], []).append(page)
        obligation.fulfilled_by = page
    if placed:
        insert_pages(placed=placed)
    for obligation in came:
        obligation.fulfilled_by = obligation.fulfilled_by
    Obligation.objects.bulk_update(came, ["fulfilled_by"], batch_size=500)


def _ask(bodies: list[Any]) -> None:
    """Requests about the item that is missing here and there."""
    from portal.feedback.services.bulk import CaseScript, import_cases

    zone = datetime.timezone(datetime.timedelta(hours=7))
    received = datetime.datetime(YEAR, 8, 3, 8, tzinfo=zone)
    import_cases(
        CaseScript(
            kind="information_request",
            organisation=bodies[number % len(bodies)],
            title=f"Yêu cầu công khai {number}",
            text="Tôi đề nghị đơn vị công khai.",
            about=f"duty:budget_approved:{bodies[number % len(bodies)].code}:{YEAR}",
            received_at=received + datetime.timedelta(minutes=number),
        )
        for number in range(REQUESTS)
    )


def count_queries(_size: int) -> dict[str, Any]:
    """Database queries of every view, once Django has looked around."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1")
    counts = {}
    for view, path in VIEWS.items():
        b"".join(client.get(path))
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
            b"".join(answer)
        assert answer.status_code == 200, (path, answer.status_code)
        counts[view] = len(captured)
    return counts


OPERATIONS = {"migrate": migrate, "fill": fill, "count_queries": count_queries}


def main() -> None:
    importlib.import_module("django").setup()
    operation, size = sys.argv[1], int(sys.argv[2])
    print(json.dumps(OPERATIONS[operation](size)))


if __name__ == "__main__":
    main()
