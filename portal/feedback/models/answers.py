"""Answers and what the sender says of them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import TextChoices

if TYPE_CHECKING:
    from portal.feedback.models.corrections import Correction


class Solved(TextChoices):
    """The sender's word on whether the matter is settled. That a case is closed says nothing of it."""

    YES = "yes", "Đã giải quyết xong"
    PARTLY = "partly", "Mới giải quyết một phần"
    NO = "no", "Chưa được giải quyết"


class WrongPoint(TextChoices):
    """What the sender finds wrong with an answer."""

    NOT_DONE = "not_done", "Chưa làm như đã trả lời"
    FACTS = "facts", "Sự việc nêu trong câu trả lời không đúng"
    INCOMPLETE = "incomplete", "Chưa trả lời hết các nội dung"
    GROUNDS = "grounds", "Căn cứ pháp luật không đúng"
    OTHER = "other", "Điều khác"


class Answer(models.Model):
    """An answer, drafted by one person and published by another.

    A draft has no `published_at`; a returned draft has `returned_at`. `number` counts the answers of a case from 1.
    `asked_again_at` is when the sender was asked a second time whether the matter is settled.
    """

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField("lần")
    text = models.TextField("nội dung trả lời")
    # What everybody reads where a passage is covered; "" while none is.
    shown_text = models.TextField(blank=True, editable=False)
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
    asked_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "trả lời"
        verbose_name_plural = "trả lời"
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="answer_number")]

    def __str__(self) -> str:
        return f"{self.petition_id}/{self.number}"

    @property
    def open_text(self) -> str:
        """The answer as the public reads it."""
        return self.shown_text or self.text

    @property
    def published_corrections(self) -> "list[Correction]":
        """Newest first; free of queries when the corrections are prefetched."""
        found = [item for item in self.corrections.all() if item.published_at]
        return sorted(found, key=lambda item: item.number, reverse=True)

    @property
    def version(self) -> int:
        """Which wording stands now: 1, and one more with each correction."""
        return 1 + len(self.published_corrections)

    @property
    def rating(self) -> "Rating | None":
        """The sender's last word on it; free of queries when the ratings are prefetched."""
        return max(self.ratings.all(), key=lambda rating: rating.rated_at, default=None)


class Rating(models.Model):
    """What the sender thinks of an answer: 1 (very poor) to 5 (very good), and whether the matter is settled.

    Given at most twice: on the answer, and when we ask again. `version` is the wording that it was given for: 1 for
    the first, one more with each correction.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    solved = models.CharField(max_length=6, choices=Solved, blank=True)
    asked_again = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["rated_at"]
        verbose_name = "đánh giá"
        verbose_name_plural = "đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["answer", "asked_again"], name="rating_once_each_time")
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5"


class Dispute(models.Model):
    """The sender does not accept an answer; somebody who neither wrote nor approved it decides.

    `level` is 1 for the body that answered and 2 for the body above it.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="dispute")
    point = models.CharField("điều không đúng", max_length=12, choices=WrongPoint, blank=True)
    reason = models.TextField()
    level = models.PositiveSmallIntegerField(default=1)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
