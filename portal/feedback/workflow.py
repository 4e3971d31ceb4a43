"""What can happen to a petition: one table, no database.

A row says from which statuses an act is possible, where it leads, who may do it, what it needs, which clocks it
starts and stops, and which event it writes. Everything that moves a case (staff, residents, the seed) reads it.
"""

from collections.abc import Collection

from portal.feedback.clock_rows import CLOCK_ROWS, EXTENDABLE_KINDS
from portal.feedback.relation_rows import PASSIVE, RELATION_ROWS, check_relations
from portal.feedback.transitions import (
    BACK,
    HEAD,
    INSPECTOR,
    RESIDENT,
    ROLE_HANDLER,
    ROLE_HEAD,
    ROLE_INSPECTOR,
    ROLE_RESIDENT,
    ROLE_SYSTEM,
    SECOND,
    STAFF,
    SYSTEM,
    Transition,
    TransitionNotAllowed,
)
from portal.feedback.transitions import transition as _row
from portal.feedback.vocabulary import Category, Channel, Exclusion, Kind, RefusalReason, Status
from portal.statutes.choices import Stage

__all__ = [
    "BACK",
    "PASSIVE",
    "ROLE_HANDLER",
    "ROLE_HEAD",
    "ROLE_INSPECTOR",
    "ROLE_RESIDENT",
    "ROLE_SYSTEM",
    "TABLE",
    "TRANSITIONS",
    "WITH_OWN_PAGE",
    "Category",
    "Channel",
    "Exclusion",
    "Kind",
    "RefusalReason",
    "Stage",
    "Status",
    "Transition",
    "TransitionNotAllowed",
    "check",
    "possible",
]


OPEN = frozenset(
    {
        Status.RECEIVED,
        Status.ACKNOWLEDGED,
        Status.ACCEPTED,
        Status.WAITING_INFORMATION,
        Status.PAUSED,
        Status.AWAITING_APPROVAL,
        Status.DISPUTED,
    }
)
# The text of a case is shown once somebody has looked at it; until then only its status is.
UNSEEN = frozenset({Status.RECEIVED})
# Kinds that the public sees by status only, whatever the sender ticked: they concern a person's own right.
PRIVATE_KINDS = frozenset({Kind.COMPLAINT, Kind.COMPLAINT_SECOND, Kind.ACCOUNTABILITY_REQUEST})
# Kinds whose answer clock starts with acceptance, so that an answer before it would have no clock.
ACCEPT_FIRST = frozenset({Kind.COMPLAINT, Kind.COMPLAINT_SECOND, Kind.ACCOUNTABILITY_REQUEST})
# Kinds that nobody writes from scratch: a second complaint grows out of the first.
NOT_IN_FORM = frozenset({Kind.COMPLAINT_SECOND})

_S = Status
_WORKING = (_S.ACKNOWLEDGED, _S.ACCEPTED, _S.WAITING_INFORMATION)
_ALL = tuple(Status)
_ACK, _ACC, _FWD, _ANS = Stage.ACKNOWLEDGE.value, Stage.ACCEPT.value, Stage.FORWARD.value, Stage.ANSWER.value

