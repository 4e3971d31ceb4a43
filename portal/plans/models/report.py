"""Periodic reports: the forms that the province asks, and what each unit owes, wrote and sent."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, CharField, Count, F, Q, Value, When
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.organisations.models import Organisation
from portal.plans.models.provincial import ReportPeriod
from portal.plans.states import SENT, FieldType, ReportStanding, ReportState, Who

MOST_COLUMNS = 8


class ReportTemplate(ClusterableModel):
    """One version of a report form of one sector. What was answered under a version keeps it."""

    key = models.SlugField("mã mẫu", max_length=40)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    title = models.CharField("tên mẫu", max_length=200)
    sector = models.CharField("lĩnh vực", max_length=100, help_text="Ví dụ: Chung, Môi trường, Y tế.")
    who = models.CharField("đơn vị phải báo cáo", max_length=20, choices=Who, default=Who.ALL)
    codes = models.CharField(
        "chỉ các đơn vị có mã",
        max_length=500,
        blank=True,
        help_text="Cách nhau bằng dấu phẩy, ví dụ: HY-SYT, HY-SGDDT. Để trống: mọi đơn vị thuộc loại đã chọn.",
    )
    effective_from = models.DateField("áp dụng cho kỳ kết thúc từ")
    effective_to = models.DateField("đến hết", null=True, blank=True)
    note = models.CharField("hướng dẫn", max_length=500, blank=True)

    class Meta:
        ordering = ["sector", "key", "-version"]
        verbose_name = "mẫu báo cáo"
        verbose_name_plural = "mẫu báo cáo"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="report_template_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} (phiên bản {self.version})"

    @property
    def only(self) -> list[str]:
        """The codes of the units that the form is for; empty when it is for all of its kind."""
        return [code.strip() for code in self.codes.split(",") if code.strip()]

    def asks(self, unit: Organisation) -> bool:
        return self.who in {Who.ALL, unit.kind} and (not self.only or unit.code in self.only)

    def clean(self) -> None:
        known = set(Organisation.objects.filter(code__in=self.only).values_list("code", flat=True))
        if missing := [code for code in self.only if code not in known]:
            raise ValidationError({"codes": f"Không có đơn vị nào mang mã: {', '.join(missing)}."})

    @property
    def is_used(self) -> bool:
        """Whether somebody has begun to answer under this version: from then on it stands."""
        return self.pk is not None and self.reports.exclude(state=ReportState.OWED).exists()


class TemplateField(models.Model):
    """One question of a form."""

    template = ParentalKey(ReportTemplate, on_delete=models.CASCADE, related_name="fields")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    key = models.SlugField("mã", max_length=40)
    label = models.CharField("nội dung hỏi", max_length=200)
    type = models.CharField("kiểu", max_length=10, choices=FieldType)
    columns = models.CharField(
        "các cột của bảng",
        max_length=300,
        blank=True,
        help_text="Cách nhau bằng dấu |, ví dụ: Nội dung | Số lượng.",
    )
    required = models.BooleanField("bắt buộc", default=False)
    help_text = models.CharField("giải thích", max_length=300, blank=True)

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = "nội dung báo cáo"
        verbose_name_plural = "nội dung báo cáo"

    def __str__(self) -> str:
        return self.label

    @property
    def column_names(self) -> list[str]:
        return [name.strip() for name in self.columns.split("|") if name.strip()]

    def clean(self) -> None:
        if self.type == FieldType.TABLE and not 1 <= len(self.column_names) <= MOST_COLUMNS:
            raise ValidationError({"columns": f"Bảng cần từ 1 đến {MOST_COLUMNS} cột, cách nhau bằng dấu |."})


class ReportQuerySet(models.QuerySet["PeriodicReport"]):
    def sent(self) -> Self:
        return self.filter(state__in=SENT)

    def owed(self) -> Self:
        """What the province still waits for, returned reports included."""
        return self.exclude(state__in=SENT)

    def with_standing(self, *, on: date) -> Self:
        """Annotate `standing` as it is on the day."""
        sent = Q(first_sent_on__isnull=False, first_sent_on__lte=on)
        return self.annotate(
            standing=Case(
                When(Q(state=ReportState.RETURNED), then=Value(ReportStanding.RETURNED)),
                When(sent & Q(first_sent_on__lte=F("due_on")), then=Value(ReportStanding.IN_TIME)),
                When(sent, then=Value(ReportStanding.LATE)),
                When(due_on__lt=on, then=Value(ReportStanding.MISSING)),
                default=Value(ReportStanding.NOT_DUE),
                output_field=CharField(),
            )
        )

    def standing_at(self, standing: str, *, on: date) -> Self:
        return self.with_standing(on=on).filter(standing=standing)

    def counted(self, *, on: date) -> dict[str, int]:
        """How many stand where on the day."""
        rows = self.with_standing(on=on).order_by().values("standing").annotate(number=Count("pk"))
        return {row["standing"]: row["number"] for row in rows}

    def for_list(self, *, on: date) -> Self:
        found = self.select_related("organisation", "period", "template").with_standing(on=on)
        return found.order_by("-period__data_to", "organisation__name", "template__sector", "pk")


class PeriodicReport(models.Model):
    """A report that one unit owes for one period under one form."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="periodic_reports"
    )
    period = models.ForeignKey(
        ReportPeriod, verbose_name="kỳ", on_delete=models.PROTECT, related_name="reports"
    )
    template = models.ForeignKey(
        ReportTemplate, verbose_name="mẫu", on_delete=models.PROTECT, related_name="reports"
    )
    template_key = models.SlugField(max_length=40, editable=False)
    due_on = models.DateField("hạn gửi")
    state = models.CharField("tình trạng", max_length=20, choices=ReportState, default=ReportState.OWED)
    values = models.JSONField("nội dung", default=dict)
    revision = models.PositiveIntegerField(default=0, editable=False)
    first_sent_on = models.DateField("ngày gửi lần đầu", null=True, blank=True, editable=False)
    accepted_on = models.DateField("ngày tỉnh nhận", null=True, blank=True, editable=False)
    returned = models.CharField("lý do trả lại", max_length=500, blank=True)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False, editable=False)

    objects = ReportQuerySet.as_manager()

    if TYPE_CHECKING:
        # Present on objects that come from with_standing().
        standing: str

    class Meta:
        verbose_name = "báo cáo định kỳ"
        verbose_name_plural = "báo cáo định kỳ"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "period", "template_key"], name="report_owed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.period} – {self.template.title}"

    @property
    def standing_label(self) -> str:
        return ReportStanding(self.standing).label

    @property
    def subject(self) -> str:
        """How the ledger names the report."""
        return f"report:{self.organisation.code}:{self.period.code}:{self.template_key}"


class Submission(models.Model):
    """What a unit sent once; a report that came back and was sent again has several."""

    report = models.ForeignKey(PeriodicReport, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField("lần gửi")
    at = models.DateTimeField("lúc gửi")
    values: models.JSONField[Any, Any] = models.JSONField("nội dung")
    digest = models.CharField("mã kiểm tra", max_length=64)
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    returned = models.CharField("lý do trả lại", max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "lần gửi báo cáo"
        verbose_name_plural = "các lần gửi báo cáo"
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_submission_once")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it once; afterwards only the province's answer can be added."""
        if not self._state.adding and not set(kwargs.get("update_fields") or ["*"]) <= {
            "returned_at",
            "returned",
        }:
            raise ValueError("what was sent is never changed")
        super().save(*args, **kwargs)
