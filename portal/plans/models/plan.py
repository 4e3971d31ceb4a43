"""A unit's plan: versions that follow each other, the tasks of each, and the progress told with evidence."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.urls import reverse

from portal.core.models import ScannedFile
from portal.core.private_files import private_storage
from portal.organisations.models import Organisation
from portal.plans.models.provincial import ProvincialPlan
from portal.plans.states import PlanStanding, TaskState, VersionState


class PlanQuerySet(models.QuerySet["Plan"]):
    def of_year(self, year: int) -> Self:
        return self.filter(provincial__year=year)

    def owed(self) -> Self:
        """What units have not published yet, due or not."""
        return self.filter(published_on=None)

    def with_standing(self, *, on: date) -> Self:
        """Annotate `standing` as it is on the day."""
        published = Q(published_on__isnull=False, published_on__lte=on)
        return self.annotate(
            standing=Case(
                When(published & Q(published_on__lte=F("due_on")), then=Value(PlanStanding.IN_TIME)),
                When(published, then=Value(PlanStanding.LATE)),
                When(due_on__lt=on, then=Value(PlanStanding.MISSING)),
                default=Value(PlanStanding.NOT_DUE),
                output_field=CharField(),
            )
        )

    def standing_at(self, standing: str, *, on: date) -> Self:
        return self.with_standing(on=on).filter(standing=standing)

    def counted(self, *, on: date) -> dict[str, int]:
        """How many stand where on the day."""
        rows = self.with_standing(on=on).order_by().values("standing").annotate(number=Count("pk"))
        return {row["standing"]: row["number"] for row in rows}

    def with_counts(self, *, on: date) -> Self:
        """Annotate how many tasks the plan in force has, and how many are done and overdue on the day."""
        done = Q(current__tasks__state=TaskState.DONE)
        return self.annotate(
            tasks_total=Count("current__tasks"),
            tasks_done=Count("current__tasks", filter=done),
            tasks_overdue=Count("current__tasks", filter=Q(current__tasks__due_on__lt=on) & ~done),
        )

    def for_list(self, *, on: date) -> Self:
        """Everything a row of a list prints, in one query."""
        found = self.select_related("organisation", "provincial", "current")
        return found.with_standing(on=on).with_counts(on=on).order_by("organisation__name", "pk")


class Plan(models.Model):
    """What one unit owes and has set itself for one year. Its content lies in the versions."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="plans"
    )
    provincial = models.ForeignKey(
        ProvincialPlan, verbose_name="kế hoạch của tỉnh", on_delete=models.PROTECT, related_name="plans"
    )
    due_on = models.DateField("hạn ban hành")
    trace = models.JSONField("vì sao là ngày này", default=dict)
    current = models.OneToOneField(
        "plans.PlanVersion", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    published_on = models.DateField("ngày ban hành lần đầu", null=True, blank=True, editable=False)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    if TYPE_CHECKING:
        # Present on objects that come from with_standing() and with_counts().
        standing: str
        tasks_total: int
        tasks_done: int
        tasks_overdue: int

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "provincial"], name="plan_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.provincial.year}"

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.organisation.slug, self.year])

    @property
    def year(self) -> int:
        return self.provincial.year

    @property
    def percent_done(self) -> int:
        """Of the tasks in force; needs with_counts()."""
        return round(100 * self.tasks_done / self.tasks_total) if self.tasks_total else 0

    @property
    def standing_label(self) -> str:
        return PlanStanding(self.standing).label

    @property
    def subject(self) -> str:
        """How the ledger names the plan."""
        return f"plan:{self.organisation.code}:{self.year}"


class PlanVersion(models.Model):
    """One text of the plan. A published one is never changed; a later one says what differs and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("lần")
    state = models.CharField("tình trạng", max_length=20, choices=VersionState, default=VersionState.DRAFT)
    document = models.CharField(
        "số, ký hiệu văn bản",
        max_length=60,
        blank=True,
        help_text="Ví dụ: 45/KH-UBND. Để trống nếu chưa có số.",
    )
    reason = models.CharField("lý do sửa đổi", max_length=300, blank=True)
    returned = models.CharField("ý kiến trả lại", max_length=300, blank=True)
    started_at = models.DateTimeField("bắt đầu soạn")
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    changes = models.JSONField("khác lần trước", default=list)
    digest = models.CharField("mã kiểm tra", max_length=64, blank=True)
    # One draft at a time: what two people write side by side raises a conflict instead of losing a text.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "lần ban hành"
        verbose_name_plural = "các lần ban hành"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number} {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValueError for a version that is stored as published: it never changes."""
        stored = PlanVersion.objects.filter(pk=self.pk, state=VersionState.PUBLISHED)
        if self.pk and stored.exists():
            raise ValueError("a published version is never changed")
        super().save(*args, **kwargs)


