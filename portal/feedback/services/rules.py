"""What each act changes, following the transition table. Works on unsaved objects only."""

from collections.abc import Callable
from datetime import date

from portal.feedback import workflow
from portal.feedback.models import Act, Answer, ContactAccess, Correction, Deadline
from portal.feedback.services import aftermath, answer_cover_rules, competence, relating, timing
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import facts, iso
from portal.feedback.services.privacy_gate import check_answer, check_note
from portal.feedback.services.privacy_rules import PRIVACY_RULES
from portal.feedback.workflow import Transition, TransitionNotAllowed
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.statutes.cases import CaseError

SECOND_PERSON = "Người đã soạn hoặc duyệt câu trả lời không được tự mình làm bước này."


def apply(case: Case, move: Move) -> None:
    """Do one act.

    Raises TransitionNotAllowed, with a Vietnamese message, when it is not possible; the case is then of no further
    use.
    """
    petition = case.petition
    row = workflow.check(move.name, status=petition.status, kind=petition.kind, excluded=petition.excluded)
    if any(move.args.get(need) in (None, "") for need in row.needs):
        raise TransitionNotAllowed(f"Thiếu thông tin để “{row.label.lower()}”.")
    _check_second_person(case, row, move)
    act = case.act(move)
    if act.note_is_public:
        check_note(petition, act.note, by=move.by, on=move.day)
    try:
        events = _RULES.get(move.name, _plain)(case, row, move, act)
    except CaseError as error:
        raise TransitionNotAllowed(str(error)) from error
    case.acts.append((act, events))
    for changed in (case, *case.spawned):
        changed.note_next_due()


def _check_second_person(case: Case, row: Transition, move: Move) -> None:
    if not row.not_by or move.by is None:
        return
    checked: Answer | Correction | None = (
        case.last_answer if move.name == "decide_dispute" else case.draft_answer
    )
    if move.name == "approve_correction":
        checked = case.draft_correction
    if checked is None:
        raise TransitionNotAllowed("Không có dự thảo nào để duyệt.")
    own = (
        case.bound_by(checked)
        if isinstance(checked, Answer) and checked.published_at
        else {checked.drafted_by_id}
    )
    if move.by.pk in own:
        raise TransitionNotAllowed(SECOND_PERSON)


Rule = Callable[[Case, Transition, Move, Act], list[EventDraft]]


