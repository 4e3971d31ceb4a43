"""The outbox: one row a letter, written in the transaction of what it tells."""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.sealing import derived_key, seal, unseal


class State(models.TextChoices):
    QUEUED = "queued", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"
    DROPPED = "dropped", "Bỏ, không có nơi nhận"


# Every letter that is sent, by its template; a test finds those that are missing.
TEMPLATE_LABELS = {
    "petition_received": "Báo đã nhận thư",
    "petition_news": "Báo tin cho người gửi",
    "petition_desk_news": "Báo việc cho cán bộ",
    "petition_digest": "Việc trong ngày của cán bộ",
    "letter_answer": "Trả lời thư điện tử đến",
    "follow_confirm": "Xác nhận theo dõi",
    "follow_news": "Báo tin cho người theo dõi",
    "audit_news": "Báo việc kiểm tra cho đơn vị",
    "escalation": "Nhắc việc quá hạn",
    "duty_reminders": "Nhắc việc công khai",
    "tips_daily": "Thư hằng ngày của kênh tố cáo",
}
# Keys of sample letters begin so.
SAMPLE_PREFIX = "sample:"
WAITING = (State.QUEUED, State.SENDING)
ENDED = (State.SENT, State.FAILED, State.DROPPED)
LATE_AFTER = timedelta(hours=1)


def new_message_id() -> str:
    return f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def address_digest(address: str) -> str:
    """Name an address without telling it: equal addresses have equal digests, whatever their case."""
    key = derived_key(settings.SECRET_KEY, b"mail address")
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()


class MessageQuerySet(models.QuerySet["Message"]):
    def ready(self, *, at: datetime) -> "MessageQuerySet":
        """Letters whose turn has come, and those that a worker took and never finished."""
        due = Q(state=State.QUEUED, next_attempt_at__lte=at)
        abandoned = Q(state=State.SENDING, lease_until__lt=at)
        return self.filter(due | abandoned).order_by("next_attempt_at", "pk")

    def recently_failed(self, *, at: datetime) -> "MessageQuerySet":
        """Letters of the last week that nobody got."""
        return self.filter(state=State.FAILED, finished_at__gt=at - timedelta(days=7))

    def late(self, *, at: datetime) -> "MessageQuerySet":
        """Letters that should have left an hour ago and were not held back: mail server or worker are away."""
        tried = Q(attempts__gt=0, created_at__lt=at - LATE_AFTER)
        return self.filter(tried | Q(next_attempt_at__lt=at - LATE_AFTER), state__in=WAITING)

    def sent_to(self, recipient: str, *, since: datetime) -> "MessageQuerySet":
        return self.filter(recipient=recipient, state=State.SENT, finished_at__gt=since)


class Message(models.Model):
    """A letter that was, is or will be sent. `context` holds no personal data; `sealed` holds what does.

    `sealed` is the address of a person without an account, with what only they may read; it is erased as soon as the
    letter is sent or given up. `recipient` names the receiver for the throttle: a user's id or the address's digest.
    """

    key = models.CharField("khoá", max_length=200, unique=True)
    template = models.CharField("mẫu thư", max_length=60)
    context = models.JSONField(default=dict, blank=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="cán bộ nhận",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sealed = models.BinaryField(null=True, editable=False)
    recipient = models.CharField(max_length=70, editable=False)
    message_id = models.CharField(max_length=120, unique=True, default=new_message_id, editable=False)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_attempt_at = models.DateTimeField("thử lúc")
    lease_until = models.DateTimeField(null=True, editable=False)
    # The server's code and the kind of error, never its words: those repeat the address.
    error = models.CharField("lỗi", max_length=120, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "thư"
        verbose_name_plural = "thư"
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="message_turn"),
            models.Index(fields=["recipient", "finished_at"], name="message_throttle"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.key}"

    @property
    def template_label(self) -> str:
        """What kind of letter it is, for people."""
        return TEMPLATE_LABELS.get(self.template, self.template)

    @property
    def is_sample_data(self) -> bool:
        return self.key.startswith(SAMPLE_PREFIX)

    def seal_for(self, address: str, secret: dict[str, str]) -> None:
        self.sealed = seal({**secret, "address": address})

    def read_sealed(self) -> dict[str, str]:
        """The address and what only the receiver may read; {} when erased. Raises SealBroken on a changed key."""
        return unseal(bytes(self.sealed)) if self.sealed else {}

    @property
    def can_be_retried(self) -> bool:
        """Whether somebody is left to write to."""
        return self.state == State.FAILED and (self.sealed is not None or self.to_user_id is not None)
