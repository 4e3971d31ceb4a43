"""Dated rules, duties and calendar exceptions: the law as data that administrators keep current."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.statutes.choices import (
    CaseKind,
    Certainty,
    Condition,
    CountsFrom,
    DayUnit,
    DutyHolder,
    DutyPeriod,
    ExceptionKind,
    KeepUnit,
    Stage,
    Trigger,
)
from portal.statutes.periods import period_bounds


def _in_force(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to__isnull=True) | Q(effective_to__gte=day))


def _ends_after_start(name: str) -> models.CheckConstraint:
    condition = Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from"))
    return models.CheckConstraint(condition=condition, name=name)


class ClockRuleQuerySet(models.QuerySet["ClockRule"]):
    def in_force(self, *, on: date) -> "ClockRuleQuerySet":
        return self.filter(_in_force(on))

    def for_kind(self, kind: str) -> "ClockRuleQuerySet":
        return self.filter(kind=kind)


class ClockRule(models.Model):
    """How long one stage of one kind of case may take, while the rule is in force.

    Rules are closed with `effective_to` and succeeded by a new row, not rewritten: a case keeps the rule
    of the day it was received. `stage`, `amount` and their like satisfy `cases.Rule`.
    """

    kind = models.CharField("loại đơn", max_length=30, choices=CaseKind)
    stage = models.CharField("giai đoạn", max_length=20, choices=Stage)
    condition = models.CharField(
        "điều kiện",
        max_length=30,
        choices=Condition,
        blank=True,
        help_text="Để trống: áp dụng cho mọi trường hợp.",
    )
    counts_from = models.CharField("tính từ", max_length=20, choices=CountsFrom, default=CountsFrom.RECEIPT)
    amount = models.PositiveSmallIntegerField("số ngày")
    unit = models.CharField("đơn vị", max_length=20, choices=DayUnit)
    max_extensions = models.PositiveSmallIntegerField("số lần gia hạn tối đa", default=0)
    extension_amount = models.PositiveSmallIntegerField("số ngày mỗi lần gia hạn", null=True, blank=True)
    extension_unit = models.CharField("đơn vị gia hạn", max_length=20, choices=DayUnit, blank=True)
    effective_from = models.DateField("hiệu lực từ")
    effective_to = models.DateField("hiệu lực đến hết", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField("mức chắc chắn", max_length=20, choices=Certainty)
    note = models.TextField("ghi chú", blank=True)

    objects = ClockRuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "stage", "condition", "effective_from"]
        verbose_name = "thời hạn xử lý"
        verbose_name_plural = "thời hạn xử lý"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "stage", "condition", "effective_from"], name="clock_rule_once_a_day"
            ),
            _ends_after_start("clock_rule_ends_after_start"),
            models.CheckConstraint(
                condition=Q(max_extensions=0)
                | Q(extension_amount__isnull=False, extension_amount__gt=0, extension_unit=F("unit")),
                name="clock_rule_extension_has_amount",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()}: {self.get_stage_display()} ({self.amount} {self.get_unit_display()})"
        )

    def clean(self) -> None:
        if self.max_extensions and not self.extension_amount:
            raise ValidationError({"extension_amount": "Nêu số ngày của mỗi lần gia hạn."})
        if self.max_extensions and self.extension_unit != self.unit:
            raise ValidationError({"extension_unit": "Đơn vị gia hạn phải trùng đơn vị của thời hạn."})
        if self.effective_from and self._overlapping().exists():
            raise ValidationError(
                {"effective_from": "Trùng thời gian hiệu lực với một thời hạn cùng loại đơn và giai đoạn."}
            )

    def _overlapping(self) -> "ClockRuleQuerySet":
        same = ClockRule.objects.filter(kind=self.kind, stage=self.stage, condition=self.condition)
        before_end = Q() if self.effective_to is None else Q(effective_from__lte=self.effective_to)
        after_start = Q(effective_to__isnull=True) | Q(effective_to__gte=self.effective_from)
        return same.filter(before_end & after_start).exclude(pk=self.pk)


class DisclosureDutyQuerySet(models.QuerySet["DisclosureDuty"]):
    def in_force(self, *, on: date) -> "DisclosureDutyQuerySet":
        return self.filter(_in_force(on))

    def for_organisation_kind(self, kind: str) -> "DisclosureDutyQuerySet":
        """Duties of communes, of the province, or those that every organisation has."""
        return self.filter(who__in=[kind, DutyHolder.EVERY_ORGANISATION])


class DisclosureDuty(models.Model):
    """What must be made public, by whom, how soon after what, and how long it stays posted."""

    key = models.SlugField("khóa", max_length=60, unique=True)
    title = models.CharField("nội dung", max_length=250)
    who = models.CharField("đơn vị phải công khai", max_length=30, choices=DutyHolder)
    trigger = models.CharField("tính từ", max_length=40, choices=Trigger)
    trigger_on = models.DateField("ngày ấn định", null=True, blank=True)
    publish_within = models.PositiveSmallIntegerField("công khai trong")
    unit = models.CharField("đơn vị", max_length=20, choices=DayUnit)
    keep_posted_days = models.PositiveSmallIntegerField("giữ công khai ít nhất", null=True, blank=True)
    keep_unit = models.CharField("đơn vị giữ", max_length=20, choices=KeepUnit)
    posting_required = models.BooleanField("phải niêm yết")
    loudspeaker_days = models.PositiveSmallIntegerField("số ngày phát loa", default=0)
    period = models.CharField("kỳ", max_length=20, choices=DutyPeriod)
    fixed_period = models.CharField(
        "kỳ ấn định", max_length=10, blank=True, help_text="Ví dụ: 2026, 2026-6M."
    )
    basis = models.CharField("căn cứ", max_length=300)
    plan_item = models.CharField("mục của kế hoạch", max_length=20, blank=True)
    certainty = models.CharField("mức chắc chắn", max_length=20, choices=Certainty)
    privacy = models.CharField("bảo vệ dữ liệu cá nhân", max_length=250, blank=True)
    note = models.TextField("ghi chú", blank=True)
    effective_from = models.DateField("hiệu lực từ")
    effective_to = models.DateField("hiệu lực đến hết", null=True, blank=True)

    objects = DisclosureDutyQuerySet.as_manager()

    class Meta:
        ordering = ["plan_item", "title"]
        verbose_name = "nghĩa vụ công khai"
        verbose_name_plural = "nghĩa vụ công khai"
        constraints = [
            _ends_after_start("duty_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(trigger=Trigger.FIXED_DATE) | Q(trigger_on__isnull=False),
                name="duty_fixed_date_is_given",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.trigger == Trigger.FIXED_DATE and self.trigger_on is None:
            raise ValidationError({"trigger_on": "Nêu ngày ấn định."})
        if self.period == DutyPeriod.ONCE:
            try:
                period_bounds(self.fixed_period)
            except ValueError as error:
                raise ValidationError({"fixed_period": "Nêu kỳ, ví dụ 2026 hoặc 2026-6M."}) from error


class CalendarException(models.Model):
    """One date on which the working calendar differs from the published holidays."""

    date = models.DateField("ngày", unique=True)
    kind = models.CharField("là ngày", max_length=20, choices=ExceptionKind)
    source = models.CharField("nguồn", max_length=200, help_text="Số và ngày của thông báo.")
    note = models.CharField(
        "lý do",
        max_length=250,
        help_text="Người dân đọc được trong phần giải thích thời hạn, ví dụ: nghỉ hoán đổi.",
    )

    class Meta:
        ordering = ["date"]
        verbose_name = "ngày nghỉ, ngày làm việc đặc biệt"
        verbose_name_plural = "ngày nghỉ, ngày làm việc đặc biệt"

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.get_kind_display()}"
