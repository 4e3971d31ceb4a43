"""The rows of the workflow table by which cases join, part and find the body that is competent. No database."""

from portal.feedback.transitions import HEAD, RESIDENT, STAFF, SYSTEM, Transition, TransitionNotAllowed
from portal.feedback.transitions import transition as _row
from portal.feedback.vocabulary import Exclusion, Status
from portal.statutes.choices import Stage

_S = Status
_ALL = tuple(Status)
_MERGEABLE = (_S.RECEIVED, _S.ACKNOWLEDGED, _S.ACCEPTED, _S.WAITING_INFORMATION)
_FORWARDABLE = (_S.RECEIVED, _S.ACKNOWLEDGED, _S.ACCEPTED)
_ACK, _ACC, _FWD, _ANS = Stage.ACKNOWLEDGE.value, Stage.ACCEPT.value, Stage.FORWARD.value, Stage.ANSWER.value

RELATION_ROWS: tuple[Transition, ...] = (
    _row("merge", "Gộp vào hồ sơ khác", _MERGEABLE, "", STAFF, "excluded", needs=("into", "explanation")),
    _row("object_merge", "Không đồng ý việc gộp", _ALL, "", RESIDENT, "merge_objected", needs=("text",)),
    _row("keep_merge", "Giữ nguyên việc gộp", _ALL, "", HEAD, "merge_kept", needs=("explanation",)),
    _row(
        "split",
        "Tách thành nhiều phần",
        _FORWARDABLE,
        _S.SPLIT,
        STAFF,
        "split",
        needs=("parts", "explanation"),
        stops=(_ACK,),
        cancels=(_ACC, _FWD, _ANS),
    ),
    _row("end_split", "Các phần đã kết thúc", [_S.SPLIT], _S.CLOSED, SYSTEM, "closed"),
    _row(
        "ask_assignment",
        "Đề nghị cấp trên xác định cơ quan",
        _FORWARDABLE,
        "",
        STAFF,
        "assignment_asked",
        needs=("explanation",),
    ),
    # Where it leads depends on the decision: see services/rules.
    _row(
        "assign",
        "Xác định cơ quan giải quyết",
        _MERGEABLE,
        "",
        HEAD,
        "assigned",
        needs=("to", "explanation"),
    ),
)
# What happens to a case by an act on another one, and how a case begins: lines of its history without a row.
PASSIVE: dict[str, str] = {
    "submit": "Người dân gửi",
    "answers_noted": "Ghi những gì thư nêu về các câu hỏi thêm",
    "letter_added": "Nhận thêm thư của người gửi",
    "split_from": "Tách từ hồ sơ khác",
    "merged_in": "Gộp thêm một phản ánh cùng nội dung",
    "merged_out": "Một phản ánh đã gộp được tách ra",
}
# A merged case goes nowhere by itself, but what is public of it and what is kept of it is still looked after.
_WHEN_MERGED = frozenset(
    {
        "restore",
        "object_merge",
        "keep_merge",
        "open_contact",
        "delete_contact",
        "audit",
        "keep",
        "release",
        "forget",
        "recompute",
    }
    | {"cover_answer", "uncover_answer"}
    | {"moderate", "cover_text", "uncover_text", "cover_photo", "uncover_photo", "pass_finding"}
)


def check_relations(name: str, excluded: str) -> None:
    """Raises TransitionNotAllowed when the act does not fit a merged case, or needs one."""
    if excluded == Exclusion.MERGED and name not in _WHEN_MERGED:
        raise TransitionNotAllowed(
            "Hồ sơ đã gộp vào hồ sơ khác. Hãy làm việc ở hồ sơ chính, hoặc bỏ gộp trước."
        )
    if name in {"object_merge", "keep_merge"} and excluded != Exclusion.MERGED:
        raise TransitionNotAllowed("Hồ sơ không gộp vào hồ sơ nào.")
    if name in {"merge", "split"} and excluded:
        raise TransitionNotAllowed("Hồ sơ đã được ẩn.")
