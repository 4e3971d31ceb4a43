"""Prepared wordings of answers."""

from django.db import models
from django.db.models import Q

from portal.feedback.workflow import Category, Kind
from portal.organisations.models import Organisation


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def fitting(self, *, organisation: Organisation, kind: str, category: str) -> "AnswerTemplateQuerySet":
        """The templates for a case of this body, kind and category; a body's own come before everybody's."""
        return self.filter(
            Q(organisation=None) | Q(organisation=organisation),
            kind__in=["", kind],
            category__in=["", category],
            is_active=True,
        ).order_by(models.F("organisation").asc(nulls_last=True), "title")


class AnswerTemplate(models.Model):
    """`text` holds fields as {{mã}}, which we fill in, and blanks as «ngày xong», which the drafter must fill in.

    Without an organisation, kind or category it serves all of them.
    """

    title = models.CharField("tên mẫu", max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="answer_templates",
        help_text="Để trống: mọi đơn vị dùng được.",
    )
    kind = models.CharField("loại", max_length=30, choices=Kind, blank=True, help_text="Để trống: mọi loại.")
    category = models.CharField(
        "lĩnh vực", max_length=20, choices=Category, blank=True, help_text="Để trống: mọi lĩnh vực."
    )
    text = models.TextField("nội dung", max_length=5000)
    is_active = models.BooleanField("đang dùng", default=True)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False, editable=False)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "mẫu trả lời"
        verbose_name_plural = "mẫu trả lời"

    def __str__(self) -> str:
        return self.title