class TaskQuerySet(models.QuerySet["Task"]):
    def in_force(self) -> Self:
        """Tasks of the versions that are published now."""
        return self.filter(version__plan__current=F("version"))

    def overdue(self, *, on: date) -> Self:
        """Not done although the last day has passed; what is due today is not overdue."""
        return self.filter(due_on__lt=on).exclude(state=TaskState.DONE)


class Task(models.Model):
    """One line of a version. `key` is the same in all versions of the plan."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="tasks")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mục của kế hoạch tỉnh", max_length=20)
    task = models.CharField("nhiệm vụ", max_length=400)
    product = models.CharField("sản phẩm", max_length=300)
    due_on = models.DateField("thời hạn")
    lead = models.CharField("chủ trì", max_length=160)
    cooperating = models.CharField("phối hợp", max_length=300, blank=True)
    unit = models.CharField(
        "bộ phận thực hiện", max_length=160, blank=True, help_text="Tên phòng, bộ phận; không ghi tên người."
    )
    # As the last progress report says; copied from version to version.
    state = models.CharField("tình trạng", max_length=20, choices=TaskState, default=TaskState.NOT_STARTED)
    percent = models.PositiveSmallIntegerField("phần trăm", default=0, validators=[MaxValueValidator(100)])
    done_on = models.DateField("ngày hoàn thành", null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="task_once_a_version")]

    def __str__(self) -> str:
        return f"{self.code}: {self.task}"

    def is_overdue(self, on: date) -> bool:
        return self.state != TaskState.DONE and self.due_on < on

    def is_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.due_on


class Progress(models.Model):
    """What a unit says about a task at one time, with what shows it. Added to, never altered."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="progress")
    key = models.SlugField(max_length=40)
    at = models.DateTimeField("lúc")
    state = models.CharField("tình trạng", max_length=20, choices=TaskState)
    percent = models.PositiveSmallIntegerField("phần trăm", validators=[MaxValueValidator(100)])
    text = models.CharField("kết quả", max_length=1000)
    subject = models.CharField(
        "hồ sơ trên cổng",
        max_length=200,
        blank=True,
        help_text="Mã phản ánh, hoặc địa chỉ của một nghĩa vụ công khai đã hoàn thành.",
    )
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "tiến độ"
        verbose_name_plural = "tiến độ"
        indexes = [models.Index(fields=["plan", "key"], name="progress_of_task")]

    def __str__(self) -> str:
        return f"{self.key} {self.percent} %"


def scattered_path(instance: models.Model, filename: str) -> str:
    """A random place; the name that somebody gave a file never becomes a path."""
    key = uuid.uuid4().hex
    return f"plans/{key[:2]}/{key}"


class EvidenceFile(models.Model):
    """A checked file behind a progress report. It lies outside the public folder; a view hands it out."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(storage=private_storage, upload_to=scattered_path, max_length=80)
    name = models.CharField("tên tệp", max_length=120)
    media_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("cỡ")
    sha256 = models.CharField(max_length=64)
    scanned = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tệp minh chứng"
        verbose_name_plural = "tệp minh chứng"

    def __str__(self) -> str:
        return self.name

    def hold(self, content: bytes) -> None:
        """Write the file; the row is still to be saved."""
        self.file.save("evidence", ContentFile(content), save=False)

    @property
    def may_be_served(self) -> bool:
        """Where a virus scanner is configured, only what it has found clean: when it came, or in the sweep since."""
        if self.scanned or not settings.CLAMAV_URL:
            return True
        seen = ScannedFile.objects.filter(model="plans.evidencefile.file", name=self.file.name)
        return seen.filter(infection="").exists()


def frozen(task: Task) -> dict[str, Any]:
    """A task as a version is compared and sealed by: what was planned, not how far it is."""
    return {
        "key": task.key,
        "code": task.code,
        "task": task.task,
        "product": task.product,
        "due_on": task.due_on.isoformat(),
        "lead": task.lead,
        "cooperating": task.cooperating,
        "unit": task.unit,
    }
