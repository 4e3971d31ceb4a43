"""What the database keeps of tips: sealed boxes, days, and nothing that leads to a person.

Days, not times: when somebody was seen at a computer is a trace. No address, no browser, no account of a sender.
"""

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from portal.confidential.boxes import fingerprint
from portal.confidential.workflow import OPEN, Status
from portal.organisations.models import Organisation


def new_number() -> str:
    """A random name for a tip among staff: it says neither when nor how many."""
    return secrets.token_hex(5)


class TipKeyQuerySet(models.QuerySet["TipKey"]):
    def current(self) -> "TipKey | None":
        """The key that new tips are sealed to: confirmed by somebody who holds its private half, not retired."""
        return self.filter(confirmed_on__isnull=False, retired_on__isnull=True).order_by("-pk").first()


class TipKey(models.Model):
    """A public key of the Inspectorate. An administrator enters it; an inspector who can open its boxes confirms it."""

    organisation = models.ForeignKey(Organisation, verbose_name="cơ quan", on_delete=models.PROTECT)
    public = models.BinaryField("khoá công khai", unique=True, max_length=32, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField("nhập ngày")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_on = models.DateField("xác nhận ngày", null=True, blank=True)
    retired_on = models.DateField("thôi dùng từ", null=True, blank=True)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = TipKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "khoá nhận tố cáo"
        verbose_name_plural = "khoá nhận tố cáo"

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def fingerprint(self) -> str:
        return fingerprint(bytes(self.public))


class TipQuerySet(models.QuerySet["Tip"]):
    def open(self) -> "TipQuerySet":
        return self.filter(status__in=OPEN)

    def overdue(self, *, on: date) -> "TipQuerySet":
        """Tips whose next act should have been done before this day, the longest overdue first."""
        waiting = Q(status=Status.RECEIVED, accept_due__lt=on)
        return self.filter(waiting | Q(status=Status.ACCEPTED, answer_due__lt=on)).order_by(
            Coalesce("answer_due", "accept_due"), "number"
        )


class Tip(models.Model):
    """A denunciation. `locator` finds it by the sender's code, `mailbox` is the public key that the code opens."""

    number = models.CharField("số", max_length=10, unique=True, default=new_number)
    locator = models.CharField(max_length=64, unique=True, editable=False)
    mailbox = models.BinaryField(max_length=32, editable=False)
    key = models.ForeignKey(TipKey, on_delete=models.PROTECT, related_name="tips", editable=False)
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.RECEIVED)
    received_on = models.DateField("nhận ngày")
    # Acts as the clock reads them: [{"kind": "accepted", "on": "2026-03-02"}, …].
    events = models.JSONField(default=list)
    accept_due = models.DateField("hạn thụ lý", null=True, blank=True)
    answer_due = models.DateField("hạn giải quyết", null=True, blank=True)
    waits_for_us = models.BooleanField("người gửi vừa viết", default=True)
    # When the boxes were deleted because their term was over; digests and places stay.
    forgotten_on = models.DateField("xoá hộp ngày", null=True, blank=True, editable=False)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = TipQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "number"]
        verbose_name = "tố cáo"
        verbose_name_plural = "tố cáo"

    def __str__(self) -> str:
        return self.number

    @property
    def closed_on(self) -> date | None:
        """The day of the refusal or the conclusion; None while the tip is open."""
        if self.status in OPEN or not self.events:
            return None
        return date.fromisoformat(self.events[-1]["on"])

    @property
    def next_due(self) -> date | None:
        return {Status.RECEIVED: self.accept_due, Status.ACCEPTED: self.answer_due}.get(Status(self.status))


class Author(models.TextChoices):
    SENDER = "sender", "Người gửi"
    INSPECTORATE = "inspectorate", "Thanh tra"


class TipPart(models.Model):
    """A message or a file of a tip, sealed to the Inspectorate; messages also to the sender's mailbox.

    `digest` stays when the boxes are deleted by law, so that the daily digest still adds up.
    """

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    author = models.CharField(max_length=12, choices=Author)
    on = models.DateField("ngày")
    is_file = models.BooleanField(default=False)
    sealed = models.BinaryField(editable=False)
    sealed_for_sender = models.BinaryField(editable=False, default=bytes)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["place"]
        verbose_name = "phần của tố cáo"
        verbose_name_plural = "phần của tố cáo"
        constraints = [models.UniqueConstraint(fields=["tip", "place"], name="tip_part_once")]

    def __str__(self) -> str:
        return f"{self.tip_id}/{self.place}"

    @property
    def is_gone(self) -> bool:
        return not self.sealed and not self.sealed_for_sender


class DailySeal(models.Model):
    """What the ledger got for one day, and the secret number that makes it look the same on quiet and busy days."""

    day = models.DateField(unique=True)
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    tips = models.PositiveIntegerField()
    parts = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]
        verbose_name = "dấu niêm hằng ngày"
        verbose_name_plural = "dấu niêm hằng ngày"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
