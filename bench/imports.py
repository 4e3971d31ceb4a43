"""What importing a budget's workbook costs: seconds of each step, and the peak memory of a process of its own.

The workbooks are made in a process of their own; then one process for each size and step does what the worker does,
in a scratch database. “publish” is the publication of the imported draft, twice: the first, and a correction.
"""

import importlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.console import say
from scripts.paths import PYTHON, ROOT

SIZES = (1_000, 5_000, 20_000)
STEPS = ("read", "check", "apply", "publish")


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        say(
            "".join(
                f"{title:>10}" for title in ("rows", "file KB", *(f"{step} s" for step in STEPS), "peak MB")
            )
        )
        bare = _operate(Path(folder), "nothing", 0)["peak_bytes"]
        for size in sizes:
            row: dict[str, Any] = {"rows": size, "bare_peak_bytes": bare}
            for operation in ("make", *STEPS):
                answer = _operate(Path(folder), operation, size)
                row |= {f"{operation}_{key}": value for key, value in answer.items()}
            rows.append(row)
            seconds = "".join(f"{row[f'{step}_seconds']:>10.2f}" for step in STEPS)
            peak = max(row[f"{step}_peak_bytes"] for step in STEPS)
            say(f"{size:>10}{row['make_file_bytes'] / 1e3:>10.0f}{seconds}{peak / 1e6:>10.0f}")
        say(f"a process that only starts: {bare / 1e6:.0f} MB")
    return rows


def _operate(folder: Path, operation: str, size: int) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'imports.sqlite3'}",
        "PRIVATE_MEDIA_ROOT": str(folder / "private"),
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
        "SECRET_KEY": "only-for-the-bench-" + "z" * 50,
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    command: list[str | Path] = [PYTHON, "-m", "bench.imports", operation, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def nothing(_size: int) -> dict[str, Any]:
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    return {}


def make(size: int) -> dict[str, Any]:
    """Leave an upload of this many lines at a new draft, its reading in the queue."""
    jobs = importlib.import_module("cms.disclosures.importers.jobs")
    models = importlib.import_module("cms.disclosures.models")
    services = importlib.import_module("cms.disclosures.services")
    accounts = importlib.import_module("portal.accounts.models")
    Organisation = importlib.import_module("portal.organisations.models").Organisation
    timezone = importlib.import_module("django.utils.timezone")

    organisation = Organisation.objects.create(
        code=f"B{size}", name=f"Xã Đo {size}", slug=f"xa-do-{size}", type_name="Xã", kind="commune"
    )
    by = accounts.User.objects.create_user(username=f"do-{size}", password=None)
    accounts.Membership.objects.create(user=by, organisation=organisation, role="editor")
    page = models.BudgetPage(
        title=f"Ngân sách {size} dòng", year=2026, form="q1", revenue_estimate=0, expenditure_estimate=0,
        decision_number="1/BC-UBND", decision_date=timezone.localdate(), summary="<p>Đo.</p>",
    )  # fmt: skip
    page.live = False
    services.ensure_sections()[organisation.pk].add_child(instance=page)
    page.save_revision()
    content = _workbook(size)
    job = jobs.start(page=page, kind="budget", name="do.xlsx", content=content, by=by, at=timezone.now())
    return {"file_bytes": job.size}


def _workbook(size: int) -> bytes:
    """The official form: groups of nineteen lines under a sum, amounts as numbers and as text."""
    book = importlib.import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet("Biểu")
    sheet.append(["STT", "Nội dung", "Dự toán", "Thực hiện", "So sánh (%)"])
    sheet.append(["", "Tổng thu", size // 20 * 19 * 1_000, size // 20 * 19 * 500, 50])
    for number in range(size // 20):
        sheet.append([_roman(number), f"Nhóm thu số {number} của xã", 19_000, 9_500, 50])
        for line in range(19):
            sheet.append([line + 1, f"Khoản thu số {number}.{line} tại thôn Đông", "1.000,0", 500, "50%"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _roman(number: int) -> str:
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number % 10]


def read(size: int) -> dict[str, Any]:
    return _step(size)


def check(size: int) -> dict[str, Any]:
    jobs = importlib.import_module("cms.disclosures.importers.jobs")
    Plan = importlib.import_module("cms.disclosures.importers.base").Plan
    columns = {"code": 1, "name": 2, "estimate": 3, "actual": 4, "percent": 5}
    choices = {"unit": "million", "section": "auto", "levels": "auto"}
    jobs.choose(job=_job(size), plan=Plan(0, 1, 1, columns, choices), at=_now())
    return _step(size)


def apply(size: int) -> dict[str, Any]:
    jobs = importlib.import_module("cms.disclosures.importers.jobs")
    job = _job(size)
    assert job.report["rows"] == size, job.report
    assert job.report["noted"] == job.report["problems"] == 0, job.report
    jobs.confirm(job=job, at=_now())
    return _step(size)


def publish(size: int) -> dict[str, Any]:
    """Publish the draft, then once more as a correction; seconds of the slower."""
    page = _job(size).page.specific
    slower = 0.0
    for _ in range(2):
        begun = time.perf_counter()
        revision = page.get_latest_revision()
        revision.content |= {
            "correction_reason": "figures",
            "correction_note": "Đo việc công khai lại bảng ngân sách.",
        }
        revision.save()
        revision.publish(skip_permission_checks=True)
        slower = max(slower, time.perf_counter() - begun)
        page = type(page).objects.get(pk=page.pk)
    assert page.lines.count() == size
    return {"seconds": slower}


def _step(size: int) -> dict[str, Any]:
    job = _job(size)
    begun = time.perf_counter()
    importlib.import_module("cms.disclosures.importers.running").run(job.pk)
    seconds = time.perf_counter() - begun
    job.refresh_from_db()
    assert job.status in {"waiting", "done"}, job.errors
    return {"seconds": seconds}


def _job(size: int) -> Any:
    models = importlib.import_module("cms.disclosures.models")
    return models.ImportJob.objects.get(page__title=f"Ngân sách {size} dòng")


def _now() -> Any:
    return importlib.import_module("django.utils.timezone").now()


OPERATIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "nothing": nothing,
    "make": make,
    "read": read,
    "check": check,
    "apply": apply,
    "publish": publish,
}


def main() -> None:
    importlib.import_module("django").setup()
    answer = OPERATIONS[sys.argv[1]](int(sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(answer | {"peak_bytes": peak}))


if __name__ == "__main__":
    main()
