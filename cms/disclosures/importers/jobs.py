"""The way of an upload: kept, read, mapped, checked, confirmed, imported; or given up and forgotten.

Every act of the owner puts the job into the queue of the worker (see `running`), which does one step and stops.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from cms.disclosures.importers.base import Plan
from cms.disclosures.importers.registry import importer_for
from cms.disclosures.models import DisclosurePage
from cms.disclosures.models.imports import ImportJob, JobStatus, RowFlag, Step
from portal.accounts.models import User
from portal.core.private_files import private_files

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=24)
# A worker that lives says so at least every few seconds while it works on a job.
STALLED_AFTER = timedelta(minutes=2)
FORGOTTEN_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 2
MOST_CORRECTED_ROWS = 2_000
INTERRUPTED = "Lần nhập bị ngắt giữa chừng. Chưa có gì thay đổi trong bản nháp; hãy bấm “Chạy lại”."


def may_import(page: DisclosurePage, user: User) -> bool:
    """Whether the user may change the draft of this page now."""
    rights = page.permissions_for_user(user)
    return bool(rights.can_edit() and not rights.page_locked())


@transaction.atomic
def start(*, page: DisclosurePage, kind: str, name: str, content: bytes, by: User, at: datetime) -> ImportJob:
    """Keep the upload and queue its reading; what the same user left unfinished at this page is forgotten."""
    importer_for(kind)
    for old in ImportJob.objects.filter(page=page, created_by=by).unfinished():
        forget(job=old)
    job = ImportJob(
        page=page, kind=kind, name=name[:120], size=len(content), created_by=by, created_at=at, touched_at=at
    )
    job.file.save("upload", ContentFile(content), save=False)
    try:
        job.save()
    except BaseException:
        private_files.delete(job.file.name or "")
        raise
    return queue(job=job, step=Step.READ, at=at)


@transaction.atomic
def queue(*, job: ImportJob, step: Step, at: datetime) -> ImportJob:
    """Give the job to the worker for one step. A run that is still under way loses its claim."""
    from cms.disclosures.importers.tasks import run_import

    job.step, job.status, job.run, job.attempts = step, JobStatus.QUEUED, None, 0
    job.progress, job.total, job.errors, job.touched_at = 0, 0, [], at
    job.save()
    transaction.on_commit(lambda: run_import.enqueue(job.pk))
    return job


@transaction.atomic
def choose(*, job: ImportJob, plan: Plan, at: datetime) -> ImportJob:
    """Take over where the table is and what its columns mean, and queue the check. Corrections start anew."""
    if (plan.sheet, plan.last) != (job.plan.get("sheet"), job.plan.get("last")):
        job.corrections = {}
    job.plan = plan.as_json()
    return queue(job=job, step=Step.CHECK, at=at)


@transaction.atomic
def correct(*, job: ImportJob, typed: Mapping[str, Mapping[str, str]], at: datetime) -> ImportJob:
    """Take over what the owner typed at rows of the preview, and queue the check again.

    Raises ValidationError when so many rows are wrong that the file itself should be mended.
    """
    corrections = {**job.corrections}
    for number, cells in typed.items():
        corrections[number] = {**corrections.get(number, {}), **cells}
    if len(corrections) > MOST_CORRECTED_ROWS:
        raise ValidationError(f"Đã sửa quá {MOST_CORRECTED_ROWS} dòng. Hãy sửa trong tệp rồi tải lại.")
    job.corrections = corrections
    return queue(job=job, step=Step.CHECK, at=at)


@transaction.atomic
def confirm(*, job: ImportJob, at: datetime) -> ImportJob:
    """Queue the import of what was shown. Raises ValidationError while something is wrong or open."""
    if job.step != Step.CHECK or job.status != JobStatus.WAITING:
        raise ValidationError("Chưa kiểm tra xong các dòng.")
    if job.rows.filter(flag=RowFlag.PROBLEM).exists() or job.report.get("questions"):
        raise ValidationError("Còn ô sai hoặc câu hỏi chưa trả lời.")
    if not job.report.get("rows"):
        raise ValidationError("Không có dòng nào để nhập.")
    return queue(job=job, step=Step.APPLY, at=at)


def retry(*, job: ImportJob, at: datetime) -> ImportJob:
    """Do a failed step again. Raises ValidationError when the file is gone or the step did not fail."""
    if job.status != JobStatus.FAILED or not job.file:
        raise ValidationError("Không thể chạy lại lần nhập này. Hãy tải tệp lên lại.")
    return queue(job=job, step=Step(job.step), at=at)


def forget(*, job: ImportJob) -> None:
    """Delete the job with its file and rows. The row first: a file without row is found by the clean-up."""
    name = job.file.name if job.file else ""
    job.delete()
    _remove_later(name)


def release(*, job: ImportJob) -> None:
    """Delete file and rows of a job that is done; what was imported, and how much, stays."""
    name = job.file.name if job.file else ""
    job.rows.all().delete()
    job.file, job.structure, job.corrections = "", {}, {}
    job.save()
    _remove_later(name)


def _remove_later(name: str | None) -> None:
    if name:
        transaction.on_commit(lambda: _remove(name))


def _remove(name: str) -> None:
    try:
        private_files.delete(name)
    except OSError:
        logger.warning("could not remove an imported file")


# ---- housekeeping


def revive(*, at: datetime) -> int:
    """Queue again what a dead worker left behind, once; then call it failed. Return how many were found.

    Nothing was changed by a run that died: it writes its result, and that it is done, in one transaction.
    """
    _remind_queue(at)
    stalled = ImportJob.objects.filter(status=JobStatus.RUNNING, touched_at__lt=at - STALLED_AFTER)
    count = 0
    for job in stalled:
        with transaction.atomic():
            attempts = job.attempts
            if attempts >= MOST_ATTEMPTS:
                fail(job=job, errors=[INTERRUPTED], at=at)
            else:
                queue(job=job, step=Step(job.step), at=at)
                ImportJob.objects.filter(pk=job.pk).update(attempts=attempts)
        count += 1
    return count


def _remind_queue(at: datetime) -> None:
    """Put jobs into the queue again whose task died with a worker before it began; twice does no harm."""
    from cms.disclosures.importers.tasks import run_import

    for job in ImportJob.objects.filter(status=JobStatus.QUEUED, touched_at__lt=at - FORGOTTEN_AFTER):
        ImportJob.objects.filter(pk=job.pk).update(touched_at=at)
        run_import.enqueue(job.pk)


def fail(*, job: ImportJob, errors: list[str], at: datetime) -> ImportJob:
    job.status, job.errors, job.run, job.touched_at = JobStatus.FAILED, errors, None, at
    job.save(update_fields=["status", "errors", "run", "touched_at"])
    return job


def sweep(*, at: datetime) -> int:
    """Forget jobs that nobody touched for a day, with their files and rows; return how many."""
    old = ImportJob.objects.filter(touched_at__lt=at - KEPT_FOR)
    for job in old:
        with transaction.atomic():
            forget(job=job)
    return len(old)


def remove_orphans(*, at: datetime) -> int:
    """Delete files that no job knows and that are older than an hour; return how many."""
    root = Path(private_files.path("imports"))
    count = 0
    for file in sorted(root.iterdir()) if root.is_dir() else []:
        name = f"imports/{file.name}"
        if at.timestamp() - file.stat().st_mtime > 3600 and not ImportJob.objects.filter(file=name).exists():
            _remove(name)
            count += 1
    return count