TABLE: tuple[Transition, ...] = (
    _row("acknowledge", "Tiếp nhận", [_S.RECEIVED], _S.ACKNOWLEDGED, STAFF, "acknowledged", stops=(_ACK,)),
    _row(
        "accept",
        "Thụ lý",
        [_S.ACKNOWLEDGED],
        _S.ACCEPTED,
        STAFF,
        "accepted",
        starts=(_ANS,),
        stops=(_ACC,),
        cancels=(_FWD,),
    ),
    _row(
        "refuse",
        "Không thụ lý",
        [_S.RECEIVED, _S.ACKNOWLEDGED],
        _S.REFUSED,
        STAFF,
        "refused",
        needs=("reason", "explanation"),
        may=("competent_name", "competent_address", "competent_phone"),
        stops=(_ACK, _ACC),
        cancels=(_FWD, _ANS),
    ),
    _row(
        "forward",
        "Chuyển cơ quan khác",
        [_S.RECEIVED, _S.ACKNOWLEDGED, _S.ACCEPTED],
        _S.RECEIVED,
        STAFF,
        "forwarded",
        needs=("to", "explanation"),
        starts=(_ACK,),
        stops=(_ACK, _FWD),
    ),
    _row(
        "ask",
        "Đề nghị bổ sung thông tin",
        [_S.ACKNOWLEDGED, _S.ACCEPTED],
        _S.WAITING_INFORMATION,
        STAFF,
        "information_asked",
        needs=("text", "until"),
    ),
    _row(
        "give_information",
        "Bổ sung thông tin",
        [_S.WAITING_INFORMATION],
        BACK,
        RESIDENT,
        "information_given",
        needs=("text",),
    ),
    _row("pause", "Tạm đình chỉ", _WORKING, _S.PAUSED, HEAD, "paused", needs=("explanation", "until")),
    _row("resume", "Tiếp tục giải quyết", [_S.PAUSED], BACK, HEAD | {ROLE_SYSTEM}, "resumed"),
    _row(
        "extend",
        "Gia hạn trả lời",
        [*_WORKING, _S.AWAITING_APPROVAL],
        "",
        HEAD,
        "extended",
        needs=("explanation",),
        kinds=EXTENDABLE_KINDS,
    ),
    _row(
        "draft_answer",
        "Dự thảo trả lời",
        [*_WORKING, _S.AWAITING_APPROVAL],
        _S.AWAITING_APPROVAL,
        STAFF,
        "answer_drafted",
        needs=("text",),
    ),
    # A returned draft is internal: it changes no clock and tells the public nothing, so the ledger has no event.
    _row(
        "return_answer",
        "Trả lại dự thảo",
        [_S.AWAITING_APPROVAL],
        BACK,
        HEAD,
        "",
        needs=("explanation",),
    ),
    _row(
        "approve_answer",
        "Duyệt và công bố trả lời",
        [_S.AWAITING_APPROVAL],
        _S.ANSWERED,
        HEAD,
        "answered",
        stops=(_ACC, _ANS, Stage.REANSWER.value),
        cancels=(_FWD,),
        not_by=("draft_answer",),
    ),
    # Documents of a draft, drafts of a correction: internal until the head publishes them.
    _row(
        "attach_document",
        "Kèm tài liệu",
        [_S.AWAITING_APPROVAL],
        "",
        STAFF,
        "",
        needs=("file", "is_public"),
    ),
    _row("remove_document", "Bỏ tài liệu", [_S.AWAITING_APPROVAL], "", STAFF, "", needs=("document",)),
    _row(
        "correct_answer",
        "Dự thảo đính chính",
        [_S.ANSWERED, _S.CLOSED],
        "",
        STAFF,
        "",
        needs=("text", "explanation"),
    ),
    _row(
        "return_correction",
        "Trả lại bản đính chính",
        [_S.ANSWERED, _S.CLOSED],
        "",
        HEAD,
        "",
        needs=("explanation",),
    ),
    _row(
        "approve_correction",
        "Duyệt và công bố đính chính",
        [_S.ANSWERED, _S.CLOSED],
        "",
        HEAD,
        "answer_corrected",
        not_by=("correct_answer",),
    ),
    _row(
        "ask_again",
        "Hỏi lại người gửi",
        [_S.ANSWERED, _S.CLOSED],
        "",
        frozenset({ROLE_SYSTEM}),
        "asked_again",
    ),
    _row("rate", "Đánh giá", [_S.ANSWERED, _S.CLOSED], "", RESIDENT, "rated", needs=("stars",)),
    _row(
        "dispute",
        "Không đồng ý",
        [_S.ANSWERED],
        _S.DISPUTED,
        RESIDENT,
        "disputed",
        needs=("text",),
        starts=(Stage.REVIEW.value,),
    ),
    _row(
        "assign_review",
        "Giao người xem xét lại",
        [_S.DISPUTED],
        "",
        HEAD | {ROLE_SYSTEM},
        "review_assigned",
        needs=("reviewer",),
    ),
    _row(
        "decide_dispute",
        "Quyết định xem xét lại",
        [_S.DISPUTED],
        "",
        HEAD,
        "dispute_decided",
        needs=("upheld", "explanation"),
        starts=(Stage.REANSWER.value,),
        stops=(Stage.REVIEW.value,),
        not_by=("draft_answer", "approve_answer", "correct_answer", "approve_correction"),
    ),
    _row("close", "Kết thúc", [_S.ANSWERED, _S.REFUSED], _S.CLOSED, frozenset({ROLE_SYSTEM}), "closed"),
    _row("hide", "Ẩn", _ALL, "", STAFF, "excluded", needs=("reason", "explanation")),
    _row("restore", "Hiện lại", _ALL, "", HEAD, "restored", needs=("explanation",)),
    _row("audit", "Bắt đầu kiểm tra", _ALL, "", INSPECTOR, "audit_started", needs=("explanation",)),
    _row("open_contact", "Mở thông tin liên hệ", _ALL, "", STAFF | INSPECTOR, "contact_opened"),
    _row(
        "delete_contact",
        "Xoá thông tin liên hệ",
        [_S.CLOSED, _S.REFUSED, _S.ANSWERED],
        "",
        RESIDENT,
        "contact_deleted",
    ),
    _row("moderate", "Quyết định công khai", _ALL, "", STAFF, "moderated", needs=("decision", "why")),
    _row("cover_text", "Che một đoạn", _ALL, "", STAFF, "covered", needs=("field", "spans", "reason")),
    _row("uncover_text", "Bỏ che một đoạn", _ALL, "", HEAD, "uncovered", needs=("redaction", "explanation")),
    _row(
        "cover_answer",
        "Che chữ trong trả lời",
        _ALL,
        "",
        STAFF,
        "covered",
        needs=("answer", "passage", "reason"),
    ),
    _row(
        "uncover_answer",
        "Bỏ che chữ trong trả lời",
        _ALL,
        "",
        HEAD,
        "uncovered",
        needs=("redaction", "explanation"),
    ),
    _row("cover_photo", "Che vùng ảnh", _ALL, "", STAFF, "covered", needs=("file", "areas", "reason")),
    _row("uncover_photo", "Bỏ che ảnh", _ALL, "", HEAD, "uncovered", needs=("file", "explanation")),
    _row(
        "pass_finding",
        "Cho qua phát hiện",
        _ALL,
        "",
        SECOND,
        "personal_data_signed_off",
        needs=("findings", "reason"),
    ),
    _row("keep", "Giữ lại làm chứng cứ", _ALL, "", SECOND, "kept", needs=("explanation",)),
    _row("release", "Thôi giữ làm chứng cứ", _ALL, "", SECOND, "released", needs=("explanation",)),
    _row("forget", "Xoá theo thời hạn lưu giữ", _ALL, "", SYSTEM, "retention_applied", needs=("what",)),
    *RELATION_ROWS,
    *CLOCK_ROWS,
)
TRANSITIONS: dict[str, Transition] = {row.name: row for row in TABLE}
_NOT_WHEN_EXCLUDED = frozenset({"withdraw", "add_information", "complain_again"})
# Acts that the desk offers on a page of their own (contact, privacy) and not among the steps of a case.
WITH_OWN_PAGE = frozenset(
    {"open_contact", "moderate", "cover_text", "uncover_text", "cover_photo", "uncover_photo", "pass_finding"}
    | {"cover_answer", "uncover_answer"}
    | {"audit", "keep", "release", "merge", "split"}
)


