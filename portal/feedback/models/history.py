"""What happened to a case, and by when something must."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models

from portal.feedback.workflow import PASSIVE, TRANSITIONS, Stage
from portal.organisations.models import Organisation
from portal.statutes.models import ClockRule

# The forwarding clock binds only a body that is not competent; nobody is late for not forwarding.
BINDING = (Stage.ACKNOWLEDGE, Stage.ACCEPT, Stage.ANSWER, Stage.REVIEW, Stage.REANSWER)


class Deadline(models.Model):
    """One clock of one case. A clock without `due_on` has not started; `waits_for` says why."""

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="deadlines")
    stage = models.CharField("bước", max_length=20, choices=Stage)
    due_on = models.DateField("hạn", null=True, blank=True)
    started_on = models.DateField("tính từ", null=True, blank=True)
    met_on = models.DateField("xong ngày", null=True, blank=True)
    cancelled_on = models.DateField("không còn cần từ", null=True, blank=True)
    waits_for = models.CharField("chờ", max_length=200, blank=True)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    # What the date was computed from (statutes.terms.Terms): lets it be computed again with a pause or a new calendar.
    terms = models.JSONField(null=True, blank=True)
    trace = models.JSONField(default=list)
    rule = models.ForeignKey(ClockRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        constraints = [models.UniqueConstraint(fields=["petition", "stage"], name="deadline_per_stage")]
        indexes = [models.Index(fields=["due_on", "stage"], name="deadline_due")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.due_on}"

    @property
    def is_running(self) -> bool:
        return self.due_on is not None and self.met_on is None and self.cancelled_on is None

    @property
    def met_in_time(self) -> bool | None:
        """None while the outcome is open."""
        if self.due_on is None or self.met_on is None:
            return None
        return self.met_on <= self.due_on

    def is_overdue(self, on: date) -> bool:
        return self.is_running and self.due_on is not None and self.due_on < on


def next_due(clocks: Iterable[Deadline]) -> date | None:
    """The earliest date of a running clock that binds; None when none runs."""
    return min(
        (one.due_on for one in clocks if one.is_running and one.stage in BINDING and one.due_on), default=None
    )


class Act(models.Model):
    """One line of a case's history. The proof is in the ledger (`event_hash`); the words are here.

    `note` is shown to the public only when `note_is_public`; the sender of the case sees it when `note_for_sender`.
    """

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="acts")
    name = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_role = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    note_is_public = models.BooleanField(default=False)
    note_for_sender = models.BooleanField(default=False)
    details = models.JSONField(default=dict)
    event_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "bước xử lý"
        verbose_name_plural = "bước xử lý"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d}"

    @property
    def label(self) -> str:
        return PASSIVE.get(self.name) or TRANSITIONS[self.name].label
