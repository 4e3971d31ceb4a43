"""What stands beside an answer's text: its documents and its former wordings."""

from django.conf import settings
from django.db import models

from portal.feedback.models.answers import Answer
from portal.feedback.models.files import KeptFile


class AnswerFile(KeptFile):
    """A document of an answer. Everybody may have it, or only the sender."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    is_public = models.BooleanField("công khai", default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tài liệu kèm trả lời"
        verbose_name_plural = "tài liệu kèm trả lời"


class Correction(models.Model):
    """Another wording of a published answer, drafted by one person and published by another.

    `number` counts an answer's corrections from 1. Once published, `former_text` is what stood before and
    `former_sha256` its digest, which the ledger holds too; before that both are empty.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField("lần")
    text = models.TextField("nội dung mới")
    reason = models.TextField("vì sao đính chính")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    former_text = models.TextField(blank=True)
    former_sha256 = models.CharField(max_length=64, blank=True)
    shown_former = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = "đính chính trả lời"
        verbose_name_plural = "đính chính trả lời"
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="correction_number")]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.number}"

    @property
    def open_former(self) -> str:
        """The former wording as the public reads it."""
        return self.shown_former or self.former_text