def check(name: str, *, status: str, kind: str, excluded: str = "") -> Transition:
    """Return the row when the act is possible now.

    Raises TransitionNotAllowed with a message for the person who tried.
    """
    row = TRANSITIONS[name]
    if status not in row.sources:
        raise TransitionNotAllowed(
            f"Không thể “{row.label.lower()}” khi hồ sơ đang ở trạng thái “{Status(status).label.lower()}”."
        )
    if row.kinds and kind not in row.kinds:
        raise TransitionNotAllowed(f"“{Kind(kind).label}” không có bước “{row.label.lower()}”.")
    if name == "draft_answer" and kind in ACCEPT_FIRST and status == Status.ACKNOWLEDGED:
        raise TransitionNotAllowed("Loại thư này phải được thụ lý trước khi dự thảo trả lời.")
    if name == "moderate" and kind in PRIVATE_KINDS:
        raise TransitionNotAllowed("Loại thư này không bao giờ công khai nội dung.")
    check_relations(name, excluded)
    if name == "hide" and excluded:
        raise TransitionNotAllowed("Hồ sơ đã được ẩn.")
    if name == "restore" and excluded == Exclusion.WITHDRAWN and status == Status.CLOSED:
        raise TransitionNotAllowed("Người gửi đã rút hồ sơ; chỉ người gửi mới gửi lại được.")
    if name in _NOT_WHEN_EXCLUDED and excluded:
        raise TransitionNotAllowed("Hồ sơ không còn được giải quyết.")
    if name == "restore" and not excluded:
        raise TransitionNotAllowed("Hồ sơ đang không bị ẩn.")
    return row


def possible(*, status: str, kind: str, roles: Collection[str], excluded: str = "") -> list[str]:
    """The names of the acts that these roles can do now, in the order of the table."""
    names = []
    for row in TABLE:
        if not row.roles.intersection(roles):
            continue
        try:
            check(row.name, status=status, kind=kind, excluded=excluded)
        except TransitionNotAllowed:
            continue
        names.append(row.name)
    return names
