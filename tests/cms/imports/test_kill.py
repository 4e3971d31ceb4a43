"""A worker is killed in the middle of an import: a real process, a real SIGKILL."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cms.disclosures.importers import jobs
from cms.disclosures.importers.base import Plan
from cms.disclosures.models import BudgetPage, ImportJob
from cms.disclosures.models.imports import JobStatus, Step
from portal.accounts.models import Role
from scripts.paths import ROOT
from tests.cms.factories import make_budget
from tests.core.tables.making import workbook
from tests.factories import make_organisation, make_user

LINES = 2_500
PLAN = Plan(0, 1, 1, {"name": 1, "estimate": 2}, {"unit": "million", "section": "revenue", "levels": "flat"})
# Runs one step and stops for ever right after the function named in argv has done its work once.
WORKER = """
import sys, time
from importlib import import_module
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.PRIVATE_MEDIA_ROOT = Path(sys.argv[2])
from cms.disclosures.importers import running
from cms.disclosures.models import BudgetPage
owner, name = {"revision": (BudgetPage, "save_revision"), "rows": (running, "_store")}[sys.argv[3]]
work = getattr(owner, name)
def stop(*args, **kwargs):
    work(*args, **kwargs)
    print("inside", flush=True)
    time.sleep(600)
setattr(owner, name, stop)
running.run(int(sys.argv[1]))
"""


def database_url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def kill_worker_at(job: ImportJob, place: str) -> None:
    """Start a worker on the queued job and kill it at the place, like a power cut."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
    }
    command = [sys.executable, "-c", WORKER, str(job.pk), str(settings.PRIVATE_MEDIA_ROOT), place]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as worker:
        assert worker.stdout is not None
        try:
            assert worker.stdout.readline() == "inside\n"
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL


@pytest.fixture
def job(transactional_db: None) -> ImportJob:
    """An upload of thousands of lines whose mapping is chosen; its check waits in the queue."""
    page = make_budget(make_organisation())
    content = workbook([["Nội dung", "Dự toán"], *([f"Mục {number}", 1] for number in range(LINES))])
    by = make_user(Role.EDITOR, page.organisation)
    made = jobs.start(page=page, kind="budget", name="x.xlsx", content=content, by=by, at=timezone.now())
    made.refresh_from_db()
    assert made.status == JobStatus.WAITING
    made.plan = PLAN.as_json()
    return made


def put_in_queue(job: ImportJob, step: Step) -> None:
    """Queue without a worker: the immediate one of the tests would do it at once."""
    job.step, job.status, job.run, job.attempts = step, JobStatus.QUEUED, None, 0
    job.save()


def come_back_later(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(touched_at=timezone.now() - timedelta(minutes=5))
    assert jobs.revive(at=timezone.now()) == 1
    job.refresh_from_db()


def newest_names(page: BudgetPage) -> list[str]:
    page = BudgetPage.objects.get(pk=page.pk)
    return [line.name for line in page.get_latest_revision_as_object().lines.all()]


def test_a_kill_in_the_middle_of_the_import_leaves_the_draft_as_it_was(job: ImportJob) -> None:
    jobs.choose(job=job, plan=PLAN, at=timezone.now())
    page = BudgetPage.objects.get(pk=job.page_id)
    before, revisions = newest_names(page), page.revisions.count()
    put_in_queue(ImportJob.objects.get(pk=job.pk), Step.APPLY)
    kill_worker_at(job, "revision")
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING
    assert newest_names(page) == before
    assert page.revisions.count() == revisions
    assert job.rows.count() == LINES
    assert Path(job.file.path).exists()
    come_back_later(job)
    assert job.status == JobStatus.DONE
    assert page.revisions.count() == revisions + 1
    names = newest_names(page)
    assert (names[0], names[LINES - 1], len(names)) == ("Mục 0", f"Mục {LINES - 1}", LINES + 1)


def test_a_kill_in_the_middle_of_the_check_leaves_no_row_twice(job: ImportJob) -> None:
    put_in_queue(job, Step.CHECK)
    kill_worker_at(job, "rows")
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING
    assert 0 < job.rows.count() < LINES
    come_back_later(job)
    assert job.status == JobStatus.WAITING
    assert job.rows.count() == LINES
