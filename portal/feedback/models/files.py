"""Files that residents send: first staged, then part of a case. They lie outside the public media folder."""

import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models

from portal.core.private_files import private_storage


def scattered_path(instance: models.Model, filename: str) -> str:
    """A random place; the sender's file name never becomes a path."""
    key = uuid.uuid4().hex
    return f"petitions/{key[:2]}/{key}"


class ScanState(models.TextChoices):
    UNSCANNED = "", "Chưa quét"
    WAITING = "waiting", "Chờ quét mã độc"
    CLEAN = "clean", "Không thấy mã độc"
    INFECTED = "infected", "Có mã độc, đã xoá"


class KeptFile(models.Model):
    file = models.FileField(storage=private_storage, upload_to=scattered_path, max_length=80)
    name = models.CharField("tên tệp", max_length=120)
    media_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("cỡ")
    sha256 = models.CharField(max_length=64)
    scan_state = models.CharField(max_length=10, choices=ScanState, blank=True, default="")
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def hold(self, content: bytes, *, scanned: bool = False) -> None:
        """Write the file; the row is still to be saved. Without it the sweep takes the file away again.

        What no scanner has seen (`scanned` of a CleanUpload) waits in quarantine where one is configured.
        """
        if scanned:
            self.scan_state = ScanState.CLEAN
        elif settings.CLAMAV_URL:
            self.scan_state = ScanState.WAITING
        self.file.save("upload", ContentFile(content), save=False)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def may_be_served(self) -> bool:
        """Whether it is out of quarantine: where a scanner is configured, only what that has found clean."""
        if self.scan_state == ScanState.UNSCANNED:
            return not settings.CLAMAV_URL
        return self.scan_state == ScanState.CLEAN


class StagedUpload(KeptFile):
    """A checked file of a submission that is not finished. Swept after a day."""

    submission_key = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tệp chờ gửi"
        verbose_name_plural = "tệp chờ gửi"


class Attachment(KeptFile):
    """A file of a case. Documents are for the handler; photos are public when the sender agreed."""

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="attachments")
    # What the public sees of a photo with covered areas: a picture of its own, drawn without them.
    covered = models.FileField(
        storage=private_storage, upload_to=scattered_path, max_length=80, blank=True, editable=False
    )
    covered_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # The scan of a letter on paper: neither the public nor whoever holds the private link gets it.
    staff_only = models.BooleanField("chỉ cán bộ xem", default=False, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    @property
    def cover_reasons(self) -> str:
        """Why areas of the photo are covered, for everybody; free of queries for a photo without any."""
        if not self.covered:
            return ""
        areas = self.areas.filter(undone_at=None)
        return ", ".join(dict.fromkeys(str(area.get_reason_display()) for area in areas))
