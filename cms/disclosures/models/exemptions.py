"""When a duty does not apply: who asked, who agreed, why. A body never excuses itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cms.disclosures.models.obligations import Obligation


class ExemptionGround(models.TextChoices):
    """The ledger names the ground; the words beside it stay here, where the law can remove them."""

    DID_NOT_ARISE = "did_not_arise", "Không phát sinh trong kỳ"
    OTHER_BODY = "other_body", "Do cơ quan khác công khai"
    SECRET = "secret", "Thông tin không được tiếp cận theo luật"
    MERGED = "merged", "Đơn vị sáp nhập, giải thể hoặc mới thành lập"
    FORCE_MAJEURE = "force_majeure", "Thiên tai, sự kiện bất khả kháng"
    ABOLISHED = "abolished", "Quy định đã hết hiệu lực"
    OTHER = "other", "Lý do khác"

    @classmethod
    def choices_for_people(cls) -> list[tuple[str, str]]:
        """Return the grounds that a person may give; that a rule has ended is found by the nightly run."""
        return [(value, label) for value, label in cls.choices if value != cls.ABOLISHED]


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def in_force(self) -> "ExemptionQuerySet":
        return self.filter(approved_at__isnull=False, lifted_at__isnull=True)

    def waiting(self) -> "ExemptionQuerySet":
        """Proposed, and neither approved nor refused yet."""
        return self.filter(approved_at__isnull=True, refused_at__isnull=True)


class Exemption(models.Model):
    """A request that one obligation does not apply, and what became of it.

    Only dates, roles and the reason are public, never an account's name.
    """

    obligation = models.ForeignKey(
        Obligation, verbose_name="nghĩa vụ", on_delete=models.PROTECT, related_name="exemptions"
    )
    ground = models.CharField("căn cứ không áp dụng", max_length=20, choices=ExemptionGround)
    reason = models.CharField(
        "giải thích", max_length=500, help_text="Người dân đọc được. Không ghi tên hay thông tin cá nhân."
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    proposed_role = models.CharField(max_length=20, editable=False)
    proposed_at = models.DateTimeField("đề nghị lúc", editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    approved_role = models.CharField(max_length=20, blank=True, editable=False)
    approved_at = models.DateTimeField("chấp thuận lúc", null=True, editable=False)
    refused_at = models.DateTimeField("từ chối lúc", null=True, editable=False)
    refusal = models.CharField("lý do từ chối", max_length=500, blank=True)
    lifted_at = models.DateTimeField("bãi bỏ lúc", null=True, editable=False)
    lift_reason = models.CharField("lý do bãi bỏ", max_length=500, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "trường hợp không áp dụng"
        verbose_name_plural = "trường hợp không áp dụng"
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(refused_at__isnull=True, lifted_at__isnull=True),
                name="exemption_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(refused_at__isnull=True),
                name="exemption_approved_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.get_ground_display()}"
