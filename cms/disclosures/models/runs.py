"""What the nightly run last saw, so that the next one knows in a moment that there is nothing to do."""

from django.db import models


class DutyRun(models.Model):
    """A finished run. `fingerprint` names the day, the rules, the calendar and the bodies that it ran for."""

    on = models.DateField("cho ngày")
    fingerprint = models.CharField(max_length=64)
    calendar = models.CharField("phiên bản lịch", max_length=16)
    created = models.PositiveIntegerField("nghĩa vụ mới", default=0)
    moved = models.PositiveIntegerField("hạn tính lại", default=0)
    ended = models.PositiveIntegerField("nghĩa vụ hết hiệu lực", default=0)
    finished_at = models.DateTimeField("xong lúc")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lượt tạo nghĩa vụ"
        verbose_name_plural = "lượt tạo nghĩa vụ"

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.created} nghĩa vụ mới"
