"""Covered passages and areas, findings let pass, and the dated rules of publication and retention."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.feedback.models.answers import Answer
from portal.feedback.models.files import Attachment
from portal.feedback.privacy import CoverMethod, CoverReason, Field, PassReason
from portal.feedback.workflow import Category, Kind


class _Covered(models.Model):
    """Who covered something and why; a head may undo it with a reason."""

    reason = models.CharField("lý do", max_length=20, choices=CoverReason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_because = models.TextField(blank=True)

    class Meta:
        abstract = True


class Redaction(_Covered):
    """A passage that the public does not read. Offsets count characters of what was sent."""

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="redactions")
    field = models.CharField(max_length=10, choices=Field)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["field", "start"]
        verbose_name = "đoạn đã che"
        verbose_name_plural = "đoạn đã che"

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.field} {self.start}–{self.end}"


class AnswerRedaction(_Covered):
    """A passage of a published answer that the public does not read.

    `wording` counts an answer's wordings from 1, the first, to the one that stands: a correction moves none of them.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="redactions")
    wording = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["wording", "start"]
        verbose_name = "đoạn đã che trong trả lời"
        verbose_name_plural = "đoạn đã che trong trả lời"

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.wording} {self.start}–{self.end}"


class CoveredArea(_Covered):
    """A rectangle of a photo, in pixels of the kept picture, that the public rendition does not show."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="areas")
    left = models.PositiveIntegerField()
    top = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=CoverMethod)
    # The time of the original is over: the rendition is all there is.
    original_removed = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "vùng ảnh đã che"
        verbose_name_plural = "vùng ảnh đã che"

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.left},{self.top} {self.width}×{self.height}"


class PassedFinding(models.Model):
    """A finding that a second person lets be published. Holds a salted digest, never the value."""

    petition = models.ForeignKey(
        "feedback.Petition", on_delete=models.CASCADE, related_name="passed_findings"
    )
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, choices=PassReason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "phát hiện được cho qua"
        verbose_name_plural = "phát hiện được cho qua"
        constraints = [
            models.UniqueConstraint(fields=["petition", "digest"], name="finding_passed_once_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.kind}"


class DatedQuerySet(models.QuerySet):
    def in_force(self, day: date) -> Self:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)


class _Dated(models.Model):
    effective_from = models.DateField("áp dụng từ")
    effective_to = models.DateField("đến hết", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class ModerationRule(_Dated):
    """Whether letters of a category are shown by themselves after acknowledgement, or wait for a decision."""

    category = models.CharField(
        "lĩnh vực", max_length=20, choices=Category, blank=True, help_text="Bỏ trống: mọi lĩnh vực còn lại."
    )
    holds = models.BooleanField(
        "chờ xem xét",
        default=False,
        help_text="Chọn: người xử lý quyết định trước khi công khai. Bỏ chọn: tự công khai sau khi tiếp nhận.",
    )

    class Meta:
        ordering = ["category", "effective_from"]
        verbose_name = "quy định công khai nội dung"
        verbose_name_plural = "quy định công khai nội dung"

    def __str__(self) -> str:
        return f"{self.get_category_display() or 'Mọi lĩnh vực còn lại'} từ {self.effective_from:%d/%m/%Y}"


class RetentionRule(_Dated):
    """How many days after its end a case keeps something. The rule of the day on which the case ended applies."""

    class What(models.TextChoices):
        CONTACT = "contact", "Thông tin liên hệ"
        ATTACHMENTS = "attachments", "Tệp đính kèm"
        COVERED = "covered", "Bản gốc của phần đã che"
        PRIVATE_TEXT = "private_text", "Nội dung không công khai"
        LETTERS = "letters", "Thư đến đã bỏ (tính từ khi đến)"
        STAGED = "staged", "Tệp của thư chưa gửi (tính từ khi tải lên)"

    what = models.CharField("xoá gì", max_length=15, choices=What)
    kind = models.CharField(
        "loại", max_length=30, choices=Kind, blank=True, help_text="Bỏ trống: mọi loại còn lại."
    )
    days = models.PositiveIntegerField("sau bao nhiêu ngày")
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    certainty = models.CharField("độ chắc chắn", max_length=20, default="unverified")

    class Meta:
        ordering = ["what", "kind", "effective_from"]
        verbose_name = "thời hạn lưu giữ"
        verbose_name_plural = "thời hạn lưu giữ"

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.days} ngày"
