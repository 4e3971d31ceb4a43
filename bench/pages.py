"""Requests per second, 95th percentile and queries of the pages that people open most."""

import http.cookies
import importlib
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.load import Connection, Result, measure
from scripts.console import say
from scripts.paths import ROOT
from scripts.run import server_command
from scripts.services import free_port
from tests.stack import Stack

SECONDS = 3.0
WARM = 1.0
CONNECTIONS = 4


@dataclass(frozen=True)
class Line:
    """One page for one kind of visitor; `ratio` is its speed over the bare view's, measured just before."""

    page: str
    visitor: str
    result: Result
    ratio: float
    queries: int
    queries_cached: int


def run(stack: Stack) -> list[Line]:
    """Measure every page of the running stack, anonymous and signed in, each beside the bare view."""
    _use(stack)
    pages = _addresses()
    session = _session()
    bare_port = free_port()
    bare = _serve_bare(bare_port)
    lines = []
    try:
        say(f"{'page':<16}{'visitor':<11}{'req/s':>8}{'p95 ms':>9}{'× bare':>8}{'bytes':>9}{'queries':>9}")
        for visitor, headers in (("anonymous", {}), ("signed in", {"Cookie": session})):
            for page, path in pages.items():
                yardstick = _load(bare_port, "/", {})
                result = _load(stack.port, path, headers)
                cold, warm = _queries(path, headers)
                line = Line(page, visitor, result, result.per_second / yardstick.per_second, cold, warm)
                lines.append(line)
                _show(line)
    finally:
        bare.terminate()
        bare.wait(10)
    return lines


def _show(line: Line) -> None:
    result = line.result
    figures = f"{result.per_second:>8.0f}{result.p95_ms:>9.1f}{line.ratio:>8.2f}{result.bytes_each:>9}"
    errors = f"  {result.errors} errors" if result.errors else ""
    say(f"{line.page:<16}{line.visitor:<11}{figures}{line.queries:>6} →{line.queries_cached:>2}{errors}")


def _load(port: int, path: str, headers: Mapping[str, str]) -> Result:
    return measure(port, path, headers, seconds=SECONDS, connections=CONNECTIONS, warm=WARM)


def _serve_bare(port: int) -> "subprocess.Popen[bytes]":
    """The bare view behind the same server with the same options as the portal's."""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        server_command(port, "bench.bare:application"),
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            Connection(port, "/", {}).close()
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the bare view did not start")


def _use(stack: Stack) -> None:
    """Let this process see the stack's database, to count queries and to open a session."""
    os.environ.update({key: stack.environment[key] for key in stack.environment})
    importlib.import_module("django").setup()


def _addresses() -> dict[str, str]:
    from portal.feedback.models import Petition
    from portal.organisations.models import Organisation

    commune = Organisation.objects.communes().order_by("code").first()
    petition = Petition.objects.public().order_by("code").first()
    assert commune is not None
    assert petition is not None
    return {
        "home": "/",
        "commune": commune.get_absolute_url(),
        "register": "/cong-khai/",
        "petition list": "/phan-anh/",
        "petition": petition.get_absolute_url(),
        "scores": "/cham-diem/",
        "search": "/tim-kiem/?q=ngan+sach",
    }


def _session() -> str:
    """The cookie of a member of staff who has signed in."""
    from django.conf import settings
    from django.test import Client

    from portal.accounts.models import Membership

    membership = Membership.objects.select_related("user").order_by("pk").first()
    assert membership is not None
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(membership.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    morsel: http.cookies.Morsel[str] = client.cookies[settings.SESSION_COOKIE_NAME]
    return f"{settings.SESSION_COOKIE_NAME}={morsel.value}"


def _queries(path: str, headers: Mapping[str, str]) -> tuple[int, int]:
    """Database queries of the page when nothing is cached, and when it has just been asked for."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1", headers=dict(headers))
    cache.clear()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counts.append(len(captured))
    return counts[0], counts[1]


def as_rows(lines: list[Line]) -> list[dict[str, object]]:
    return [
        {
            "page": line.page,
            "visitor": line.visitor,
            "requests_per_second": round(line.result.per_second, 1),
            "p95_ms": round(line.result.p95_ms, 2),
            "ratio_to_bare": round(line.ratio, 3),
            "bytes": line.result.bytes_each,
            "errors": line.result.errors,
            "queries_cold": line.queries,
            "queries_warm": line.queries_cached,
        }
        for line in lines
    ]
