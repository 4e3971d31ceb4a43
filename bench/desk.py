"""What the staff's desk costs when one commune has many cases: every tab, search, deep pages, and one case.

The database is a scratch SQLite file, or the scratch PostgreSQL that `python -m scripts.services` names in
DATABASE_URL. Requests are made inside a process of their own, one after the other, without the web server: what a
view costs by itself. Each figure stands beside that of the smallest size.
"""

import datetime
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT

SIZES = (1_000, 10_000, 100_000)
TIMES = 25
BATCH = 2_000
ZONE = datetime.timezone(datetime.timedelta(hours=7))
# Of a hundred cases so many are in each status; the others are closed.
SHARES = {
    "received": 2,
    "acknowledged": 3,
    "accepted": 4,
    "awaiting_approval": 1,
    "disputed": 1,
    "answered": 14,
    "refused": 5,
}
WORDS = ("đèn đường", "rác thải", "ổ gà", "nước sạch", "cống tràn", "ngập úng", "tiếng ồn", "lấn chiếm")
DESK = "/quan-tri/phan-anh/"
VIEWS = {
    "to do": "?muc=can-xu-ly",
    "due today": "?muc=hom-nay",
    "overdue": "?muc=qua-han",
    "to acknowledge": "?muc=cho-tiep-nhan",
    "to approve": "?muc=cho-duyet",
    "all": "?muc=tat-ca",
    "all, last page": "?muc=tat-ca&trang=999999",
    "all, one kind": "?muc=tat-ca&loai=question",
    "search, frequent": "?muc=tat-ca&q=rac+thai",
    "search, nothing": "?muc=tat-ca&q=khong+co+gi+ca",
    "a code": "?muc=tat-ca&q={code}",
    "a case": "{code}/?muc=can-xu-ly",
}


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Fill one scratch database step by step, and measure every view at each size."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        database = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'desk.sqlite3'}"
        _operate(database, "migrate", 0)
        titles = ("p50 ms", "p95 ms", "× smallest", "queries")
        say(f"{'cases':>9}  {'view':<18}" + "".join(f"{title:>12}" for title in titles))
        smallest: dict[str, float] = {}
        for size in sizes:
            _operate(database, "fill", size)
            for view, figures in _operate(database, "measure", size).items():
                smallest.setdefault(view, figures["p95_ms"])
                ratio = round(figures["p95_ms"] / smallest[view], 1)
                rows.append({"cases": size, "view": view, "ratio_to_smallest": ratio, **figures})
                cells = (figures["p50_ms"], figures["p95_ms"], ratio, figures["queries"])
                say(f"{size:>9}  {view:<18}" + "".join(f"{cell:>12}" for cell in cells))
    return rows


def _operate(database: str, operation: str, size: int) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    command: list[str | Path] = [PYTHON, "-W", "ignore", "-m", "bench.desk", operation, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def migrate(_size: int) -> dict[str, Any]:
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    return {}


def fill(size: int) -> dict[str, Any]:
    """Add cases of one commune, with their clocks, until there are `size` of them."""
    from portal.accounts.models import Membership, Role, User
    from portal.feedback.models import Act, Deadline, Petition
    from portal.organisations.models import Organisation

    commune = Organisation.objects.communes().order_by("code").first()
    if commune is None:
        commune = Organisation.objects.create(
            code="B0001", name="Xã Đo", slug="xa-do", kind="commune", type_name="xã"
        )
    handler, is_new = User.objects.get_or_create(username="do")
    if is_new:
        Membership.objects.create(user=handler, organisation=commune, role=Role.HANDLER)
    have = Petition.objects.filter(organisation=commune).count()
    for start in range(have, size, BATCH):
        made = Petition.objects.bulk_create(
            [_petition(number, commune) for number in range(start, min(size, start + BATCH))]
        )
        Deadline.objects.bulk_create([clock for one in made for clock in _clocks(one)])
        Act.objects.bulk_create(
            Act(petition=one, name="submit", at=one.received_at, actor_role="resident", organisation=commune)
            for one in made
        )
    _analyse()
    return {}


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _petition(number: int, commune: Any) -> Any:
    from portal.feedback.codes import private_token, token_digest
    from portal.feedback.models import Petition

    age = datetime.timedelta(minutes=(number * 7919) % 500_000)
    status = _status(number)
    if status in SHARES and status not in {"answered", "refused"}:
        age /= 10
    at = datetime.datetime.now(ZONE).replace(microsecond=0) - age
    key = uuid.uuid5(uuid.NAMESPACE_OID, str(number))
    one = Petition(
        code=f"B{number:010}",
        kind=("report", "recommendation", "question", "complaint")[number % 4],
        organisation=commune,
        title=f"Việc số {number}: {WORDS[number % len(WORDS)]}",
        text=f"Khu vực có {WORDS[(number * 3) % len(WORDS)]} đã {number % 30} ngày, đề nghị xem xét. " * 3,
        status=status,
        received_at=at,
        effective_at=at,
        submission_key=key,
        private_key_digest=token_digest(private_token(key)),
        is_sample_data=True,
    )
    one.refresh_folded()
    return one


def _status(number: int) -> str:
    place, upto = number * 37 % 100, 0
    for status, share in SHARES.items():
        upto += share
        if place < upto:
            return status
    return "closed"


def _clocks(one: Any) -> Iterator[Any]:
    from portal.feedback.models import Deadline

    received = one.received_at.astimezone(ZONE).date()
    is_open = one.status in SHARES and one.status not in {"answered", "refused"}
    for stage, days in (("acknowledge", 3), ("accept", 14), ("forward", 7), ("answer", 28)):
        done = not is_open or (stage != "answer" and one.status != "received")
        yield Deadline(
            petition=one,
            stage=stage,
            started_on=received,
            due_on=received + datetime.timedelta(days=days),
            met_on=received + datetime.timedelta(days=days - 1) if done else None,
        )


def measure(_size: int) -> dict[str, Any]:
    """Milliseconds and queries of every view, as the commune's handler."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.accounts.models import User
    from portal.feedback.models import Petition

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="do"), backend="django.contrib.auth.backends.ModelBackend")
    code = (
        Petition.objects.filter(status="accepted").order_by("received_at").values_list("code", flat=True)[0]
    )
    client.get(DESK)
    found: dict[str, Any] = {}
    for view, path in VIEWS.items():
        address, seconds = DESK + path.format(code=code), []
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        count = len(queries)
        for _ in range(TIMES):
            begun = time.perf_counter()
            client.get(address)
            seconds.append(time.perf_counter() - begun)
        found[view] = {
            "p50_ms": round(statistics.median(seconds) * 1000, 1),
            "p95_ms": round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 1),
            "queries": count,
        }
    return found


if __name__ == "__main__":
    importlib.import_module("django").setup()
    operations = {"migrate": migrate, "fill": fill, "measure": measure}
    sys.stdout.write(json.dumps(operations[sys.argv[1]](int(sys.argv[2]))) + "\n")
