"""The course of an audit and of a remedy: states, and which act leads from where to where. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class AuditKind(TextChoices):
    REGULAR = "regular", "Thường xuyên"
    THEMATIC = "thematic", "Chuyên đề"
    SURPRISE = "surprise", "Đột xuất"


class AuditState(TextChoices):
    PLANNED = "planned", "Đã lập, chưa báo"
    ANNOUNCED = "announced", "Đã báo đơn vị"
    RUNNING = "running", "Đang kiểm tra"
    SENT = "sent", "Chờ đơn vị trả lời phát hiện"
    SIGNED = "signed", "Đã ký kết luận"
    CLOSED = "closed", "Đã khép lại"
    CANCELLED = "cancelled", "Đã huỷ"


class Severity(TextChoices):
    NOTE = "note", "Cần lưu ý"
    MINOR = "minor", "Thiếu sót"
    MAJOR = "major", "Vi phạm"
    SEVERE = "severe", "Vi phạm nghiêm trọng"


class RemedyState(TextChoices):
    OPEN = "open", "Chưa khắc phục"
    SAID_DONE = "said_done", "Đơn vị báo đã khắc phục"
    CONFIRMED = "confirmed", "Đã kiểm tra, khắc phục xong"
    REOPENED = "reopened", "Chưa đạt, làm lại"


class CheckResult(TextChoices):
    OPEN = "", "Chưa kiểm tra"
    OK = "ok", "Đạt"
    PROBLEM = "problem", "Không đạt"
    NOT_APPLICABLE = "na", "Không áp dụng"


@dataclass(frozen=True, slots=True)
class Act:
    """from_states -> to; kinds: of audits that know the act, all where empty."""

    label: str
    from_states: frozenset[str]
    to: str
    kinds: frozenset[str] = frozenset()


_A = AuditState
ACTS: Mapping[str, Act] = {
    "announce": Act(
        "Báo cho đơn vị",
        frozenset({_A.PLANNED}),
        _A.ANNOUNCED,
        frozenset({AuditKind.REGULAR, AuditKind.THEMATIC}),
    ),
    "start": Act("Bắt đầu và rút mẫu", frozenset({_A.PLANNED, _A.ANNOUNCED}), _A.RUNNING),
    "send": Act("Gửi phát hiện cho đơn vị", frozenset({_A.RUNNING}), _A.SENT),
    "sign": Act("Ký kết luận", frozenset({_A.SENT}), _A.SIGNED),
    "close": Act("Khép lại", frozenset({_A.SIGNED}), _A.CLOSED),
    "cancel": Act("Huỷ", frozenset({_A.PLANNED, _A.ANNOUNCED, _A.RUNNING}), _A.CANCELLED),
}
# In these an inspector examines cases; in these a body knows of the audit.
EXAMINING = frozenset({_A.RUNNING, _A.SENT})
TOLD = frozenset({_A.ANNOUNCED, _A.RUNNING, _A.SENT, _A.SIGNED, _A.CLOSED})
FINDINGS_TOLD = frozenset({_A.SENT, _A.SIGNED, _A.CLOSED})
PUBLISHABLE = frozenset({_A.SIGNED, _A.CLOSED})
UNDONE = (RemedyState.OPEN, RemedyState.SAID_DONE, RemedyState.REOPENED)


def possible(state: str, kind: str) -> list[str]:
    """Return the acts that an audit of this kind can take next. A surprise is never announced before it starts."""
    return [
        name
        for name, act in ACTS.items()
        if state in act.from_states and (not act.kinds or kind in act.kinds)
    ]


def is_known_to_body(state: str, kind: str) -> bool:
    """Whether the body may know of the audit: of a surprise once it has begun."""
    return state in TOLD and not (kind == AuditKind.SURPRISE and state == AuditState.ANNOUNCED)
