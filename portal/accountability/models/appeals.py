"""What a body says about its result, and which rows of it are disputed: words beside the ledger's events."""

from django.conf import settings
from django.db import models

from portal.accountability.models.snapshots import ScoreSnapshot
from portal.ledger.models import InsertOnly, InsertOnlyQuerySet
from portal.organisations.models import Organisation


class ScoreExplanation(InsertOnly):
    """A body's public word on its frozen result. A new text follows the old one, which stays readable."""

    snapshot = models.ForeignKey(ScoreSnapshot, on_delete=models.PROTECT, related_name="explanations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("giải trình")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = InsertOnlyQuerySet["ScoreExplanation"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "giải trình kết quả"
        verbose_name_plural = "giải trình kết quả"

    def __str__(self) -> str:
        return f"{self.organisation}, {self.snapshot.period}"


class AppealState(models.TextChoices):
    OPEN = "open", "Đang xem xét"
    UPHELD = "upheld", "Chấp nhận: dòng không tính"
    REFUSED = "refused", "Không chấp nhận"


class RowAppealQuerySet(models.QuerySet["RowAppeal"]):
    def waiting(self) -> "RowAppealQuerySet":
        return self.filter(state=AppealState.OPEN)

    def of_period(self, period: str) -> "RowAppealQuerySet":
        return self.filter(snapshot__period=period)


class RowAppeal(models.Model):
    """One row of a frozen result that its body disputes, and how it was decided. Public, words included.

    indicator and place name the row; line is its text in the published file when the appeal was made.
    """

    snapshot = models.ForeignKey(ScoreSnapshot, on_delete=models.PROTECT, related_name="appeals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField("chỉ số", max_length=30)
    place = models.PositiveIntegerField("vị trí trong chuỗi")
    line = models.CharField("dòng", max_length=200)
    text = models.TextField("vì sao dòng này sai")
    evidence = models.TextField("chứng cứ")
    made_at = models.DateTimeField("khiếu nại lúc")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("kết quả", max_length=10, choices=AppealState, default=AppealState.OPEN)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("lý do quyết định", blank=True)
    # The correction by which an upheld appeal took effect.
    correction = models.ForeignKey(
        ScoreSnapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = RowAppealQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "khiếu nại điểm"
        verbose_name_plural = "khiếu nại điểm"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "place", "snapshot"], name="row_appealed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.indicator} {self.place}"
