"""Audits: what is examined, the sample, the checklist, findings with their remedies, and how it ended."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.inspection.workflow import (
    UNDONE,
    AuditKind,
    AuditState,
    CheckResult,
    RemedyState,
    Severity,
    is_known_to_body,
)
from portal.organisations.models import Organisation


class Population(models.TextChoices):
    CASES = "cases", "Phản ánh nhận trong kỳ"
    DUTIES = "duties", "Nghĩa vụ công khai đến hạn trong kỳ"


class Strategy(models.TextChoices):
    RANDOM = "random", "Ngẫu nhiên"
    BY_BODY = "by_body", "Phân tầng theo đơn vị"
    BY_KIND = "by_kind", "Phân tầng theo loại"


class AuditQuerySet(models.QuerySet["Audit"]):
    def published(self) -> Self:
        return self.exclude(published_at=None)

    def known_to(self, organisations: models.QuerySet[Organisation]) -> Self:
        """Audits of these bodies that they may know of, see workflow.is_known_to_body()."""
        begun = (AuditState.RUNNING, AuditState.SENT, AuditState.SIGNED, AuditState.CLOSED)
        told = Q(state__in=begun) | Q(state=AuditState.ANNOUNCED) & ~Q(kind=AuditKind.SURPRISE)
        return self.filter(told, bodies__in=organisations).distinct()


class Audit(models.Model):
    """One audit of one or several bodies. Public only when published; `scope` and `conclusion` are then read by all."""

    code = models.CharField("số", max_length=20, unique=True)
    kind = models.CharField("hình thức", max_length=10, choices=AuditKind)
    title = models.CharField("tên cuộc kiểm tra", max_length=200)
    basis = models.CharField("căn cứ", max_length=200, help_text="Số quyết định, kế hoạch thanh tra.")
    scope = models.TextField("phạm vi, nội dung")
    bodies = models.ManyToManyField(Organisation, verbose_name="đơn vị", related_name="audits")
    start = models.DateField("số liệu từ ngày")
    end = models.DateField("đến hết ngày")
    population = models.CharField("rút mẫu từ", max_length=10, choices=Population, default=Population.CASES)
    strategy = models.CharField("cách rút mẫu", max_length=10, choices=Strategy, default=Strategy.RANDOM)
    size = models.PositiveSmallIntegerField("cỡ mẫu")
    state = models.CharField("tình trạng", max_length=10, choices=AuditState, default=AuditState.PLANNED)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="trưởng đoàn", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("lập lúc")
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi phát hiện lúc", null=True, blank=True)
    reply_due = models.DateField("hạn đơn vị trả lời", null=True, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conclusion = models.TextField("kết luận", blank=True)
    closed_at = models.DateTimeField("khép lại lúc", null=True, blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    cancelled_because = models.TextField("lý do huỷ", blank=True)
    # How the sample was drawn, so that everybody can draw it again.
    root_date = models.DateField("gốc sổ cái ngày", null=True, blank=True)
    root = models.CharField("gốc", max_length=64, blank=True)
    seed = models.CharField("hạt giống", max_length=64, blank=True)
    population_count = models.PositiveIntegerField("số trong tập", default=0)
    population_digest = models.CharField("mã băm của tập", max_length=64, blank=True)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        indexes = [models.Index(fields=["published_at"], name="audit_published")]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"/thanh-tra/{self.code}/"

    @property
    def subject(self) -> str:
        """How the ledger names the audit."""
        return f"audit:{self.code}"

    @property
    def is_known_to_bodies(self) -> bool:
        return is_known_to_body(self.state, self.kind)


class AuditItem(models.Model):
    """A subject of the ledger that is examined; `by_hand`: added with a reason, no part of the drawn sample."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="items")
    subject = models.CharField("hồ sơ", max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("thứ tự")
    by_hand = models.CharField("lý do thêm ngoài mẫu", max_length=300, blank=True)
    examined_at = models.DateTimeField("đã xem lúc", null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "hồ sơ trong mẫu"
        verbose_name_plural = "hồ sơ trong mẫu"
        constraints = [models.UniqueConstraint(fields=["audit", "subject"], name="audit_item_once")]
        indexes = [models.Index(fields=["subject"], name="audit_item_subject")]

    def __str__(self) -> str:
        return self.subject

    @property
    def case_code(self) -> str:
        """The code of the petition; "" for another subject."""
        return self.subject.removeprefix("petition:") if self.subject.startswith("petition:") else ""


class CheckItem(models.Model):
    """One question of the audit's checklist and what was found."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="checks")
    number = models.PositiveSmallIntegerField("số")
    question = models.CharField("câu hỏi", max_length=300)
    result = models.CharField("kết quả", max_length=10, choices=CheckResult, blank=True, default="")
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "câu hỏi kiểm tra"
        verbose_name_plural = "câu hỏi kiểm tra"

    def __str__(self) -> str:
        return self.question


class FindingQuerySet(models.QuerySet["Finding"]):
    def undone(self) -> Self:
        return self.filter(remedy_state__in=UNDONE).exclude(remedy="")

    def overdue(self, *, on: date) -> Self:
        """Remedies whose last day has passed without the inspector's confirmation of work reported in time."""
        return self.undone().filter(due_on__lt=on).exclude(remedy_state=RemedyState.SAID_DONE)


class Finding(models.Model):
    """What was found in one body, what it must do by when, what it says, and whether it did. `due_on` has its trace."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="findings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField("số")
    severity = models.CharField("mức độ", max_length=10, choices=Severity)
    text = models.TextField("phát hiện")
    evidence = models.CharField("chứng cứ", max_length=300, blank=True, help_text="Mã hồ sơ, số văn bản.")
    remedy = models.TextField("biện pháp khắc phục", blank=True)
    due_on = models.DateField("hạn khắc phục", null=True, blank=True)
    trace = models.JSONField("vì sao là ngày này", default=dict, blank=True)
    reply = models.TextField("đơn vị trả lời", blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    remedy_state = models.CharField("khắc phục", max_length=10, choices=RemedyState, default=RemedyState.OPEN)
    done_text = models.TextField("đã khắc phục thế nào", blank=True)
    done_on = models.DateField("báo khắc phục ngày", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reopened_because = models.TextField("vì sao chưa đạt", blank=True)
    # The last day about which the ledger says that it passed in vain.
    overdue_noted = models.DateField(null=True, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "phát hiện"
        verbose_name_plural = "phát hiện"
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="finding_number")]

    def __str__(self) -> str:
        return f"{self.audit_id}/{self.number}"

    def is_overdue(self, on: date) -> bool:
        waits = self.remedy_state in (RemedyState.OPEN, RemedyState.REOPENED)
        return bool(self.remedy) and waits and self.due_on is not None and self.due_on < on

    @property
    def was_late(self) -> bool:
        return self.done_on is not None and self.due_on is not None and self.done_on > self.due_on
