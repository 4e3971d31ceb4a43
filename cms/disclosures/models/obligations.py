"""What an organisation owes the public, by when, and whether it came. The status is computed, never typed."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When

from cms.disclosures.models.base import DisclosurePage, duty_subject
from cms.disclosures.statuses import SOON, ObligationStatus, PostingStatus, statuses_asked_for
from portal.organisations.models import Organisation
from portal.statutes.calendar import CalendarCoverageError
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_label
from portal.statutes.services import working_calendar

__all__ = ["Obligation", "ObligationQuerySet", "ObligationStatus", "PostingStatus", "soon_until"]


def soon_until(on: date) -> date:
    """Return the last due date that counts as soon on this day: five working days ahead. One small query."""
    try:
        return working_calendar().add_working_days(on, SOON)
    except CalendarCoverageError:
        # Nobody knows the holidays of that year; nothing is due there either.
        return on


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def with_status(self, *, on: date, soon: date | None = None) -> Self:
        """Annotate `status` and `posting_status` as they stand on the date; what comes later does not count.

        `soon` is soon_until(on), for callers that ask more than once.
        """
        return self.annotate(
            status=_status(on, soon or soon_until(on)),
            posting_status=_posting_status(on),
        )

    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def standing(self, status: str, *, on: date) -> Self:
        """Those with the status on the date."""
        return self.with_status(on=on).filter(status__in=statuses_asked_for(status))

    def open(self, *, on: date) -> Self:
        """What still has to be published."""
        waiting = Q(disclosed_on__isnull=True) | Q(disclosed_on__gt=on)
        return self.filter(waiting).exclude(exempted_on__isnull=False, exempted_on__lte=on)

    def for_list(self) -> Self:
        """Fetch with each obligation what a row of a list prints."""
        return self.select_related("organisation", "duty", "fulfilled_by")


def _status(on: date, soon: date) -> Case:
    disclosed = Q(disclosed_on__isnull=False, disclosed_on__lte=on)
    return Case(
        When(exempted_on__isnull=False, exempted_on__lte=on, then=Value(ObligationStatus.NOT_APPLICABLE)),
        When(disclosed & Q(disclosed_on__lte=F("due_on")), then=Value(ObligationStatus.PUBLISHED)),
        When(disclosed, then=Value(ObligationStatus.LATE)),
        When(due_on__lt=on, then=Value(ObligationStatus.MISSING)),
        When(due_on__lte=soon, then=Value(ObligationStatus.DUE_SOON)),
        default=Value(ObligationStatus.NOT_DUE),
        output_field=CharField(),
    )


def _posting_status(on: date) -> Case:
    over = Q(posting_until__isnull=False, posting_until__lt=on)
    return Case(
        When(Q(posting_from__isnull=True) | Q(posting_from__gt=on), then=Value(PostingStatus.NONE)),
        When(posting_broken_on__isnull=False, posting_broken_on__lte=on, then=Value(PostingStatus.BROKEN)),
        When(over & Q(posting_proven_on__lte=on), then=Value(PostingStatus.KEPT)),
        When(over, then=Value(PostingStatus.UNPROVEN)),
        default=Value(PostingStatus.IN_PROGRESS),
        output_field=CharField(),
    )


class DutyKeyField(models.SlugField):
    """The key of the obligation's duty, copied from it when the obligation is stored, in bulk or alone."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, model_instance.duty.key)  # type: ignore[attr-defined]
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Stand in migrations as the plain field that the database knows."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", list(args), kwargs


class Obligation(models.Model):
    """One item that one organisation must make public for one period.

    `duty` is the version of the duty that the obligation was made under, and stays it. Whatever happens to
    the duty later, the same item of the same period is owed once: `duty_key` holds that.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="obligations"
    )
    duty = models.ForeignKey(
        DisclosureDuty, verbose_name="nội dung", on_delete=models.PROTECT, related_name="obligations"
    )
    duty_key = DutyKeyField("mã nội dung", max_length=60, editable=False, default="", db_index=False)
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

    triggered_on = models.DateField("ngày phát sinh", null=True, blank=True)
    trigger_document = models.CharField("văn bản làm phát sinh", max_length=80, blank=True)
    is_assumed = models.BooleanField("ngày phát sinh là giả định", default=False)

    fulfilled_by = models.ForeignKey(
        DisclosurePage,
        verbose_name="trang công khai",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="fulfils",
    )
    disclosed_on = models.DateField("ngày công khai", null=True, blank=True)
    # Set while an approved exemption stands, see models/exemptions.py.
    exempted_on = models.DateField("không áp dụng từ ngày", null=True, blank=True, editable=False)

    posting_from = models.DateField("niêm yết từ ngày", null=True, blank=True)
    posting_until = models.DateField("niêm yết đến hết ngày", null=True, blank=True)
    posting_broken_on = models.DateField("niêm yết gián đoạn ngày", null=True, blank=True)
    posting_proven_on = models.DateField("có minh chứng niêm yết ngày", null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    if TYPE_CHECKING:
        # Present on objects that come from with_status().
        status: str
        posting_status: str

    class Meta:
        ordering = ["due_on", "organisation__name", "pk"]
        verbose_name = "nghĩa vụ công khai"
        verbose_name_plural = "nghĩa vụ công khai"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "duty_key", "period", "occurrence"], name="obligation_once_per_key"
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "disclosed_on"], name="obligation_due"),
            models.Index(fields=["duty", "period"], name="obligation_duty_period"),
            models.Index(fields=["duty_key", "period"], name="obligation_key_period"),
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

    @property
    def posting_status_label(self) -> str:
        return PostingStatus(self.posting_status).label
