"""What the personal-data check remembers: results per file, and who let which finding pass, and why.

No value stands here. A finding is known by a digest that only this server can compute, and shown by a masked excerpt.
"""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models

from cms.disclosures.models.base import DisclosurePage
from portal.core.personal_data import FOR_PEOPLE, Finding, Kind


class PassReason(models.TextChoices):
    """Why a finding may be published. A closed list: the ledger repeats it, and free text could carry a name."""

    NOT_PERSONAL = "not_personal", "Không phải dữ liệu cá nhân (máy nhận nhầm)"
    OFFICIAL = "official", "Thông tin công vụ của cơ quan, cán bộ"
    REQUIRED = "required", "Pháp luật yêu cầu công khai"
    CONSENT = "consent", "Người được nêu đã đồng ý bằng văn bản"
    READ = "read", "Đã đọc hết phần máy không đọc được, không có dữ liệu cá nhân"

    @classmethod
    def for_kind(cls, kind: str) -> "list[PassReason]":
        """Return the reasons that fit: what a machine cannot read can only be read by a person."""
        return [reason for reason in cls if (reason is cls.READ) == (Kind(kind) in FOR_PEOPLE)]


def new_salt() -> str:
    return secrets.token_hex(16)


class FileScan(models.Model):
    """What the detectors found in a file, known by its SHA-256; without `scanned_at` it waits for the worker."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    version = models.PositiveSmallIntegerField("phiên bản bộ dò", default=0)
    findings = models.JSONField("phát hiện", default=list)
    asked_at = models.DateTimeField("yêu cầu quét lúc")
    scanned_at = models.DateTimeField("quét xong lúc", null=True, blank=True)
    milliseconds = models.PositiveIntegerField("thời gian quét (ms)", default=0)

    class Meta:
        verbose_name = "kết quả quét tệp"
        verbose_name_plural = "kết quả quét tệp"

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {len(self.findings)}"

    def found(self) -> tuple[Finding, ...]:
        return tuple(Finding.from_dict(entry) for entry in self.findings)


class PassedFinding(models.Model):
    """A finding that somebody proposes to publish as it is, and that a second person has let pass or not yet.

    Bound to the content it was found in: `content` is the digest of the text or file, so a changed one starts anew.
    The note may name people; it stays here and goes with the page's names. `salt` makes the digest in the ledger.
    """

    page = models.ForeignKey(DisclosurePage, on_delete=models.CASCADE, related_name="passed_findings")
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    kind = models.CharField("loại", max_length=20)
    reason = models.CharField("lý do", max_length=20, choices=PassReason)
    note = models.TextField("ghi chú", blank=True, max_length=500)
    salt = models.CharField(max_length=32, default=new_salt)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="người đề nghị",
    )
    marked_at = models.DateTimeField("đề nghị lúc")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="người xác nhận",
    )
    signed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phát hiện được giữ lại"
        verbose_name_plural = "phát hiện được giữ lại"
        constraints = [
            models.UniqueConstraint(fields=["page", "content", "digest"], name="passed_finding_once")
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}: {self.get_reason_display()}"

    @property
    def signed(self) -> bool:
        return self.signed_at is not None

    def ledger_entry(self) -> dict[str, Any]:
        """Return what the ledger says of it: the kind, the reason, and a digest that the salt here explains."""
        sealed = hashlib.sha256(f"{self.salt}\x1f{self.digest}".encode()).hexdigest()
        return {"kind": self.kind, "reason": self.reason, "digest": sealed}
