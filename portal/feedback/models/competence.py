"""Who usually answers what: dated rows that an administrator keeps."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.feedback.workflow import Category, Kind


class Level(models.TextChoices):
    COMMUNE = "commune", "Xã, phường nơi xảy ra việc"
    DEPARTMENT = "department", "Sở, ban, ngành của tỉnh"


class CompetenceRuleQuerySet(models.QuerySet["CompetenceRule"]):
    def in_force(self, *, on: date) -> Self:
        ends = Q(effective_to=None) | Q(effective_to__gte=on)
        return self.filter(ends, effective_from__lte=on)


class CompetenceRule(models.Model):
    """The body to suggest for a category and a kind. An empty one means every one that has no row of its own.

    A department is named by its code and found among the bodies of the commune's own province; where that province
    has none with this code, the commune is suggested. The reason is read by residents.
    """

    category = models.CharField("lĩnh vực", max_length=20, choices=Category, blank=True)
    kind = models.CharField("loại", max_length=30, choices=Kind, blank=True)
    level = models.CharField("nơi giải quyết", max_length=12, choices=Level)
    department_code = models.CharField(
        "mã sở, ban, ngành", max_length=20, blank=True, help_text="Chỉ khi nơi giải quyết là sở, ban, ngành."
    )
    reason = models.TextField("lý do, người dân đọc được", max_length=500)
    effective_from = models.DateField("áp dụng từ")
    effective_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = CompetenceRuleQuerySet.as_manager()

    class Meta:
        ordering = ["category", "kind", "-effective_from"]
        verbose_name = "phân công giải quyết"
        verbose_name_plural = "phân công giải quyết"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "kind", "effective_from"],
                name="competence_once",
                violation_error_message="Đã có dòng cho lĩnh vực, loại và ngày này.",
            )
        ]

    def __str__(self) -> str:
        category = self.get_category_display() or "Mọi lĩnh vực"
        return f"{category}, {(self.get_kind_display() or 'mọi loại').lower()}"

    def clean(self) -> None:
        if self.level == Level.DEPARTMENT and not self.department_code:
            raise ValidationError({"department_code": "Ghi mã của sở, ban, ngành."})
        if self.level == Level.COMMUNE and self.department_code:
            raise ValidationError({"department_code": "Để trống khi xã, phường giải quyết."})
        if self.effective_to and self.effective_from and self.effective_to < self.effective_from:
            raise ValidationError({"effective_to": "Ngày hết áp dụng phải sau ngày bắt đầu."})

    def fits(self, category: str, kind: str) -> bool:
        return self.category in {"", category} and self.kind in {"", kind}

    @property
    def weight(self) -> tuple[bool, bool, date]:
        """Which row goes first where several fit: the one that says more, then the newer."""
        return bool(self.category), bool(self.kind), self.effective_from
