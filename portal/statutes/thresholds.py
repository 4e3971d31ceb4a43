"""Least terms and shares that the law asks for, as dated rows: data, not constants in code."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from portal.statutes.choices import Certainty


class ThresholdKey(models.TextChoices):
    LAND_DRAFT_ANNUAL = "land_draft_annual", "Lấy ý kiến kế hoạch sử dụng đất hằng năm (ngày)"
    LAND_DRAFT_COMMUNE = "land_draft_commune", "Lấy ý kiến quy hoạch sử dụng đất cấp xã (ngày)"
    LAND_DRAFT_PROVINCE = "land_draft_province", "Lấy ý kiến quy hoạch sử dụng đất cấp tỉnh (ngày)"
    CONTRIBUTION_VOTE = "contribution_vote", "Hộ tán thành khoản đóng góp (phần trên tổng số hộ)"
    CONTACT_CONFIRMATION = (
        "contact_confirmation",
        "Xác nhận lại liên hệ của người đứng đầu (nhiều nhất, ngày)",
    )
    POSTING_PHOTO_START = (
        "posting_photo_start",
        "Ảnh khi bắt đầu niêm yết đến chậm nhất sau (ngày làm việc)",
    )
    POSTING_PHOTO_END = (
        "posting_photo_end",
        "Ảnh khi kết thúc niêm yết đến chậm nhất sau (ngày làm việc)",
    )
    DUTY_REMINDER_FIRST = "duty_reminder_first", "Nhắc việc công khai lần đầu, trước hạn (ngày làm việc)"
    DUTY_REMINDER_LAST = "duty_reminder_last", "Nhắc việc công khai lần cuối, trước hạn (ngày làm việc)"
    FOLLOW_ENDS = "follow_ends", "Xoá địa chỉ người theo dõi sau khi hồ sơ kết thúc (ngày)"
    ANSWER_ASKED_AGAIN = "answer_asked_again", "Hỏi lại người gửi sau khi trả lời (ngày)"
    ANSWER_CLOSES = "answer_closes", "Hồ sơ đã trả lời tự kết thúc sau (ngày)"
    DISPUTES_OF_A_CASE = "disputes_of_a_case", "Số lần xem xét lại một hồ sơ (nhiều nhất)"
    COMPLAIN_AGAIN_WITHIN = "complain_again_within", "Khiếu nại lần hai trong vòng (ngày)"
    TIP_KEPT = "tip_kept", "Xoá hộp niêm của tố cáo sau khi kết thúc (ngày)"
    SCORE_APPEAL_WITHIN = "score_appeal_within", "Khiếu nại dòng điểm sau khi chốt, trong vòng (ngày)"
    ENTERED_LATE = "entered_late", "Nhập đơn giấy, cuộc gọi lùi ngày (nhiều nhất, ngày)"


class ThresholdQuerySet(models.QuerySet["Threshold"]):
    def in_force(self, key: str, *, on: date) -> "Threshold | None":
        """Return the row of that key on the date; None where nobody entered one."""
        current = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
        return self.filter(current, key=key, effective_from__lte=on).order_by("-effective_from").first()

    def days(self, key: str, *, on: date) -> int | None:
        """Return the number of that key's row on the date; None where nobody entered one."""
        row = self.in_force(key, on=on)
        return row.amount if row else None


class Threshold(models.Model):
    """`amount` of `per`: 30 days are 30 of 1, two thirds are 2 of 3.

    Rows are closed with `effective_to` and succeeded by a new row, like clock rules.
    """

    key = models.CharField("mức", max_length=30, choices=ThresholdKey)
    amount = models.PositiveSmallIntegerField("số", validators=[MinValueValidator(1)])
    per = models.PositiveSmallIntegerField(
        "trên",
        default=1,
        validators=[MinValueValidator(1)],
        help_text="Với số ngày để 1; với tỷ lệ hai phần ba ghi 2 trên 3.",
    )
    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField("mức chắc chắn", max_length=20, choices=Certainty)
    effective_from = models.DateField("hiệu lực từ")
    effective_to = models.DateField("hiệu lực đến hết", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)

    objects = ThresholdQuerySet.as_manager()

    class Meta:
        ordering = ["key", "effective_from"]
        verbose_name = "mức tối thiểu theo luật"
        verbose_name_plural = "mức tối thiểu theo luật"
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="threshold_once_a_day"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="threshold_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(amount__gte=1, per__gte=1), name="threshold_is_positive"),
        ]

    def __str__(self) -> str:
        amount = str(self.amount) if self.per == 1 else f"{self.amount}/{self.per}"
        return f"{self.get_key_display()}: {amount}"

    def clean(self) -> None:
        others = Threshold.objects.filter(key=self.key).exclude(pk=self.pk)
        if self.effective_from and others.filter(self._meets()).exists():
            raise ValidationError({"effective_from": "Trùng thời gian hiệu lực với một mức cùng loại."})

    def _meets(self) -> Q:
        before_end = Q() if self.effective_to is None else Q(effective_from__lte=self.effective_to)
        after_start = Q(effective_to__isnull=True) | Q(effective_to__gte=self.effective_from)
        return before_end & after_start

    def reached_by(self, part: int, whole: int) -> bool:
        """Whether part of whole is at least this share. Exact: no rounding decides a vote."""
        return whole > 0 and part * self.per >= whole * self.amount

    @property
    def is_verified(self) -> bool:
        return self.certainty == Certainty.VERIFIED
