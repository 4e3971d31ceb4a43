"""The words of plans and reports: who owes them, where they stand, and what a task is at. Pure."""

from django.db import models


class Who(models.TextChoices):
    """Which bodies an item or a report form is for."""

    ALL = "all", "Mọi đơn vị"
    COMMUNES = "commune", "Xã, phường"
    DEPARTMENTS = "department", "Sở, ban, ngành"


class VersionState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    WAITING = "waiting", "Chờ duyệt"
    PUBLISHED = "published", "Đã ban hành"


class TaskState(models.TextChoices):
    NOT_STARTED = "not_started", "Chưa bắt đầu"
    IN_PROGRESS = "doing", "Đang thực hiện"
    DONE = "done", "Hoàn thành"


class PlanStanding(models.TextChoices):
    """How a unit's plan stands on a day; computed, never typed."""

    IN_TIME = "published", "Ban hành đúng hạn"
    LATE = "late", "Ban hành trễ"
    MISSING = "missing", "Quá hạn chưa ban hành"
    NOT_DUE = "not_due", "Chưa đến hạn"


class ReportState(models.TextChoices):
    OWED = "owed", "Chưa lập"
    DRAFT = "draft", "Đang soạn"
    WAITING = "waiting", "Chờ người đứng đầu duyệt"
    SUBMITTED = "submitted", "Đã gửi tỉnh"
    RETURNED = "returned", "Bị trả lại để bổ sung"
    ACCEPTED = "accepted", "Tỉnh đã nhận"


class ReportStanding(models.TextChoices):
    """How a report stands on a day; computed, never typed."""

    IN_TIME = "published", "Gửi đúng hạn"
    LATE = "late", "Gửi trễ"
    RETURNED = "returned", "Bị trả lại"
    MISSING = "missing", "Quá hạn chưa gửi"
    NOT_DUE = "not_due", "Chưa đến hạn"


class FieldType(models.TextChoices):
    TEXT = "text", "Đoạn văn"
    NUMBER = "number", "Số"
    TABLE = "table", "Bảng"


SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)
# A unit may write in these; afterwards the report is somebody else's.
WRITABLE = (ReportState.OWED, ReportState.DRAFT, ReportState.RETURNED)
