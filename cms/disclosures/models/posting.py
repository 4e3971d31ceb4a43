"""Notices on paper: which disclosure hangs on which board, from when to when, and the photographs that prove it.

These rows are tables of their own, outside the page's revisions: what hung on a board is a fact, and no old
revision may bring back another.
"""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.posting_rules import BreakReason, Hanging, Moment, Sighting
from cms.disclosures.statuses import PostingStatus
from portal.organisations.models import PostingPlace


def photo_path(instance: "PostingEvidence", filename: str) -> str:
    """Return a path that nobody can guess: the photograph of a list shows the list."""
    return f"postings/{uuid.uuid4().hex}/{filename}"


class PostingQuerySet(models.QuerySet["Posting"]):
    def open(self) -> "PostingQuerySet":
        """Planned or hanging: those whose posting has not been closed."""
        return self.filter(closed_at__isnull=True)

    def started(self) -> "PostingQuerySet":
        return self.filter(posted_from__isnull=False)

    def with_proof(self) -> "PostingQuerySet":
        """Fetch with each posting its board and photographs."""
        return self.select_related("place", "place__village").prefetch_related("evidence")


class Posting(models.Model):
    """One disclosure on one board. Without `posted_from` it is only planned there."""

    page = models.ForeignKey(DisclosurePage, on_delete=models.CASCADE, related_name="postings")
    place = models.ForeignKey(
        PostingPlace, verbose_name="nơi niêm yết", on_delete=models.PROTECT, related_name="postings"
    )
    posted_from = models.DateField("niêm yết từ ngày", null=True, blank=True)
    posted_until = models.DateField("niêm yết đến hết ngày", null=True, blank=True)
    broken_on = models.DateField("gián đoạn từ ngày", null=True, blank=True)
    broken_reason = models.CharField("lý do gián đoạn", max_length=20, choices=BreakReason, blank=True)
    restored_on = models.DateField("treo lại ngày", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    kept = models.BooleanField("niêm yết đủ", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = [models.F("place__village__name").asc(nulls_first=True), "place__name", "pk"]
        verbose_name = "niêm yết"
        verbose_name_plural = "niêm yết"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "place"],
                condition=models.Q(closed_at__isnull=True),
                name="posting_open_once_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(posted_until__isnull=True)
                | models.Q(posted_until__gte=models.F("posted_from")),
                name="posting_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(broken_on__isnull=True) | ~models.Q(broken_reason=""),
                name="posting_break_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["closed_at", "posted_until"], name="posting_to_close")]

    def __str__(self) -> str:
        return f"{self.page} – {self.place}"

    @property
    def hanging(self) -> Hanging:
        """What the rules of proof need to know of this row."""
        return Hanging(
            self.posted_from,
            self.posted_until,
            self.broken_on,
            [item.sighting for item in self.evidence.all()],
        )

    def evidence_of(self, moment: str) -> "list[PostingEvidence]":
        return [item for item in self.evidence.all() if item.moment == moment]

    @property
    def status(self) -> str:
        """Where this notice stands, as a PostingStatus; "" while it is planned, or closed without a judgement."""
        if self.posted_from is None or (self.closed_at and self.kept is None):
            return PostingStatus.NONE
        if self.kept:
            return PostingStatus.KEPT
        if self.broken_on:
            return PostingStatus.BROKEN
        return PostingStatus.UNPROVEN if self.closed_at else PostingStatus.IN_PROGRESS

    @property
    def status_label(self) -> str:
        return PostingStatus(self.status).label

    def is_broken(self) -> bool:
        """Whether the notice is missing from its board now."""
        return self.broken_on is not None and self.restored_on is None


class PostingEvidence(models.Model):
    """A photograph of a notice on its board. Its date is the server's; what the camera says is only shown."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="evidence")
    moment = models.CharField("thời điểm", max_length=10, choices=Moment)
    # Emptied when the names of a list have to go: their photograph goes with them, its digest stays.
    photo = models.FileField("ảnh", upload_to=photo_path, max_length=200, blank=True)
    media_type = models.CharField("loại", max_length=40)
    size = models.PositiveIntegerField("dung lượng (byte)")
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField("máy chủ nhận lúc")
    taken_at = models.DateTimeField("máy ảnh ghi", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người gửi",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = "ảnh minh chứng"
        verbose_name_plural = "ảnh minh chứng"

    def __str__(self) -> str:
        return f"{self.get_moment_display()}, {self.received_on:%d/%m/%Y}"

    @property
    def received_on(self) -> date:
        return timezone.localdate(self.received_at)

    @property
    def sighting(self) -> Sighting:
        return Sighting(self.moment, self.received_on)


class LoudspeakerScript(models.Model):
    """What the loudspeaker reads, as staff changed it; without a row the text is made anew from the page."""

    page = models.OneToOneField(DisclosurePage, on_delete=models.CASCADE, related_name="loudspeaker_script")
    text = models.TextField("lời đọc")
    edited_at = models.DateTimeField("sửa lúc")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người sửa",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "lời đọc trên loa"
        verbose_name_plural = "lời đọc trên loa"

    def __str__(self) -> str:
        return f"{self.page}: {self.text[:40]}"


def missing_notice_address(page: DisclosurePage, place: PostingPlace) -> str:
    """Return the address of the petition form, filled in to say that the notice is not on this board."""
    return page.letter_address(loai="report", **{"linh-vuc": "violation", "bang": place.slug})


def current_postings(page: DisclosurePage) -> list[Posting]:
    """Return the rows of the page's open posting, or else of the one that was closed last. Two queries."""
    rows = list(page.postings.with_proof())
    open_rows = [row for row in rows if row.closed_at is None]
    closings = [row.closed_at for row in rows if row.closed_at]
    return open_rows or [row for row in rows if closings and row.closed_at == max(closings)]
