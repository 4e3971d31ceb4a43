"""What an organisation owes the public, by when, and whether it came. The status is computed, never typed."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, CharField, Count, F, Q, Value, When

from cms.disclosures.models.base import DisclosurePage, duty_subject
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_label


class ObligationStatus(models.TextChoices):
    PUBLISHED = "published", "Đúng hạn"
    LATE = "late", "Công khai trễ"
    MISSING = "missing", "Chưa công khai"
    DUE = "due", "Chưa đến hạn"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def with_status(self, *, on: date) -> Self:
        """Annotate `status` as it stands on the date: what is disclosed later does not count yet."""
        disclosed = Q(disclosed_on__isnull=False, disclosed_on__lte=on)
        return self.annotate(
            status=Case(
                When(disclosed & Q(disclosed_on__lte=F("due_on")), then=Value(ObligationStatus.PUBLISHED)),
                When(disclosed, then=Value(ObligationStatus.LATE)),
                When(due_on__lt=on, then=Value(ObligationStatus.MISSING)),
                default=Value(ObligationStatus.DUE),
                output_field=CharField(),
            )
        )

    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def standing(self, status: str, *, on: date) -> Self:
        """Those with the status on the date."""
        return self.with_status(on=on).filter(Q(("status", status)))

    def open(self, *, on: date) -> Self:
        """What still has to be published."""
        return self.filter(Q(disclosed_on__isnull=True) | Q(disclosed_on__gt=on))

    def for_list(self) -> Self:
        """Fetch with each obligation what a row of a list prints."""
        return self.select_related("organisation", "duty", "fulfilled_by")

    def count_by_status(self, *, on: date) -> dict[str, int]:
        """Return the number of obligations per status; statuses without any are 0. One query."""
        rows = self.with_status(on=on).order_by().values_list("status").annotate(Count("pk"))
        return {**dict.fromkeys(ObligationStatus.values, 0), **dict(rows)}


class Obligation(models.Model):
    """One item that one organisation must make public for one period."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="obligations"
    )
    duty = models.ForeignKey(
        DisclosureDuty, verbose_name="nội dung", on_delete=models.PROTECT, related_name="obligations"
    )
    period = models.CharField("kỳ", max_length=10)
    occurrence = models.CharField(
        "vụ việc",
        max_length=60,
        default="",
        blank=True,
        help_text="Phân biệt các nghĩa vụ phát sinh trong cùng một kỳ, ví dụ theo số quyết định.",
    )
    due_on = models.DateField("hạn công khai")
    trace = models.JSONField("vì sao là ngày này", default=dict, blank=True)
    fulfilled_by = models.ForeignKey(
        DisclosurePage,
        verbose_name="trang công khai",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="fulfils",
    )
    disclosed_on = models.DateField("ngày công khai", null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    if TYPE_CHECKING:
        # Present on objects that come from with_status().
        status: str

    class Meta:
        ordering = ["due_on", "organisation__name", "pk"]
        verbose_name = "nghĩa vụ công khai"
        verbose_name_plural = "nghĩa vụ công khai"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "duty", "period", "occurrence"], name="obligation_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "disclosed_on"], name="obligation_due"),
            models.Index(fields=["duty", "period"], name="obligation_duty_period"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} – {self.organisation} – {self.period_label}"

    @property
    def subject(self) -> str:
        """The ledger's name of this obligation."""
        return duty_subject(self.duty, self.organisation, self.period, self.occurrence)

    @property
    def period_label(self) -> str:
        return period_label(self.period)

    @property
    def status_label(self) -> str:
        return ObligationStatus(self.status).label
