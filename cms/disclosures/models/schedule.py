"""A scheduled publication that did not happen, so that the desk can say so."""

from django.db import models

from cms.disclosures.models.base import DisclosurePage


class RefusedSchedule(models.Model):
    """The page was to go public by itself and was still incomplete; it ends with the next publication.

    `missing` holds the labels of the open items, never what was typed.
    """

    page = models.OneToOneField(DisclosurePage, on_delete=models.CASCADE, related_name="refused_schedule")
    refused_at = models.DateTimeField("bị dừng lúc")
    missing = models.JSONField("còn thiếu", default=list)

    class Meta:
        verbose_name = "lịch công khai bị dừng"
        verbose_name_plural = "lịch công khai bị dừng"

    def __str__(self) -> str:
        return f"{self.page}: {', '.join(self.missing)}"