def _plain(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    case.go(row, move)
    return [case.draft(row.event, move)] if row.event else []


def _accept(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    petition = case.petition
    case.go(row, move)
    petition.accepted_at = petition.accepted_at or move.at
    started: dict[str, Deadline] = {}
    for stage in row.starts:
        if deadline := case.deadlines.get(stage):
            rules = case.clockwork.rules(petition.kind, petition.effective_at, petition.organisation)
            case.clockwork.start_on_acceptance(
                deadline, deadline.rule or rules[stage], petition.effective_at, move.at, petition.organisation
            )
            started[stage] = deadline
    return [case.draft(row.event, move, {"clocks": facts(started)})]


def _with_reason(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    case.go(row, move)
    act.details = {"reason": str(move.args["reason"])}
    return [case.draft(row.event, move, act.details)]


def _hide(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if move.args["reason"] == workflow.Exclusion.MERGED:
        raise TransitionNotAllowed("Muốn gộp, hãy chọn hồ sơ chính ở “Gộp vào hồ sơ khác”.")
    if case.petition.voices and case.petition.merged.exists():
        raise TransitionNotAllowed("Đã có hồ sơ khác gộp vào hồ sơ này. Hãy bỏ gộp trước khi ẩn.")
    case.petition.excluded = str(workflow.Exclusion(move.args["reason"]))
    return _with_reason(case, row, move, act)


def _ask(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    until: date = move.args["until"]
    if until <= move.day:
        raise TransitionNotAllowed("Hạn bổ sung phải sau hôm nay.")
    case.go(row, move)
    case.petition.wait_until = until
    act.details = {"until": until.isoformat()}
    return [case.draft(row.event, move, act.details)]


def _give_information(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    case.petition.wait_until = None
    return _plain(case, row, move, act)


def _pause(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    petition, until = case.petition, move.args["until"]
    deadline = case.running_answer_clock()
    if until <= move.day:
        raise TransitionNotAllowed("Ngày tiếp tục phải sau hôm nay.")
    case.clockwork.pause(
        deadline, at=move.at, until=until, reason=move.text(), organisation=petition.organisation
    )
    petition.resume_status = petition.status
    case.go(row, move)
    petition.wait_until, petition.paused_on = until, move.day
    act.details = {"until": until.isoformat(), "due": iso(deadline.due_on)}
    return [case.draft(row.event, move, act.details)]


def _resume(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    petition = case.petition
    deadline = case.running_answer_clock()
    previous = deadline.due_on
    case.clockwork.resume(deadline, at=move.at, organisation=petition.organisation)
    case.go(row, move)
    petition.wait_until = petition.paused_on = None
    events = [case.draft(row.event, move)]
    if deadline.due_on != previous:
        act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
        events.append(case.draft(EventKind.DUE_RECOMPUTED, move, act.details))
    return events


def _extend(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    deadline = case.running_answer_clock()
    previous = deadline.due_on
    if deadline.rule is None:
        raise TransitionNotAllowed("Thời hạn này không có quy định về gia hạn.")
    case.clockwork.extend(deadline, deadline.rule, at=move.at, reason=move.text())
    case.go(row, move)
    act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    return [case.draft(row.event, move, act.details)]


def _draft_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    aftermath.refuse_blanks(move.text("text"))
    answer = case.draft_answer
    if answer is None:
        answer = Answer(petition=case.petition, number=len(case.answers) + 1)
        case.answers.append(answer)
    answer.text, answer.drafted_by, answer.drafted_at = move.text("text"), move.by, move.at
    answer.returned_at, answer.returned_because = None, ""
    return _plain(case, row, move, act)


def _return_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if (answer := case.draft_answer) is not None:
        answer.returned_at, answer.returned_because = move.at, move.text()
    return _plain(case, row, move, act)


def _approve_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    answer = case.draft_answer
    if answer is None:
        raise TransitionNotAllowed("Không có dự thảo nào để duyệt.")
    check_answer(case.petition, answer, by=move.by, on=move.day)
    answer.approved_by, answer.published_at = move.by, move.at
    case.petition.answered_at = case.petition.answered_at or move.at
    # Whether the matter is settled is the sender's to say, of this answer anew.
    case.petition.wait_until, case.petition.solved = None, ""
    case.go(row, move)
    act.details = {"number": answer.number}
    return [case.draft(row.event, move, aftermath.answer_facts(case, answer))]


def _open_contact(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if move.by is not None:
        case.accesses.append(ContactAccess(petition=case.petition, by=move.by, role=move.role, at=move.at))
    return _plain(case, row, move, act)


_RULES: dict[str, Rule] = {
    "accept": _accept,
    "refuse": competence.refuse,
    "forward": competence.forward,
    "ask_assignment": competence.ask_assignment,
    "assign": competence.assign,
    "ask": _ask,
    "give_information": _give_information,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "draft_answer": _draft_answer,
    "return_answer": _return_answer,
    "approve_answer": _approve_answer,
    "attach_document": aftermath.attach_document,
    "remove_document": aftermath.remove_document,
    "correct_answer": aftermath.correct_answer,
    "return_correction": aftermath.return_correction,
    "approve_correction": aftermath.approve_correction,
    "ask_again": aftermath.ask_again,
    "rate": aftermath.rate,
    "dispute": aftermath.dispute,
    "assign_review": aftermath.assign_review,
    "decide_dispute": aftermath.decide_dispute,
    "hide": _hide,
    "restore": relating.restore,
    "merge": relating.merge,
    "object_merge": relating.object_to_merge,
    "keep_merge": relating.keep_merge,
    "split": relating.split,
    "open_contact": _open_contact,
    "declare_complex": timing.declare_complex,
    "recompute": timing.recompute,
    "state_at_hand": timing.state_at_hand,
    "withdraw": timing.withdraw,
    "complain_again": timing.complain_again,
    **answer_cover_rules.RULES,
    **PRIVACY_RULES,
}
