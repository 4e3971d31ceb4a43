"""The life of an upload: what is kept how long, and what a dead worker leaves behind."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.disclosures.importers import jobs, running
from cms.disclosures.models import BudgetPage, ImportJob, ImportRow
from cms.disclosures.models.imports import JobStatus, Step
from portal.core.private_files import private_files
from tests.cms.factories import make_budget
from tests.cms.imports.making import REPORT, Owner
from tests.core.tables.making import workbook
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client, django_capture_on_commit_callbacks) -> Owner:
    return Owner(client, make_budget(make_organisation(), form="q1"), django_capture_on_commit_callbacks)


def stored(job: ImportJob) -> bool:
    return private_files.exists(job.file.name or "")


def at_work(owner: Owner, step: Step, minutes: int = 5, attempts: int = 1) -> ImportJob:
    """Leave the job as a worker does that was killed while it worked on it."""
    touched = timezone.now() - timedelta(minutes=minutes)
    fields = {"status": JobStatus.RUNNING, "step": step, "touched_at": touched, "attempts": attempts}
    ImportJob.objects.filter(pk=owner.job.pk).update(run="0" * 32, **fields)
    return owner.job


def test_file_and_rows_go_when_the_import_is_done(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    file = owner.job.file.name
    assert private_files.exists(file)
    owner.map_report()
    assert owner.job.rows.count() == 10
    owner.act("nhap")
    job = owner.job
    assert (job.status, bool(job.file), job.rows.count(), job.structure) == (JobStatus.DONE, False, 0, {})
    assert not private_files.exists(file)


def test_giving_up_deletes_everything(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    job = owner.job
    owner.act("huy")
    assert not ImportJob.objects.exists()
    assert not ImportRow.objects.exists()
    assert not stored(job)


def test_a_new_upload_takes_the_place_of_the_unfinished_one(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    first = owner.job
    owner.upload_rows(REPORT)
    assert owner.job.pk != first.pk
    assert not stored(first)


def test_what_nobody_touched_for_a_day_is_forgotten(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    job = owner.job
    assert jobs.sweep(at=timezone.now() + timedelta(hours=23)) == 0
    with owner.capture(execute=True):
        assert jobs.sweep(at=timezone.now() + timedelta(hours=25)) == 1
    assert not stored(job)
    assert not ImportJob.objects.exists()


def test_files_without_a_job_are_removed_after_an_hour(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    orphan = Path(private_files.path("imports/roi-vai"))
    orphan.write_bytes(b"x")
    assert jobs.remove_orphans(at=timezone.now()) == 0
    old = timezone.now().timestamp() - 7200
    for file in (orphan, Path(private_files.path(owner.job.file.name))):
        os.utime(file, (old, old))
    assert jobs.remove_orphans(at=timezone.now()) == 1
    assert not orphan.exists()
    assert stored(owner.job)


@pytest.mark.parametrize("step", [Step.READ, Step.CHECK])
def test_an_interrupted_step_is_done_again_by_itself(owner: Owner, step: Step) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    job = at_work(owner, step)
    with owner.capture(execute=True):
        call_command("sweep_imports", verbosity=0)
    assert owner.job.status == JobStatus.WAITING
    assert owner.job.step == step
    assert owner.job.attempts == 2
    assert job.rows.count() == 10


def test_an_interrupted_import_is_done_once(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    at_work(owner, Step.APPLY)
    revisions = owner.page.revisions.count()
    with owner.capture(execute=True):
        jobs.revive(at=timezone.now())
    assert owner.job.status == JobStatus.DONE
    assert owner.page.revisions.count() == revisions + 1


def test_a_step_that_killed_two_workers_is_called_failed_and_can_be_run_by_hand(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    at_work(owner, Step.APPLY, attempts=2)
    jobs.revive(at=timezone.now())
    assert owner.job.status == JobStatus.FAILED
    assert jobs.INTERRUPTED in owner.see()
    owner.act("chay-lai")
    assert owner.job.status == JobStatus.DONE


def test_a_worker_that_is_only_slow_is_left_alone(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    at_work(owner, Step.READ, minutes=1)
    assert jobs.revive(at=timezone.now()) == 0


def test_a_run_that_lost_its_claim_writes_nothing(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()
    jobs.confirm(job=owner.job, at=timezone.now())
    late = running._claim(owner.job.pk)
    assert late is not None
    with owner.capture(execute=True):
        jobs.queue(job=owner.job, step=Step.APPLY, at=timezone.now())
    assert owner.job.status == JobStatus.DONE
    revisions = owner.page.revisions.count()
    with pytest.raises(running.ClaimLost):
        running._apply(late)
    assert owner.page.revisions.count() == revisions


def test_a_task_that_died_with_its_worker_is_queued_again(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    old = timezone.now() - timedelta(minutes=11)
    ImportJob.objects.filter(pk=owner.job.pk).update(status=JobStatus.QUEUED, touched_at=old)
    jobs.revive(at=timezone.now())
    assert owner.job.status == JobStatus.WAITING


def test_a_job_is_claimed_once(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    ImportJob.objects.filter(pk=owner.job.pk).update(status=JobStatus.QUEUED)
    assert running._claim(owner.job.pk) is not None
    assert running._claim(owner.job.pk) is None


def test_an_unexpected_error_changes_nothing_and_names_no_content(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner.upload_rows(REPORT)
    owner.map_report()

    def break_off(*args: object, **kwargs: object) -> None:
        raise RuntimeError("Phí, lệ phí")

    monkeypatch.setattr(BudgetPage, "save_revision", break_off)
    owner.act("nhap")
    assert owner.job.status == JobStatus.FAILED
    assert running.UNEXPECTED in owner.see()
    assert owner.draft().lines.count() == 2
    assert "RuntimeError" in caplog.text
    assert "lệ phí" not in caplog.text
    monkeypatch.undo()
    owner.act("chay-lai")
    assert owner.job.status == JobStatus.DONE


def test_a_file_that_is_gone_is_told(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    private_files.delete(owner.job.file.name)
    owner.client.get(f"/quan-tri/cong-khai/nhap/{owner.job.key}/")
    assert owner.job.status == JobStatus.FAILED


def test_progress_is_shown_and_reloads_by_itself(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    ImportJob.objects.filter(pk=owner.job.pk).update(
        status=JobStatus.RUNNING, step=Step.CHECK, progress=4_000, total=20_000
    )
    page = owner.see()
    assert "4.000 trong 20.000 dòng" in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert 'value="20"' in page


def test_too_many_corrections_belong_into_the_file(owner: Owner) -> None:
    owner.upload_rows(REPORT)
    typed = {str(number): {"name": "x"} for number in range(jobs.MOST_CORRECTED_ROWS + 1)}
    with pytest.raises(ValidationError, match="Hãy sửa trong tệp"):
        jobs.correct(job=owner.job, typed=typed, at=timezone.now())


def test_more_rows_than_an_import_takes_are_refused(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.disclosures.importers.budget import BudgetImporter

    monkeypatch.setattr(BudgetImporter, "most_rows", 3)
    owner.upload_rows(REPORT)
    owner.map_report()
    assert owner.job.status == JobStatus.FAILED
    assert "nhiều hơn 3 dòng" in owner.see()


def test_a_failed_write_of_the_job_leaves_no_file(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ImportJob, "save", break_off)
    folder = Path(private_files.path("imports"))
    before = set(folder.iterdir()) if folder.is_dir() else set()
    with pytest.raises(RuntimeError):
        jobs.start(
            page=owner.page,
            kind="budget",
            name="x",
            content=workbook(REPORT),
            by=make_user(),
            at=timezone.now(),
        )
    assert set(folder.iterdir()) == before


def test_a_job_that_is_given_up_while_it_is_checked_ends_quietly(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner.upload_rows(REPORT)
    store = running._store

    def give_up_first(job: ImportJob, rows: list) -> None:
        jobs.forget(job=ImportJob.objects.get(pk=job.pk))
        running._update(job)
        store(job, rows)

    monkeypatch.setattr(running, "_store", give_up_first)
    owner.map_report()
    assert not ImportJob.objects.exists()
    assert not ImportRow.objects.exists()
    assert "ERROR" not in caplog.text


def test_a_file_of_26_megabytes_is_cut_off_on_its_way_and_named(owner: Owner) -> None:
    answer = owner.upload(b"1;2\n" * 6_500_000, "lon.csv")
    assert "lớn hơn 10 MB" in answer.content.decode()
    assert not ImportJob.objects.exists()
