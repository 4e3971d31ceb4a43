"""What the desk remembers of people at work: words not sent yet, and who is writing just now."""

from django.conf import settings
from django.db import models


class SavedDraft(models.Model):
    """What one person has typed for one act on one case and not sent. Only they read it; sending removes it.

    `values` are the fields of the act's form as they were typed, `version` the state of the case they belong to.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="saved_drafts")
    act = models.CharField(max_length=30)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "bản nháp"
        verbose_name_plural = "bản nháp"
        constraints = [models.UniqueConstraint(fields=["user", "petition", "act"], name="saved_draft_once")]

    def __str__(self) -> str:
        return f"{self.petition_id}/{self.act}"


class CaseLock(models.Model):
    """Who is writing on a case: a courtesy that colleagues see. The version of the case is the guard."""

    petition = models.OneToOneField("feedback.Petition", on_delete=models.CASCADE, related_name="lock")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "đang soạn"
        verbose_name_plural = "đang soạn"

    def __str__(self) -> str:
        return f"{self.petition_id}"
