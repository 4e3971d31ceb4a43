"""What comes after an answer: corrections, the sender's word, disputes and their review. On unsaved objects only."""

from django.utils import timezone

from portal.feedback.answer_text import digest, unfilled
from portal.feedback.models import Act, Answer, AnswerFile, Correction, Dispute, Rating
from portal.feedback.models.answers import Solved, WrongPoint
from portal.feedback.services.answer_cover_rules import carry_over
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import facts
from portal.feedback.services.privacy_gate import check_answer, check_note
from portal.feedback.workflow import Stage, Status, Transition, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.statutes.thresholds import ThresholdKey

MAX_DOCUMENTS = 5
NOTHING_TO_APPROVE = "Không có bản đính chính nào chờ duyệt."
# Reviews go no higher than the body above the one that answered.
HIGHEST_LEVEL = 2


def answer_facts(case: Case, answer: Answer) -> dict[str, object]:
    """What the ledger keeps of a published answer: its digest and those of its documents."""
    documents = [
        {"public": item.is_public, "sha256": item.sha256} for item in case.documents if item.answer is answer
    ]
    kept: dict[str, object] = {"number": answer.number, "sha256": digest(answer.text)}
    return {**kept, "documents": documents} if documents else kept


def refuse_blanks(text: str) -> None:
    if left := unfilled(text):
        raise TransitionNotAllowed(left)


