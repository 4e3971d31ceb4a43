"""Rules of acts that change a clock, and of what the sender does later. On unsaved objects only."""

from typing import cast
from uuid import UUID

from portal.feedback.codes import private_token, token_digest
from portal.feedback.models import Act, Deadline, Petition
from portal.feedback.models.petition import TITLE_LENGTH
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import iso
from portal.feedback.workflow import (
    ROLE_RESIDENT,
    Exclusion,
    Kind,
    Stage,
    Status,
    Transition,
    TransitionNotAllowed,
)
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.statutes.choices import Condition

_DECIDED = frozenset({Status.ANSWERED, Status.REFUSED, Status.CLOSED})
NOT_YET = "Chỉ khiếu nại lần hai khi đã có quyết định lần đầu, hoặc khi đã quá hạn mà chưa được giải quyết."


def declare_complex(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Give the longer time that the law has for complex matters; once, and before the time has run out."""
    deadline = case.running_answer_clock()
    previous = deadline.due_on
    if deadline.rule is None:
        raise TransitionNotAllowed("Thời hạn này không có quy định cho vụ việc phức tạp.")
    case.clockwork.extend(deadline, deadline.rule, at=move.at, reason=f"vụ việc phức tạp – {move.text()}")
    case.go(row, move)
    act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    return [case.draft(row.event, move, {**act.details, "complex": True})]


def state_at_hand(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """The information lies ready: the shorter time of the day of receipt applies, counted from receipt."""
    petition, deadline = case.petition, case.running_answer_clock()
    if deadline.rule is not None and deadline.rule.condition:
        raise TransitionNotAllowed("Đã xác định là thông tin có sẵn.")
    rules = case.clockwork.rules(
        petition.kind, petition.effective_at, petition.organisation, condition=Condition.INFORMATION_AT_HAND
    )
    if not (rule := rules[Stage.ANSWER]).condition:
        raise TransitionNotAllowed("Vào ngày nhận không có thời hạn riêng cho thông tin có sẵn.")
    previous = deadline.due_on
    case.clockwork.change_rule(deadline, rule)
    case.go(row, move)
    act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    return [case.draft(row.event, move, {**act.details, "condition": rule.condition})]


def withdraw(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """End the case at its sender's wish: that it was withdrawn stays known, what it said does not."""
    case.go(row, move)
    case.petition.excluded = Exclusion.WITHDRAWN
    case.petition.resume_status, case.petition.wait_until, case.petition.paused_on = "", None, None
    act.details = {"reason": Exclusion.WITHDRAWN.value}
    return [case.draft(row.event, move, act.details)]


def complain_again(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Bring the complaint before the body above, as a case with clocks of its own."""
    first = case.petition
    above = first.organisation.parent
    if above is None:
        raise TransitionNotAllowed(
            "Cơ quan giải quyết lần đầu không có cấp trên trên cổng; bạn có thể khởi kiện tại Toà án."
        )
    if case.spawned or (first.pk is not None and first.second_instance.exists()):
        raise TransitionNotAllowed("Bạn đã khiếu nại lần hai về việc này.")
    if first.status not in _DECIDED and not _is_late(case, move):
        raise TransitionNotAllowed(NOT_YET)
    key = cast(UUID, move.args["key"])
    second = Petition(
        code=str(move.args["code"]),
        kind=Kind.COMPLAINT_SECOND,
        category=first.category,
        organisation=above,
        place=first.place,
        title=f"Khiếu nại lần hai: {first.title}"[:TITLE_LENGTH],
        text=move.text("text"),
        is_public=False,
        channel=first.channel,
        received_at=move.at,
        effective_at=move.at,
        submission_key=key,
        private_key_digest=token_digest(private_token(key)),
        is_sample_data=first.is_sample_data,
        first_instance=first,
    )
    made = Case.receive(second, case.clockwork, Move("submit", move.at, ROLE_RESIDENT))
    case.spawned = [made]
    case.go(row, move)
    act.to_organisation = above
    act.details = {"code": second.code}
    return [case.draft(EventKind.SECOND_COMPLAINT, move, {"to": above.code, "code": second.code})]


def _is_late(case: Case, move: Move) -> bool:
    stages = (Stage.ACCEPT, Stage.ANSWER)
    clocks: list[Deadline] = [case.deadlines[stage] for stage in stages if stage in case.deadlines]
    return any(clock.is_overdue(move.day) for clock in clocks)
