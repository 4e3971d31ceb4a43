"""How cases hang together: parts of one letter, letters about one thing, and those who say the same."""

from django.db import models


class RelatedCase(models.Model):
    """What a petition knows of the cases beside it.

    `merged_into` stands while `excluded` is MERGED. `voices` counts the others who say the same: those who tapped
    and those whose own letter was merged into this one.
    """

    merged_into = models.ForeignKey(
        "feedback.Petition",
        verbose_name="gộp vào",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    merge_objected_at = models.DateTimeField("phản đối việc gộp lúc", null=True, blank=True, editable=False)
    split_from = models.ForeignKey(
        "feedback.Petition",
        verbose_name="tách từ",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    part_number = models.PositiveSmallIntegerField("phần số", null=True, blank=True, editable=False)
    assignment_asked_at = models.DateTimeField(
        "đề nghị xác định cơ quan lúc", null=True, blank=True, editable=False
    )
    # A second complaint is a case of its own, before the body above.
    first_instance = models.ForeignKey(
        "feedback.Petition",
        verbose_name="khiếu nại lần đầu",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="second_instance",
    )
    voices = models.PositiveIntegerField("số người cùng phản ánh", default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def people(self) -> int:
        """How many say this: the sender and all others."""
        return self.voices + 1


class Support(models.Model):
    """One browser's “me too” for one case.

    `browser` is a keyed digest of the browser's random number and the case, so that nobody can read from the table
    which cases one browser supports. No address, no time of day beyond what the rate limit needs.
    """

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="supports")
    browser = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "cùng ý kiến"
        verbose_name_plural = "cùng ý kiến"
        constraints = [models.UniqueConstraint(fields=["petition", "browser"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.petition_id}"
