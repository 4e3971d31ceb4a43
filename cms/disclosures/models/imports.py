"""An import of a spreadsheet into a page, from the upload to the confirmed result; done by the worker.

What a job holds of the file – the file itself and the rows read from it – lives until the import is finished or
given up, a day at most, and only its owner sees it.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from cms.disclosures.models.base import DisclosurePage
from portal.core.private_files import private_storage


class Step(models.TextChoices):
    """What the worker does with the file; between two steps the owner decides."""

    READ = "read", "Đọc tệp"
    CHECK = "check", "Kiểm tra các dòng"
    APPLY = "apply", "Nhập vào bản nháp"


class JobStatus(models.TextChoices):
    QUEUED = "queued", "Đang chờ"
    RUNNING = "running", "Đang làm"
    WAITING = "waiting", "Chờ bạn xem"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không làm được"


def import_path(instance: models.Model, filename: str) -> str:
    """A random place; the sender's file name never becomes a path."""
    return f"imports/{uuid.uuid4().hex}"


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def unfinished(self) -> Self:
        return self.exclude(status=JobStatus.DONE)


class ImportJob(models.Model):
    """One upload on its way into a page. `run` names the worker's claim: an older claim can change nothing."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(DisclosurePage, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=30)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    file = models.FileField(storage=private_storage, upload_to=import_path, max_length=80, blank=True)
    name = models.CharField("tên tệp", max_length=120)
    size = models.PositiveIntegerField("cỡ")

    step = models.CharField(max_length=10, choices=Step, default=Step.READ)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    run = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    structure = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    message = models.TextField(blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lần nhập bảng tính"
        verbose_name_plural = "các lần nhập bảng tính"
        indexes = [models.Index(fields=["page", "created_by"], name="import_job_of")]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_status_display().lower()})"

    @property
    def is_busy(self) -> bool:
        """Whether the worker has, or will have, the job."""
        return self.status in {JobStatus.QUEUED, JobStatus.RUNNING}

    @property
    def percent(self) -> int | None:
        """How far the step is, 0 to 100; None as long as nobody knows."""
        return min(self.progress * 100 // self.total, 100) if self.total else None

    def content(self) -> bytes:
        """Return the uploaded file; raises FileNotFoundError once it is gone."""
        if not self.file:
            raise FileNotFoundError(self.name)
        with self.file.open("rb") as file:
            content: bytes = file.read()
        return content


class RowKind(models.TextChoices):
    ROW = "row", "Dòng"
    TOTAL = "total", "Dòng tổng"
    LEFT_OUT = "left_out", "Không nhập"


class RowFlag(models.IntegerChoices):
    """How much attention a row needs."""

    NONE = 0, "Không có gì"
    NOTE = 1, "Có ghi chú"
    PROBLEM = 2, "Có ô sai"


class ImportRow(models.Model):
    """One row as it was read, for the preview and for what is confirmed there."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("dòng trong tệp")
    kind = models.CharField(max_length=10, choices=RowKind, default=RowKind.ROW)
    flag = models.PositiveSmallIntegerField(choices=RowFlag, default=RowFlag.NONE)
    data = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        verbose_name = "dòng đã đọc"
        verbose_name_plural = "các dòng đã đọc"
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["job", "flag", "number"], name="import_row_flag")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.number}"
