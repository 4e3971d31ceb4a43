"""What was public and when: one row for each publication of a page, with the digest of what it said then.

The rows outlive the content. A former version can be erased by law, and its digest still says that it existed and
lets whoever kept a copy prove what it was.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from wagtail.models import Revision

from cms.disclosures.corrections import CorrectionReason, ErasureReason, VersionKind
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.withdrawal import WithdrawalReason


class PublishedVersionQuerySet(models.QuerySet["PublishedVersion"]):
    def standing(self) -> "PublishedVersionQuerySet":
        """Neither replaced by a later version nor withdrawn; at most one a page."""
        return self.filter(replaced_at__isnull=True, withdrawn_at__isnull=True)


class PublishedVersion(models.Model):
    """One publication of a page. Nothing here is personal: reasons are closed, the explanation is checked."""

    page = models.ForeignKey(DisclosurePage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("phiên bản")
    kind = models.CharField("loại", max_length=10, choices=VersionKind)
    disclosed_at = models.DateTimeField("công khai lúc")
    reason = models.CharField("lý do", max_length=20, choices=CorrectionReason, blank=True)
    explanation = models.CharField("giải thích", max_length=300, blank=True)
    # "" where the page was public before digests were kept.
    digest = models.CharField("mã nội dung SHA-256", max_length=64, blank=True)
    # [{"kind", "size", "sha256"}]; titles and names can be personal, so they are not kept.
    documents = models.JSONField("tài liệu", default=list)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")

    replaced_at = models.DateTimeField("được thay lúc", null=True)
    withdrawn_at = models.DateTimeField("gỡ lúc", null=True)
    withdrawal_reason = models.CharField("lý do gỡ", max_length=20, choices=WithdrawalReason, blank=True)
    erased_at = models.DateTimeField("xóa nội dung lúc", null=True)
    erasure_reason = models.CharField("căn cứ xóa", max_length=20, choices=ErasureReason, blank=True)
    erasure_document = models.CharField("văn bản cho phép xóa", max_length=80, blank=True)

    objects = PublishedVersionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "-number"]
        verbose_name = "phiên bản đã công khai"
        verbose_name_plural = "phiên bản đã công khai"
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(replaced_at__isnull=True, withdrawn_at__isnull=True),
                name="version_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, phiên bản {self.number}"

    @property
    def is_standing(self) -> bool:
        return self.replaced_at is None and self.withdrawn_at is None

    @property
    def standing_label(self) -> str:
        """Where the version stands, in a word for readers."""
        if self.erased_at:
            return "Đã xóa nội dung"
        if self.withdrawn_at:
            return "Đã gỡ"
        return "Đã được thay" if self.replaced_at else "Đang công khai"

    @property
    def standing_kind(self) -> str:
        """The look of that word, see components/status_tag.html."""
        if self.is_standing:
            return "published"
        return "withdrawn" if self.withdrawn_at or self.erased_at else "replaced"

    @property
    def why(self) -> str:
        """The reason as readers see it."""
        reason = self.get_reason_display() if self.reason else self.get_kind_display()
        return f"{reason}: {self.explanation}" if self.explanation else reason


def stored_documents(page: DisclosurePage) -> list[dict[str, Any]]:
    """Return what a version keeps of the page's documents."""
    return [
        {"kind": document.media_label, "size": document.size, "sha256": document.sha256}
        for document in page.attachments.all()
    ]
