"""By which rules staff are reminded, and who was reminded when of what."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.inspection.escalation import Step
from portal.organisations.models import Organisation

# What escalate() reads: 31 days ahead and 90 back, whatever days off lie between.
EARLIEST, LATEST = -15, 55


class Matter(models.TextChoices):
    CASE = "case", "Phản ánh: bất kỳ thời hạn nào"
    DUTY = "duty", "Nghĩa vụ công khai"
    PLAN = "plan", "Kế hoạch thực hiện"
    REPORT = "report", "Báo cáo định kỳ"


class EscalationRuleQuerySet(models.QuerySet["EscalationRule"]):
    def in_force(self, *, on: date) -> Self:
        still = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
        return self.filter(still, effective_from__lte=on)

    def steps(self, matter: str, *, on: date) -> list[Step]:
        """The steps of a matter on the day, in their order."""
        return [rule.step for rule in self.in_force(on=on).filter(matter=matter).order_by("days")]


class EscalationRule(models.Model):
    """One step of reminding. A rule is closed with `effective_to` and succeeded by a new row, never rewritten."""

    matter = models.CharField("việc", max_length=10, choices=Matter)
    days = models.SmallIntegerField(
        "ngày làm việc",
        help_text="Tính từ hạn: -2 là hai ngày làm việc trước hạn, 1 là ngày làm việc đầu tiên sau hạn.",
    )
    to_handler = models.BooleanField("nhắc người thụ lý, biên tập", default=False)
    to_head = models.BooleanField("nhắc người đứng đầu", default=False)
    to_province = models.BooleanField("báo lãnh đạo tỉnh", default=False)
    to_inspector = models.BooleanField("báo thanh tra", default=False)
    basis = models.CharField("căn cứ", max_length=300)
    effective_from = models.DateField("áp dụng từ")
    effective_to = models.DateField("đến hết", null=True, blank=True)

    objects = EscalationRuleQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "days", "effective_from"]
        verbose_name = "quy tắc nhắc việc"
        verbose_name_plural = "quy tắc nhắc việc"
        constraints = [
            models.UniqueConstraint(fields=["matter", "days", "effective_from"], name="escalation_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.days:+d}"

    def clean(self) -> None:
        if not any((self.to_handler, self.to_head, self.to_province, self.to_inspector)):
            raise ValidationError("Chọn ít nhất một người được nhắc.")
        if self.days is not None and not EARLIEST <= self.days <= LATEST:
            raise ValidationError({"days": f"Chỉ nhận từ {EARLIEST} đến {LATEST} ngày làm việc."})
        if self.effective_to is not None and self.effective_from and self.effective_to < self.effective_from:
            raise ValidationError({"effective_to": "Ngày kết thúc phải sau ngày bắt đầu."})

    @property
    def step(self) -> Step:
        return Step(self.days, self.to_handler, self.to_head, self.to_province, self.to_inspector)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def by_hand(self) -> Self:
        return self.exclude(sent_by=None)


class Reminder(models.Model):
    """That one person was reminded of one matter. `days` is the rule's step; by hand there is a sender and a text.

    A deadline that moved is another deadline: its steps begin anew.
    """

    subject = models.CharField("hồ sơ", max_length=200)
    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="reminders"
    )
    due_on = models.DateField("hạn", null=True, blank=True)
    days = models.SmallIntegerField("bước", null=True, blank=True)
    role = models.CharField("vai trò", max_length=20)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người được nhắc", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("lúc")
    letter = models.CharField("thư", max_length=200)
    text = models.TextField("lời nhắc", blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "lần nhắc"
        verbose_name_plural = "các lần nhắc"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "due_on", "days", "to_user"],
                condition=Q(sent_by__isnull=True),
                name="reminder_step_once",
            )
        ]
        indexes = [
            models.Index(fields=["subject", "-at"], name="reminder_subject"),
            models.Index(fields=["organisation", "-at"], name="reminder_body"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.days}"
