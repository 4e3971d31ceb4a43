"""Who said that a duty arose, when and by which document; every correction of it stays readable."""

from django.conf import settings
from django.db import models

from cms.disclosures.models.obligations import Obligation


class Correction(models.TextChoices):
    """Why a recorded event is corrected. A closed list: the ledger names it for ever."""

    WRONG_DATE = "wrong_date", "Ghi nhầm ngày"
    WRONG_DOCUMENT = "wrong_document", "Ghi nhầm số văn bản"
    POSTPONED = "postponed", "Sự kiện dời sang ngày khác"
    REPLACED = "replaced", "Văn bản được thay thế"


class Announcement(models.Model):
    """One statement that the event behind an obligation happened; the last one counts."""

    obligation = models.ForeignKey(
        Obligation, verbose_name="nghĩa vụ", on_delete=models.CASCADE, related_name="announcements"
    )
    happened_on = models.DateField("ngày diễn ra")
    document = models.CharField("văn bản", max_length=80)
    correction = models.CharField("lý do sửa", max_length=20, choices=Correction, blank=True)
    previous_due = models.DateField("hạn trước đó", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    role = models.CharField("vai trò", max_length=20, editable=False)
    recorded_at = models.DateTimeField("ghi nhận lúc", editable=False)

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = "sự kiện phát sinh nghĩa vụ"
        verbose_name_plural = "sự kiện phát sinh nghĩa vụ"

    def __str__(self) -> str:
        return f"{self.obligation}: {self.document}, {self.happened_on:%d/%m/%Y}"
