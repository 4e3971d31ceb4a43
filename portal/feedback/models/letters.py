"""Letters that came by a door without a form: by e-mail, or from a gateway's folder. Staff complete them."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import TextChoices

from portal.core.sealing import seal, unseal
from portal.feedback.doors.letter import Verdict
from portal.feedback.models.contact import Contact
from portal.feedback.models.files import KeptFile
from portal.feedback.workflow import Channel
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.feedback.models.petition import Petition  # noqa: F401


class LetterState(TextChoices):
    WAITING = "waiting", "Chờ tiếp nhận"
    TAKEN = "taken", "Đã thành hồ sơ"
    ADDED = "added", "Bổ sung cho hồ sơ"
    DISCARDED = "discarded", "Đã bỏ"
    # Answered by a machine, too large, too many: nothing of it is kept but that it came.
    IGNORED = "ignored", "Không tiếp nhận"


class DiscardReason(TextChoices):
    SPAM = "spam", "Thư rác, quảng cáo"
    NOT_A_PETITION = "not_a_petition", "Không phải phản ánh, kiến nghị"
    TWICE = "twice", "Trùng với thư đã nhận"
    DENUNCIATION = "denunciation", "Tố cáo: đã hướng dẫn gửi nơi có thẩm quyền"
    UNREADABLE = "unreadable", "Không đọc được"


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(state=LetterState.WAITING)

    def of(self, organisations: models.QuerySet[Organisation]) -> "LetterQuerySet":
        return self.filter(organisation__in=organisations)


class Letter(models.Model):
    """One letter as it came. `arrived_at` is the server's time of arrival, from which the clocks count.

    `channel` and `external_id` name it once for ever: a letter that is fetched again is the same letter. Who sent it
    is sealed; `sender` is a keyed digest that only tells letters of one sender from those of others.
    """

    channel = models.CharField("kênh", max_length=12, choices=Channel)
    external_id = models.CharField(max_length=64)
    organisation = models.ForeignKey(
        Organisation, verbose_name="nơi nhận", on_delete=models.PROTECT, related_name="letters"
    )
    arrived_at = models.DateTimeField("đến lúc")
    fetched_at = models.DateTimeField("lấy về lúc")
    sealed = models.BinaryField(null=True, editable=False)
    sender = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    subject = models.CharField("tiêu đề", max_length=300, blank=True)
    text = models.TextField("nội dung", blank=True)
    # Names of what came with it and was refused, each with the reason.
    refused = models.JSONField(default=list, editable=False)
    # A case, or a letter that is none yet, that this one names without proof that it comes from the same sender.
    names_code = models.CharField(max_length=12, blank=True, editable=False)
    verdict = models.CharField(
        max_length=4, blank=True, editable=False, choices=[(item.value, item.name) for item in Verdict]
    )
    state = models.CharField("trạng thái", max_length=10, choices=LetterState, default=LetterState.WAITING)
    petition = models.ForeignKey(
        "feedback.Petition",
        verbose_name="hồ sơ",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letters",
    )
    # What becomes the key of the case; its code is told to the sender before staff have seen the letter.
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField("mã", max_length=12, null=True, unique=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("lý do", max_length=20, blank=True)
    explanation = models.TextField("giải thích", blank=True)
    is_sample_data = models.BooleanField(default=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        verbose_name = "thư đến"
        verbose_name_plural = "thư đến"
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="letter_once")]
        indexes = [models.Index(fields=["organisation", "state", "arrived_at"], name="letter_desk")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    def seal_sender(self, *, address: str, name: str) -> None:
        self.sealed = seal({"address": address, "name": name})

    def read_sender(self) -> dict[str, str]:
        """Address (e-mail or telephone) and name. Raises SealBroken when the key has changed."""
        return unseal(bytes(self.sealed)) if self.sealed else {"address": "", "name": ""}


class LetterFile(KeptFile):
    """A checked file that came with a letter; it becomes the case's when the letter does."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files")

    class Meta:
        ordering = ["pk"]
        verbose_name = "tệp của thư đến"
        verbose_name_plural = "tệp của thư đến"


class SenderMark(models.Model):
    """A keyed digest of a sender's telephone or e-mail; it goes with the contact it was made from."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="marks")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = "dấu người gửi"
        verbose_name_plural = "dấu người gửi"
        constraints = [models.UniqueConstraint(fields=["contact", "digest"], name="sender_mark_once")]

    def __str__(self) -> str:
        return self.digest[:8]


class Likeness(models.Model):
    """Two cases that may be one: `likeness` of their words in per cent, and whether one person sent both."""

    petition = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey("feedback.Petition", on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField()
    same_sender = models.BooleanField(default=False)

    class Meta:
        ordering = ["-same_sender", "-likeness"]
        verbose_name = "hồ sơ có thể trùng"
        verbose_name_plural = "hồ sơ có thể trùng"
        constraints = [models.UniqueConstraint(fields=["petition", "other"], name="likeness_once")]

    def __str__(self) -> str:
        return f"{self.petition_id}~{self.other_id} {self.likeness}%"