def attach_document(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    answer, upload = _draft(case), move.args["file"]
    own = [item for item in case.documents if item.answer is answer]
    if len(own) >= MAX_DOCUMENTS:
        raise TransitionNotAllowed(f"Mỗi câu trả lời kèm tối đa {MAX_DOCUMENTS} tài liệu.")
    if any(item.sha256 == upload.sha256 for item in own):
        raise TransitionNotAllowed("Tài liệu này đã được kèm.")
    document = AnswerFile(
        answer=answer,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        is_public=bool(move.args.get("is_public")),
    )
    document.hold(upload.content, scanned=upload.scanned)
    case.documents.append(document)
    case.go(row, move)
    act.details = {"document": upload.name}
    return []


def remove_document(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    answer = _draft(case)
    wanted = next((item for item in case.documents if item.pk == move.args["document"].pk), None)
    if wanted is None or wanted.answer is not answer:
        raise TransitionNotAllowed("Tài liệu này không còn trong dự thảo.")
    case.documents.remove(wanted)
    case.dropped.append(wanted)
    case.go(row, move)
    act.details = {"document": wanted.name}
    return []


def _draft(case: Case) -> Answer:
    if case.draft_answer is None:
        raise TransitionNotAllowed("Hãy soạn dự thảo trả lời trước.")
    return case.draft_answer


def correct_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Write, or write anew, another wording of the published answer; the public sees nothing yet."""
    answer, text = case.last_answer, move.text("text")
    refuse_blanks(text)
    if text == answer.text:
        raise TransitionNotAllowed("Nội dung đính chính giống hệt câu trả lời đang công bố.")
    correction = case.draft_correction
    if correction is None:
        correction = Correction(answer=answer, number=len(case.corrections_of(answer)) + 1)
        case.corrections.append(correction)
    check_note(case.petition, move.text(), by=move.by, on=move.day)
    correction.text, correction.reason = text, move.text()
    correction.drafted_by, correction.drafted_at, correction.returned_because = move.by, move.at, ""
    case.go(row, move)
    return []


def return_correction(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    _correction(case).returned_because = move.text()
    case.go(row, move)
    return []


def approve_correction(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Publish the new wording; the former one stays readable, and the ratings stay with it."""
    correction = _correction(case)
    if correction.returned_because:
        raise TransitionNotAllowed("Bản đính chính đã bị trả lại để sửa.")
    check_answer(case.petition, correction, by=move.by, on=move.day)
    check_note(case.petition, correction.reason, by=correction.drafted_by, on=move.day)
    answer = correction.answer
    correction.former_text, correction.former_sha256 = answer.text, digest(answer.text)
    correction.approved_by, correction.published_at = move.by, move.at
    answer.text = correction.text
    carry_over(case, answer, correction, move)
    case.go(row, move)
    act.note, act.note_is_public, act.note_for_sender = correction.reason, True, True
    act.details = {
        "number": answer.number,
        "correction": correction.number,
        "former": correction.former_sha256,
        "sha256": digest(answer.text),
    }
    return [case.draft(row.event, move, act.details)]


def _correction(case: Case) -> Correction:
    if case.draft_correction is None:
        raise TransitionNotAllowed(NOTHING_TO_APPROVE)
    return case.draft_correction


def ask_again(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    answer = case.last_answer
    if answer.asked_again_at:
        raise TransitionNotAllowed("Người gửi đã được hỏi lại.")
    answer.asked_again_at = move.at
    case.go(row, move)
    return [case.draft(row.event, move, {"number": answer.number})]


def rate(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Once on the answer and once more when we have asked again; the last word counts."""
    answer, stars = case.last_answer, int(move.args["stars"])
    solved = str(move.args.get("solved", ""))
    if not 1 <= stars <= 5:
        raise TransitionNotAllowed("Hãy chọn từ 1 đến 5.")
    if solved not in ("", *Solved.values):
        raise TransitionNotAllowed("Hãy cho biết việc đã được giải quyết chưa.")
    again = answer.asked_again_at is not None
    if any(rating.asked_again == again for rating in case.ratings_of(answer)):
        raise TransitionNotAllowed("Câu trả lời này đã được đánh giá.")
    version = 1 + sum(item.published_at is not None for item in case.corrections_of(answer))
    case.ratings.append(
        Rating(
            answer=answer,
            stars=stars,
            solved=solved,
            asked_again=again,
            version=version,
            reason=move.text("text"),
            rated_at=move.at,
        )
    )
    case.petition.solved = solved or case.petition.solved
    case.go(row, move)
    act.details = {"rating": stars, "number": answer.number, "version": version, "asked_again": again}
    if solved:
        act.details["solved"] = solved
    return [case.draft(row.event, move, act.details)]


def dispute(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """The first goes to another person, the next to the body above; how many there may be is a dated row."""
    on = timezone.localtime(move.at).date()
    limit = case.clockwork.threshold(ThresholdKey.DISPUTES_OF_A_CASE, on=on)
    earlier = len(case.disputes)
    if limit is not None and earlier >= limit:
        raise TransitionNotAllowed(
            f"Hồ sơ đã được xem xét lại {earlier} lần, là số lần nhiều nhất. "
            "Bạn có thể khiếu nại hoặc khởi kiện theo quy định của pháp luật."
        )
    answer = case.last_answer
    if any(item.answer is answer for item in case.disputes):
        raise TransitionNotAllowed("Câu trả lời này đã được xem xét lại.")
    point = str(move.args.get("point", ""))
    if point and point not in WrongPoint.values:
        raise TransitionNotAllowed("Hãy chọn điều không đúng trong danh sách.")
    level = min(earlier + 1, HIGHEST_LEVEL)
    found = Dispute(answer=answer, point=point, reason=move.text("text"), level=level, disputed_at=move.at)
    case.disputes.append(found)
    case.go(row, move)
    act.details = {"number": answer.number, "level": level, **({"point": point} if point else {})}
    payload = dict(act.details)
    if started := case.start_later(Stage.REVIEW, move):
        payload["clocks"] = facts({Stage.REVIEW: started})
    return [case.draft(row.event, move, payload)]


def assign_review(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    found, reviewer = case.disputes[-1], move.args["reviewer"]
    if reviewer.pk in case.bound_by(found.answer):
        raise TransitionNotAllowed(
            "Người xem xét lại phải khác người đã soạn, đã duyệt hoặc đã xem xét lần trước."
        )
    found.reviewer = reviewer
    case.go(row, move)
    return [case.draft(row.event, move, {"level": found.level})]


def decide_dispute(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Upheld: the office must answer again, by a clock of its own beside the one it met. Else the case ends."""
    found, upheld = case.disputes[-1], bool(move.args["upheld"])
    found.decided_by, found.decided_at = move.by, move.at
    found.reviewer = move.by or found.reviewer
    found.upheld, found.explanation = upheld, move.text()
    case.go(row, move)
    case.petition.status = case.working_status if upheld else Status.CLOSED
    act.details = {"upheld": upheld}
    payload: dict[str, object] = {"upheld": upheld, "level": found.level}
    if upheld and (started := case.start_later(Stage.REANSWER, move)):
        payload["clocks"] = facts({Stage.REANSWER: started})
    events = [case.draft(row.event, move, payload)]
    return events if upheld else [*events, case.draft(EventKind.CLOSED, move)]
