"""Who was reminded of what is owed, when: proof for staff, and what keeps a reminder from coming twice."""

from django.conf import settings
from django.db import models

from cms.disclosures.models.obligations import Obligation
from portal.notifications.models import Message


class ReminderStage(models.TextChoices):
    FIRST = "first", "Nhắc lần đầu"
    LAST = "last", "Nhắc lần cuối trước hạn"
    LATE = "late", "Báo trễ hạn"


class Reminder(models.Model):
    """One obligation in one person's letter. The letter of a day holds all that the person is reminded of."""

    obligation = models.ForeignKey(
        Obligation, verbose_name="nghĩa vụ", on_delete=models.CASCADE, related_name="reminders"
    )
    stage = models.CharField("lần", max_length=5, choices=ReminderStage)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người được nhắc", on_delete=models.CASCADE, related_name="+"
    )
    on = models.DateField("ngày")
    message = models.ForeignKey(
        Message, verbose_name="thư", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-on", "pk"]
        verbose_name = "lần nhắc"
        verbose_name_plural = "lần nhắc"
        constraints = [
            models.UniqueConstraint(fields=["obligation", "stage", "user"], name="reminder_once_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.stage} {self.on:%Y-%m-%d}"
