"""The rows of the workflow table that change a clock, and what the sender does with a letter later. No database."""

from portal.feedback.transitions import HEAD, RESIDENT, STAFF, SYSTEM, Transition
from portal.feedback.transitions import transition as _row
from portal.feedback.vocabulary import Kind, Status
from portal.statutes.choices import Stage

_S = Status
_STAGES = tuple(stage.value for stage in Stage)
_UNANSWERED = (_S.RECEIVED, _S.ACKNOWLEDGED, _S.ACCEPTED, _S.PAUSED, _S.AWAITING_APPROVAL)
_WORKING = (_S.ACKNOWLEDGED, _S.ACCEPTED, _S.WAITING_INFORMATION)
# Kinds whose law gives a longer time when the matter is complex, and no other reason for more time.
COMPLEX_KINDS = frozenset({Kind.COMPLAINT.value, Kind.COMPLAINT_SECOND.value})
EXTENDABLE_KINDS = frozenset(Kind.values) - COMPLEX_KINDS

CLOCK_ROWS: tuple[Transition, ...] = (
    _row(
        "declare_complex",
        "Xác định vụ việc phức tạp",
        [*_WORKING, _S.AWAITING_APPROVAL],
        "",
        HEAD,
        "extended",
        needs=("explanation",),
        kinds=COMPLEX_KINDS,
    ),
    _row(
        "state_at_hand",
        "Thông tin có sẵn",
        [_S.RECEIVED, _S.ACKNOWLEDGED],
        "",
        STAFF,
        "due_recomputed",
        kinds=frozenset({Kind.INFORMATION_REQUEST.value}),
    ),
    _row(
        "recompute",
        "Tính lại thời hạn theo lịch làm việc mới",
        [*_UNANSWERED, _S.WAITING_INFORMATION, _S.DISPUTED],
        "",
        SYSTEM,
        "due_recomputed",
        needs=("stage",),
    ),
    _row(
        "withdraw",
        "Rút hồ sơ",
        [*_UNANSWERED, _S.WAITING_INFORMATION, _S.DISPUTED],
        _S.CLOSED,
        RESIDENT,
        "excluded",
        cancels=_STAGES,
    ),
    _row(
        "add_information",
        "Gửi thêm thông tin",
        [*_UNANSWERED, _S.DISPUTED],
        "",
        RESIDENT,
        "information_given",
        needs=("text",),
    ),
    # Besides after a decision also from any open status, once a clock of the first instance has run out.
    _row(
        "complain_again",
        "Khiếu nại lần hai",
        [*_UNANSWERED, _S.WAITING_INFORMATION, _S.ANSWERED, _S.DISPUTED, _S.REFUSED, _S.CLOSED],
        "",
        RESIDENT,
        "second_complaint",
        needs=("text",),
        kinds=frozenset({Kind.COMPLAINT.value}),
    ),
)
