"""What can happen to a tip: one table, no database."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    RECEIVED = "received", "Đã nhận, chờ thụ lý"
    ACCEPTED = "accepted", "Đã thụ lý, đang xác minh"
    REFUSED = "refused", "Không thụ lý"
    CONCLUDED = "concluded", "Đã có kết luận"


@dataclass(frozen=True, slots=True)
class Transition:
    """`event` is what the clock calls the act; `tells` whether the sender must be told why, in a sealed message."""

    name: str
    label: str
    sources: frozenset[str]
    to: str
    event: str = ""
    tells: bool = False


_R, _A = Status.RECEIVED, Status.ACCEPTED
TABLE = (
    Transition("accept", "Thụ lý", frozenset({_R}), _A, "accepted"),
    Transition("refuse", "Không thụ lý", frozenset({_R}), Status.REFUSED, "", tells=True),
    Transition("extend", "Gia hạn giải quyết", frozenset({_A}), _A, "extended", tells=True),
    Transition("conclude", "Ghi nhận kết luận", frozenset({_A}), Status.CONCLUDED, "answered", tells=True),
)
TRANSITIONS = {row.name: row for row in TABLE}
OPEN = frozenset({_R, _A})


class TransitionNotAllowed(Exception):
    """The tip is not in a status from which the act is possible; the message is Vietnamese."""


def check(name: str, status: str) -> Transition:
    row = TRANSITIONS[name]
    if status not in row.sources:
        raise TransitionNotAllowed(
            f"Không thể “{row.label.lower()}” khi hồ sơ “{Status(status).label.lower()}”."
        )
    return row
