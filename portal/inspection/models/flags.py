"""What a rule found, and what became of it. A flag is a reason to look; no score reads it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import TextChoices

from portal.inspection.flags.registry import BY_KEY, Rule, TextRule
from portal.organisations.models import Organisation


class FlagState(TextChoices):
    NEW = "new", "Mới"
    ASKED = "asked", "Đã hỏi đơn vị"
    EXPLAINED = "explained", "Đơn vị đã giải thích"
    CONFIRMED = "confirmed", "Xác nhận có vấn đề"
    DISMISSED = "dismissed", "Không có vấn đề"


DECIDED = (FlagState.CONFIRMED, FlagState.DISMISSED)


class FlagQuerySet(models.QuerySet["Flag"]):
    def told_to_bodies(self) -> Self:
        """A body reads of a flag only once an inspector has asked it."""
        return self.exclude(asked_at=None)

    def open(self) -> Self:
        return self.exclude(state__in=DECIDED)


class Flag(models.Model):
    """One rule, one organisation, one period. While nobody has decided, each finding brings the figures up to date.

    evidence: [subject, place in the organisation's chain] of the marked cases; place 0 where a text is meant.
    group_share: the share of marked cases in the whole group; chance: see registry.judge().
    """

    rule = models.CharField("quy tắc", max_length=40)
    version = models.CharField("phiên bản", max_length=10)
    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="flags"
    )
    start = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày")
    cases = models.PositiveIntegerField("số vụ việc")
    marked = models.PositiveIntegerField("số vụ việc có dấu hiệu")
    group_share = models.FloatField("mức chung")
    chance = models.FloatField("xác suất ngẫu nhiên")
    evidence = models.JSONField(default=list)
    found_at = models.DateTimeField("thấy lúc")
    state = models.CharField("tình trạng", max_length=12, choices=FlagState, default=FlagState.NEW)
    question = models.TextField("câu hỏi cho đơn vị", blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField("giải thích của đơn vị", blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("kết luận", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = "dấu hiệu bất thường"
        verbose_name_plural = "dấu hiệu bất thường"
        constraints = [
            models.UniqueConstraint(fields=["rule", "organisation", "start"], name="flag_once_a_period")
        ]
        indexes = [models.Index(fields=["state", "-found_at"], name="flag_queue")]

    def __str__(self) -> str:
        return f"{self.rule} {self.organisation_id} {self.start}"

    @property
    def described(self) -> Rule | TextRule:
        """What the rule means, and what may innocently cause it. Raises KeyError for a rule that is gone."""
        return BY_KEY[self.rule]

    @property
    def share(self) -> float:
        return self.marked / self.cases

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED
