"""What the province asks for: its own plan of a year, the rules of the two duties, and when reports are due."""

from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.organisations.models import Organisation
from portal.plans.states import Who
from portal.statutes.choices import DayUnit


class DatedRuleQuerySet(models.QuerySet["Dated"]):
    def in_force(self, *, on: date) -> Self:
        still = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
        return self.filter(still, effective_from__lte=on)


class Dated(models.Model):
    """A rule of its time: closed with `effective_to` and succeeded by a new row, never rewritten."""

    basis = models.CharField("căn cứ", max_length=300)
    effective_from = models.DateField("áp dụng từ")
    effective_to = models.DateField("đến hết", null=True, blank=True)

    objects = DatedRuleQuerySet.as_manager()

    class Meta:
        abstract = True


class ProvincialPlan(ClusterableModel):
    """The provincial plan of a year; its items are the template of every unit's own plan."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    title = models.CharField("tên gọi", max_length=300)
    desk_code = models.CharField(
        "mã đơn vị đôn đốc, tổng hợp",
        max_length=20,
        help_text="Mã của đơn vị theo dõi việc thực hiện và nhận báo cáo, ví dụ HY-SNV.",
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = "kế hoạch của tỉnh"
        verbose_name_plural = "kế hoạch của tỉnh"

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def clean(self) -> None:
        if self.desk_code and not Organisation.objects.filter(code=self.desk_code).exists():
            raise ValidationError({"desk_code": "Không có đơn vị nào mang mã này."})

    @classmethod
    def desk_codes(cls) -> list[str]:
        """The bodies that urge and compile: that of the newest plan, which follows up the older ones, too."""
        return list(cls.objects.order_by("-year").values_list("desk_code", flat=True)[:1])

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)


class ProvincialItem(models.Model):
    """One item of the provincial plan, and what a unit's plan answers it with unless the unit says otherwise."""

    plan = ParentalKey(
        ProvincialPlan, verbose_name="kế hoạch", on_delete=models.CASCADE, related_name="items"
    )
    code = models.CharField("mục", max_length=20)
    group = models.CharField("nhóm nội dung", max_length=160)
    task = models.CharField("nhiệm vụ", max_length=400)
    product = models.CharField("sản phẩm", max_length=300)
    due_on = models.DateField("thời hạn", help_text="Thời hạn mà mẫu gợi ý; đơn vị có thể đặt sớm hơn.")
    who = models.CharField("áp dụng cho", max_length=20, choices=Who, default=Who.ALL)
    address = models.CharField("chỗ trên cổng", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "mục của kế hoạch tỉnh"
        verbose_name_plural = "mục của kế hoạch tỉnh"
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="plan_item_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.task}"


class PlanRule(Dated):
    """How long units have for their own plan, counted from the date of the provincial one."""

    amount = models.PositiveSmallIntegerField("số ngày")
    unit = models.CharField("đơn vị tính", max_length=20, choices=DayUnit)

    class Meta:
        ordering = ["-effective_from"]
        verbose_name = "thời hạn lập kế hoạch"
        verbose_name_plural = "thời hạn lập kế hoạch"

    def __str__(self) -> str:
        return f"{self.amount} {self.get_unit_display()} từ {self.effective_from:%d/%m/%Y}"


class ReportRule(Dated):
    """A report that comes back every year: the months of its data and the day before which it is due."""

    key = models.SlugField("mã", max_length=20)
    label = models.CharField("tên kỳ", max_length=60, help_text="Ví dụ: 6 tháng đầu năm.")
    suffix = models.CharField(
        "đuôi mã kỳ", max_length=4, blank=True, help_text="H1 cho 2026-H1; trống cho cả năm."
    )
    first_month = models.PositiveSmallIntegerField("từ tháng")
    last_month = models.PositiveSmallIntegerField("đến hết tháng")
    due_day = models.PositiveSmallIntegerField("trước ngày")
    due_month = models.PositiveSmallIntegerField("trước tháng")
    due_next_year = models.BooleanField("hạn ở năm sau", default=False)

    class Meta:
        ordering = ["last_month", "effective_from"]
        verbose_name = "kỳ báo cáo hằng năm"
        verbose_name_plural = "kỳ báo cáo hằng năm"

    def __str__(self) -> str:
        return self.label

    def span(self, year: int) -> tuple[date, date]:
        """First and last day of the data in that year."""
        return date(year, self.first_month, 1), _month_end(year, self.last_month)

    def due_before(self, year: int) -> date:
        return date(year + self.due_next_year, self.due_month, self.due_day)

    def code(self, year: int) -> str:
        return f"{year}-{self.suffix}" if self.suffix else f"{year}"


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


class ReportPeriod(models.Model):
    """One period of one year, made from its rule; its dates stay when the rule changes later."""

    rule = models.ForeignKey(ReportRule, on_delete=models.PROTECT, related_name="periods")
    code = models.CharField("mã kỳ", max_length=10, unique=True)
    label = models.CharField("tên kỳ", max_length=80)
    data_from = models.DateField("số liệu từ")
    data_to = models.DateField("đến hết")
    due_before = models.DateField("phải gửi trước ngày")
    due_on = models.DateField("ngày cuối còn kịp")
    trace = models.JSONField("vì sao là ngày này", default=dict)

    class Meta:
        ordering = ["-data_to", "data_from"]
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"

    def __str__(self) -> str:
        return self.label
