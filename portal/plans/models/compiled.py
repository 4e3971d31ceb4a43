"""Compiled reports: the figures of a frozen period as they were put together, from which the files are drawn."""

from django.db import models

from portal.organisations.models import Organisation
from portal.plans.models.provincial import ReportPeriod


class CompiledReport(models.Model):
    """The figures of one body's report, or of the province's. Another look at the data is another row.

    The same figures always give the same bytes of .docx and .xlsx.
    """

    period = models.ForeignKey(
        ReportPeriod, verbose_name="kỳ", on_delete=models.PROTECT, related_name="compiled"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="compiled_reports"
    )
    number = models.PositiveSmallIntegerField("lần lập")
    made_at = models.DateTimeField("lập lúc")
    figures = models.JSONField("số liệu")
    digest = models.CharField("mã số liệu", max_length=64)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "organisation", "number"], name="compiled_report_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.period} – {self.number}"
