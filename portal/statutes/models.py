"""Dated rules, duties and calendar exceptions: the law as data that administrators keep current."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.statutes.choices import (
    AssumedYear,
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
from portal.statutes.duty_checks import DATED_TRIGGERS, changed_binding_fields, check_duty
from portal.statutes.thresholds import Threshold, ThresholdKey

__all__ = ["CalendarException", "ClockRule", "DisclosureDuty", "Threshold", "ThresholdKey"]


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

    def versions_of(self, key: str) -> "DisclosureDutyQuerySet":
        """The versions of one duty, the oldest first."""
        return self.filter(key=key).order_by("effective_from")


class DisclosureDuty(models.Model):
    """One version of what must be made public, by whom, how soon after what, and how long it stays posted.

    A duty is known by its key. A change in the law closes the version with `effective_to` and opens another
    row of the same key: what was owed under the old one keeps its date and its basis. Where an act starts the
    clock that nobody has recorded yet, the version may assume a date for it and must say why.
    """

    key = models.SlugField(
        "khóa",
        max_length=60,
        help_text="Để mở phiên bản mới: sao chép phiên bản hiện hành, giữ nguyên khóa, đổi nội dung và ngày "
        "hiệu lực. Phiên bản trước tự đóng vào ngày liền trước.",
    )
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
    assumed_day = models.PositiveSmallIntegerField(
        "ngày giả định",
        null=True,
        blank=True,
        help_text="Dùng khi chưa ai ghi nhận sự kiện làm phát sinh nghĩa vụ. Để trống: chờ ghi nhận.",
    )
    assumed_month = models.PositiveSmallIntegerField("tháng giả định", null=True, blank=True)
    assumed_year = models.SmallIntegerField("năm giả định", choices=AssumedYear, default=AssumedYear.SAME)
    assumption = models.CharField(
        "vì sao giả định như vậy", max_length=250, blank=True, help_text="Người dân đọc được."
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
        ordering = ["plan_item", "title", "effective_from"]
        verbose_name = "nghĩa vụ công khai"
        verbose_name_plural = "nghĩa vụ công khai"
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="duty_version_once_a_day"),
            _ends_after_start("duty_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(trigger__in=DATED_TRIGGERS) | Q(trigger_on__isnull=False),
                name="duty_dated_trigger_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(assumed_day__isnull=True, assumed_month__isnull=True)
                | (Q(assumed_day__range=(1, 31), assumed_month__range=(1, 12)) & ~Q(assumption="")),
                name="duty_assumption_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        check_duty(self)
        if not self._state.adding:
            self._refuse_rewriting()
        if self.effective_from and self._overlapping().exists():
            raise ValidationError(
                {"effective_from": "Trùng thời gian hiệu lực với một phiên bản khác của nghĩa vụ này."}
            )

    def _refuse_rewriting(self) -> None:
        """Raise ValidationError when the edit would rewrite what something was made under."""
        changed = changed_binding_fields(DisclosureDuty.objects.get(pk=self.pk), self)
        if changed and self.is_in_use:
            message = "Đã có nghĩa vụ tính theo phiên bản này. Hãy sao chép thành phiên bản mới với ngày hiệu lực mới."
            raise ValidationError(dict.fromkeys(changed, message))

    def _overlapping(self) -> DisclosureDutyQuerySet:
        """The other versions in force on one of this version's days, but for the one it will succeed."""
        before_end = Q() if self.effective_to is None else Q(effective_from__lte=self.effective_to)
        after_start = Q(effective_to__isnull=True) | Q(effective_to__gte=self.effective_from)
        others = DisclosureDuty.objects.filter(before_end & after_start, key=self.key).exclude(pk=self.pk)
        if self._state.adding:
            # services.open_version() closes it on the day before.
            others = others.exclude(effective_to__isnull=True, effective_from__lt=self.effective_from)
        return others

    @property
    def is_in_use(self) -> bool:
        """Whether anything was made under this version. One query per kind of thing."""
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in self._meta.related_objects
        )


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
