"""What the worker does with a job: one step, within bounds, and only while its claim holds.

A worker may be killed at any moment. Reading and checking write nothing but the job's own rows, which the next run
deletes first; importing writes the draft and "done" in one transaction. So a job is either as before or finished.
"""

import logging
import traceback
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.disclosures.importers import jobs
from cms.disclosures.importers.base import Importer, Plan, Reading, ReadRow
from cms.disclosures.importers.reading import MappedSheet, structure_of
from cms.disclosures.importers.registry import importer_for
from cms.disclosures.models.imports import ImportJob, ImportRow, JobStatus, RowFlag, RowKind, Step
from portal.accounts.models import User
from portal.core.tables import open_table

logger = logging.getLogger(__name__)

BATCH = 1_000
UNEXPECTED = "Có lỗi ngoài dự kiến khi xử lý tệp. Chưa có gì thay đổi; hãy chạy lại, hoặc báo cho quản trị."
GONE = "Tệp đã tải lên không còn. Hãy tải lên lại."


class ClaimLost(Exception):
    """Another run has the job now, or the owner gave it up: this one must not write any more."""


def run(pk: int) -> None:
    """Do the queued step of the job; nothing when it is not queued (any more)."""
    job = _claim(pk)
    if job is None:
        return
    try:
        _STEPS[Step(job.step)](job)
    except ClaimLost:
        logger.info("import %s was taken over", pk)
    except FileNotFoundError:
        _fail(job, [GONE])
    except ValidationError as error:
        _fail(job, error.messages)
    except Exception as error:
        if not _held(job).exists():
            logger.info("import %s was given up", pk)
            return
        # The file may hold names, and so may the exception's words: only its kind and place go to the log.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("import %s failed: %s at %s:%s", pk, type(error).__name__, place.filename, place.lineno)
        _fail(job, [UNEXPECTED])


def _claim(pk: int) -> ImportJob | None:
    key = uuid.uuid4()
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().filter(pk=pk, status=JobStatus.QUEUED).first()
        if job is None:
            return None
        job.status, job.run, job.touched_at = JobStatus.RUNNING, key, timezone.now()
        job.attempts += 1
        job.save()
    return job


def _held(job: ImportJob) -> Any:
    return ImportJob.objects.filter(pk=job.pk, run=job.run, status=JobStatus.RUNNING)


def _update(job: ImportJob, **fields: Any) -> None:
    """Change the job while the claim holds; raises ClaimLost otherwise."""
    if not _held(job).update(touched_at=timezone.now(), **fields):
        raise ClaimLost


def _fail(job: ImportJob, errors: list[str]) -> None:
    _held(job).update(status=JobStatus.FAILED, errors=errors, run=None, touched_at=timezone.now())


def _ticker(job: ImportJob, total: int) -> Callable[[int], None]:
    def tick(done: int) -> None:
        _update(job, progress=min(done, total) if total else done, total=total)

    return tick


def _read(job: ImportJob) -> None:
    structure = structure_of(open_table(job.content()), _ticker(job, 0))
    _update(job, structure=structure, status=JobStatus.WAITING, progress=0, run=None)


def _check(job: ImportJob) -> None:
    importer, plan = importer_for(job.kind), Plan.from_json(job.plan)
    facts = job.structure["sheets"][plan.sheet]
    sheet = _sheet(job, importer, plan, facts)
    reading = importer.read(job.page.specific, sheet)
    if sheet.ambiguous:
        reading.questions["style"] = (
            f'Chưa rõ "{sheet.ambiguous}" là hàng nghìn hay phần thập phân. Hãy chọn cách viết số.'
        )
    kept = [row for row in reading.rows if row.kind == RowKind.ROW]
    if len(kept) > importer.most_rows:
        raise ValidationError(
            f"Bảng có {len(kept)} dòng, nhiều hơn {importer.most_rows} dòng được nhập một lần."
        )
    job.rows.all().delete()
    for start in range(0, len(reading.rows), BATCH):
        _store(job, reading.rows[start : start + BATCH])
        _ticker(job, len(reading.rows))(start + BATCH)
    _update(job, report=_report(reading, facts), status=JobStatus.WAITING, run=None)


def _sheet(job: ImportJob, importer: Importer, plan: Plan, facts: dict[str, Any]) -> MappedSheet:
    columns = tuple(importer.columns(job.page.specific))
    source, tick = open_table(job.content()), _ticker(job, facts["rows"])
    return MappedSheet(source, facts, plan, columns, job.corrections, tick)


def _store(job: ImportJob, rows: list[ReadRow]) -> None:
    ImportRow.objects.bulk_create(
        ImportRow(
            job=job,
            number=row.number,
            kind=row.kind,
            flag=row.flag,
            data=row.data,
            remarks=[asdict(each) for each in row.remarks],
        )
        for row in rows
    )


def _report(reading: Reading, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": sum(row.kind == RowKind.ROW for row in reading.rows),
        "left_out": sum(row.kind == RowKind.LEFT_OUT for row in reading.rows),
        "problems": sum(row.flag == RowFlag.PROBLEM for row in reading.rows),
        "noted": sum(row.flag == RowFlag.NOTE for row in reading.rows),
        "notes": [*reading.notes, *facts["notes"]],
        "questions": reading.questions,
    }


def _apply(job: ImportJob) -> None:
    importer = importer_for(job.kind)
    page, by = job.page.specific, job.created_by
    assert isinstance(by, User)
    if not jobs.may_import(page, by):
        raise ValidationError("Trang đang bị khóa hoặc bạn không còn quyền sửa. Chưa có gì thay đổi.")
    with transaction.atomic():
        _update(job)
        message = importer.apply(
            page=page, rows=_confirmed(job), plan=Plan.from_json(job.plan), by=by, at=timezone.now()
        )
        _update(job, status=JobStatus.DONE, message=message, progress=0, total=0)
        job.refresh_from_db()
        jobs.release(job=job)


def _confirmed(job: ImportJob) -> Iterator[dict[str, Any]]:
    rows = job.rows.exclude(kind=RowKind.LEFT_OUT)
    for row in rows.iterator(chunk_size=2_000):
        yield {**row.data, "kind": row.kind}


_STEPS: dict[Step, Callable[[ImportJob], None]] = {Step.READ: _read, Step.CHECK: _check, Step.APPLY: _apply}
