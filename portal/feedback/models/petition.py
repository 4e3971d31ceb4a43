"""The case itself."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.models import Page

from portal.core.text import fold
from portal.feedback.about_page import PART_LENGTH
from portal.feedback.models.answers import Solved
from portal.feedback.models.history import Deadline
from portal.feedback.models.querysets import PetitionQuerySet
from portal.feedback.models.relations import RelatedCase
from portal.feedback.models.shown import ShownText
from portal.feedback.workflow import (
    OPEN,
    PRIVATE_KINDS,
    UNSEEN,
    Category,
    Channel,
    Exclusion,
    Kind,
    Stage,
    Status,
)
from portal.organisations.models import Organisation, Village

TITLE_LENGTH = 150
TEXT_LENGTH = 10_000
PLACE_LENGTH = 200


class Petition(ShownText, RelatedCase):
    """What a resident sent, and where it stands. Moved only by portal.feedback.services.

    `received_at` is when the clocks heard of it; `effective_at` is earlier for what came on paper. `version` rises
    with every act, so that two people cannot unknowingly act on the same state.
    """

    code = models.CharField("mã", max_length=12, unique=True)
    kind = models.CharField("loại", max_length=30, choices=Kind)
    category = models.CharField("lĩnh vực", max_length=20, choices=Category, default=Category.OTHER)
    organisation = models.ForeignKey(
        Organisation, verbose_name="cơ quan xử lý", on_delete=models.PROTECT, related_name="petitions"
    )
    village = models.ForeignKey(
        Village,
        verbose_name="thôn",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="petitions",
    )
    place = models.CharField("nơi xảy ra", max_length=PLACE_LENGTH, blank=True)
    title = models.CharField("tiêu đề", max_length=TITLE_LENGTH)
    text = models.TextField("nội dung")
    folded = models.TextField(editable=False)
    status = models.CharField("trạng thái", max_length=20, choices=Status, default=Status.RECEIVED)
    resume_status = models.CharField(max_length=20, choices=Status, blank=True)
    excluded = models.CharField("loại khỏi danh sách", max_length=12, choices=Exclusion, blank=True)
    is_public = models.BooleanField("công khai nội dung", default=True)
    photos_public = models.BooleanField("công khai ảnh", default=False)
    channel = models.CharField("kênh", max_length=12, choices=Channel, default=Channel.WEB)
    received_at = models.DateTimeField("nhận lúc")
    effective_at = models.DateTimeField("có hiệu lực từ")
    accepted_at = models.DateTimeField("thụ lý lúc", null=True, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    # The earliest date of a running clock that binds the office; kept by the services with the clocks themselves, so
    # that the desk finds and orders its work by an index. Whether the case is open is for the query to say.
    next_due_on = models.DateField("hạn gần nhất", null=True, blank=True, editable=False)
    wait_until = models.DateField("chờ đến", null=True, blank=True)
    paused_on = models.DateField("tạm đình chỉ từ", null=True, blank=True)
    # What the sender last said of the newest answer; "" until they say something. No act of the office sets it.
    solved = models.CharField("người gửi xác nhận", max_length=6, choices=Solved, blank=True)
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4)
    private_key_digest = models.CharField(max_length=64, db_index=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The ledger's subject of the disclosure that is asked for (see portal.statutes.requests). No foreign key: a duty
    # has a row for each version of its rule, and a forwarded request stays about the body it was first sent to.
    about = models.CharField("về nội dung công khai", max_length=200, blank=True, editable=False)
    # The published page that the letter is about, and the name of its part when it was sent.
    about_page = models.ForeignKey(
        Page, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    about_part = models.CharField("về mục", max_length=PART_LENGTH, blank=True, editable=False)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        indexes = [
            models.Index(fields=["excluded", "-received_at"], name="petition_listed"),
            models.Index(fields=["organisation", "status"], name="petition_desk"),
            models.Index(fields=["organisation", "-received_at"], name="petition_of_body"),
            models.Index(
                fields=["organisation", "next_due_on"],
                name="petition_next_due",
                condition=models.Q(next_due_on__isnull=False),
            ),
            models.Index(fields=["status", "wait_until"], name="petition_waiting"),
            models.Index(fields=["excluded", "-voices", "-received_at"], name="petition_by_voices"),
            models.Index(fields=["about"], name="petition_about", condition=~models.Q(about="")),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refresh_folded()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("feedback:petition", args=[self.code])

    def refresh_folded(self) -> None:
        """Only what may be read can be looked for: a covered number must not be found by guessing it."""
        self.folded = fold(f"{self.open_title}\n{self.open_place}\n{self.open_text}")

    @property
    def subject(self) -> str:
        """How the ledger names this case."""
        return f"petition:{self.code}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN and not self.excluded

    @property
    def is_excluded(self) -> bool:
        return bool(self.excluded)

    @property
    def shows_text(self) -> bool:
        """Whether the public may read title and text; the same rule as PetitionQuerySet.public()."""
        return (
            not self.excluded
            and self.is_public
            and self.kind not in PRIVATE_KINDS
            and self.status not in UNSEEN
            and self.passed_moderation
        )

    @property
    def shows_asked(self) -> bool:
        """Whether the public may see which disclosure it is about; the same rule as PetitionQuerySet.asking()."""
        return (
            not self.excluded and self.is_public and self.kind not in PRIVATE_KINDS and self.passed_moderation
        )

    @property
    def is_private_kind(self) -> bool:
        """Whether everybody sees the status alone, whatever the sender chose."""
        return self.kind in PRIVATE_KINDS

    @property
    def sender_agreed(self) -> bool:
        """Whether sender and office let everybody read the letter, whatever has become of the case since."""
        return self.is_public and self.kind not in PRIVATE_KINDS and self.passed_moderation

    @property
    def public_status(self) -> str:
        """The status that the public sees: whether a draft awaits approval is the office's own affair."""
        return Status.ACCEPTED if self.status == Status.AWAITING_APPROVAL else self.status

    @property
    def public_status_label(self) -> str:
        return str(Status(self.public_status).label)

    @property
    def solved_label(self) -> str:
        """What the sender says of an answered case; "" before the answer."""
        if not self.answered_at:
            return ""
        return str(Solved(self.solved).label) if self.solved else "Chưa xác nhận"

    @property
    def public_title(self) -> str:
        if self.shows_text:
            return self.open_title
        return f"{self.get_kind_display()} {self.code}"

    def deadline(self, stage: str) -> Deadline | None:
        """The clock of a stage; free of queries when the deadlines are prefetched."""
        return next((item for item in self.deadlines.all() if item.stage == stage), None)

    @property
    def answer_deadline(self) -> Deadline | None:
        return self.deadline(Stage.ANSWER)

    @property
    def next_deadline(self) -> Deadline | None:
        """The running clock that ends first."""
        if not self.is_open:
            return None
        running = [item for item in self.deadlines.all() if item.is_running and item.stage != Stage.FORWARD]
        return min(running, key=lambda item: item.due_on, default=None)  # type: ignore[arg-type,return-value]
