"""A frozen period: what was published, by which formula, from which ledger. Written once, never changed."""

import gzip
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from portal.accounts.models import Role
from portal.ledger.models import InsertOnly, InsertOnlyQuerySet
from portal.organisations.models import Organisation, OrganisationKind


class ScoreSnapshotQuerySet(InsertOnlyQuerySet["ScoreSnapshot"]):
    def of_period(self, code: str, kind: str = OrganisationKind.COMMUNE) -> "ScoreSnapshotQuerySet":
        """The snapshots of one period and kind, the one that holds today first."""
        return self.filter(period=code, kind=kind).order_by("-pk")

    def current(self) -> "ScoreSnapshotQuerySet":
        """Without those that a correction has replaced."""
        return self.filter(correction__isnull=True)


class ScoreSnapshot(InsertOnly):
    """The scores of one kind of organisation in one period, as they were published.

    period is periods.Period.code (2026-H1, 2026). ledger_root is the published root over the first tree_size leaves,
    which hold every event that was read. The digests are SHA-256 of the published files: rows, list of the rows' own
    digests, and scores. formula is the formula file's exact text. adjustments: rows that decisions changed, this
    correction's and those before it, each as streaming.Adjustment.
    """

    period = models.CharField("kỳ", max_length=10)
    period_label = models.CharField("tên kỳ", max_length=60)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    kind = models.CharField("loại đơn vị", max_length=20, choices=OrganisationKind.choices)
    formula_version = models.CharField("phiên bản công thức", max_length=10)
    formula_digest = models.CharField("mã băm công thức", max_length=64)
    formula = models.TextField("công thức")
    calendar_version = models.CharField("phiên bản lịch làm việc", max_length=64)
    ledger_date = models.DateField("ngày của gốc sổ cái")
    ledger_root = models.CharField("gốc sổ cái", max_length=64)
    tree_size = models.BigIntegerField("số sự kiện trong gốc")
    row_count = models.PositiveIntegerField("số dòng")
    rows_digest = models.CharField("mã băm các dòng", max_length=64)
    row_list_digest = models.CharField("mã băm danh sách dòng", max_length=64)
    scores_digest = models.CharField("mã băm bảng điểm", max_length=64)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name="đính chính",
    )
    adjustments = models.JSONField("dòng được sửa theo quyết định", default=list)
    reason = models.TextField("lý do", blank=True)
    created_at = models.DateTimeField("chốt lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_role = models.CharField("vai trò", max_length=20, choices=[*Role.choices, ("system", "Hệ thống")])

    objects = ScoreSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-end", "kind", "-pk"]
        verbose_name = "kỳ chấm điểm đã chốt"
        verbose_name_plural = "các kỳ chấm điểm đã chốt"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "kind"],
                condition=models.Q(corrects__isnull=True),
                name="one_first_snapshot_of_a_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_label} ({self.get_kind_display()})"

    @property
    def is_current(self) -> bool:
        """Whether no correction has replaced it."""
        return not ScoreSnapshot.objects.filter(corrects=self).exists()


class SnapshotScore(InsertOnly):
    """One organisation's published result. Numbers are as computed; texts are as they were on that day.

    indicators: a list of mappings with the fields of indicators.IndicatorValue. speed: "median" of used/allowed time
    with open cases at their age, as in the score, and "kaplan_meier", null where half were not answered.
    """

    snapshot = models.ForeignKey(ScoreSnapshot, on_delete=models.PROTECT, related_name="scores")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("thứ tự trong bảng")
    code = models.CharField("mã", max_length=20)
    name = models.CharField("tên", max_length=200)
    type_name = models.CharField("loại", max_length=60, blank=True)
    score = models.FloatField("điểm", null=True)
    low = models.FloatField("thấp", null=True)
    high = models.FloatField("cao", null=True)
    ranked = models.BooleanField("được xếp nhóm")
    band = models.PositiveIntegerField("nhóm", null=True)
    due_cases = models.PositiveIntegerField("số đến hạn")
    excluded = models.PositiveIntegerField("không tính")
    exempted = models.PositiveIntegerField("không áp dụng")
    channels = models.JSONField("theo kênh")
    indicators = models.JSONField("chỉ số")
    speed = models.JSONField("thời gian đã dùng trên thời gian được phép", default=dict)

    objects = InsertOnlyQuerySet["SnapshotScore"].as_manager()

    class Meta:
        ordering = ["snapshot", "position"]
        verbose_name = "kết quả đã chốt"
        verbose_name_plural = "kết quả đã chốt"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "organisation"], name="one_score_of_a_snapshot")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.snapshot.period}"

    def indicator(self, key: str) -> Mapping[str, Any]:
        """Return one indicator by its key; raises KeyError."""
        for value in self.indicators:
            if value["key"] == key:
                return dict(value)
        raise KeyError(key)


class SnapshotRows(InsertOnly):
    """The published rows of one organisation: lines of CSV, compressed. Together they are the rows' file."""

    snapshot = models.ForeignKey(ScoreSnapshot, on_delete=models.PROTECT, related_name="rows")
    code = models.CharField("mã", max_length=20)
    count = models.PositiveIntegerField("số dòng")
    content = models.BinaryField("nội dung")

    objects = InsertOnlyQuerySet["SnapshotRows"].as_manager()

    class Meta:
        ordering = ["snapshot", "pk"]
        verbose_name = "các dòng đã chốt"
        verbose_name_plural = "các dòng đã chốt"
        constraints = [models.UniqueConstraint(fields=["snapshot", "code"], name="one_rows_of_a_snapshot")]

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"

    @property
    def text(self) -> str:
        return gzip.decompress(bytes(self.content)).decode()


class RowChange(InsertOnly):
    """One row that a correction added, took away or changed; before and after are lines of CSV."""

    class What(models.TextChoices):
        APPEARED = "appeared", "thêm vào"
        DISAPPEARED = "disappeared", "bỏ ra"
        CHANGED = "changed", "thay đổi"

    snapshot = models.ForeignKey(ScoreSnapshot, on_delete=models.PROTECT, related_name="changes")
    code = models.CharField("mã", max_length=20)
    what = models.CharField("thay đổi", max_length=12, choices=What.choices)
    before = models.TextField("trước", blank=True)
    after = models.TextField("sau", blank=True)
    why = models.CharField("vì sao", max_length=300)

    objects = InsertOnlyQuerySet["RowChange"].as_manager()

    class Meta:
        ordering = ["snapshot", "pk"]
        verbose_name = "dòng thay đổi"
        verbose_name_plural = "dòng thay đổi"

    def __str__(self) -> str:
        return f"{self.code}: {self.what}"
