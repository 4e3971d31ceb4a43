"""Answers and what the sender says of them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Answer(models.Model):
    """An answer, drafted by one person and published by another.

    A draft has no `published_at`; a returned draft has `returned_at`. `number` counts the answers of a case from 1.
    """

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField("lần")
    text = models.TextField("nội dung trả lời")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "trả lời"
        verbose_name_plural = "trả lời"
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="answer_number")]

    def __str__(self) -> str:
        return f"{self.petition_id}/{self.number}"


class Rating(models.Model):
    """What the sender thinks of an answer: 1 (very poor) to 5 (very good). Given once."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    reason = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        verbose_name = "đánh giá"
        verbose_name_plural = "đánh giá"

    def __str__(self) -> str:
        return f"{self.stars}/5"


class Dispute(models.Model):
    """The sender does not accept an answer; somebody who did not write it decides."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="dispute")
    reason = models.TextField()
    disputed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    explanation = models.TextField(blank=True)

    class Meta:
        verbose_name = "đề nghị xem xét lại"
        verbose_name_plural = "đề nghị xem xét lại"

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.upheld}"
