"""Rules of acts that change a clock, and of what the sender does later. On unsaved objects only."""

from collections.abc import Iterable
from datetime import date
from typing import cast
from uuid import UUID

from django.utils import timezone

from portal.feedback.codes import private_token, token_digest
from portal.feedback.models import Act, Deadline, Petition
from portal.feedback.models.petition import TITLE_LENGTH
from portal.feedback.second_instance import FirstInstance, refusal
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import Clockwork, iso
from portal.feedback.workflow import (
    ROLE_RESIDENT,
    Exclusion,
    Kind,
    Stage,
    Transition,
    TransitionNotAllowed,
)
from portal.ledger.kinds import EventKind
from portal.ledger.services import EventDraft
from portal.statutes.choices import Condition
from portal.statutes.models import ClockRule
from portal.statutes.thresholds import ThresholdKey


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
    deadline = case.running_answer_clock()
    if deadline.rule is not None and deadline.rule.condition:
        raise TransitionNotAllowed("Đã xác định là thông tin có sẵn.")
    rule = at_hand_rule(case.petition, case.clockwork)
    if rule is None:
        raise TransitionNotAllowed("Vào ngày nhận không có thời hạn riêng cho thông tin có sẵn.")
    previous = deadline.due_on
    case.clockwork.change_rule(deadline, rule)
    case.go(row, move)
    act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    return [case.draft(row.event, move, {**act.details, "condition": rule.condition})]


def recompute(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """Follow a calendar that has changed."""
    deadline = case.deadlines.get(str(move.args["stage"]))
    if deadline is None or not deadline.is_running:
        raise TransitionNotAllowed("Thời hạn này không chạy.")
    previous = deadline.due_on
    if not case.clockwork.recompute(deadline):
        raise TransitionNotAllowed("Lịch làm việc không làm thời hạn này thay đổi.")
    case.go(row, move)
    act.details = {"stage": deadline.stage, "due": iso(deadline.due_on), "previous": iso(previous)}
    # What came on a day that is now off counts from the next working day, too.
    return [case.draft(row.event, move, {**act.details, "start": iso(deadline.started_on)})]


def at_hand_rule(petition: Petition, clockwork: Clockwork) -> ClockRule | None:
    """The shorter term for information that lies ready, where one was in force on the day of receipt."""
    rules = clockwork.rules(
        petition.kind, petition.effective_at, petition.organisation, condition=Condition.INFORMATION_AT_HAND
    )
    rule = rules.get(Stage.ANSWER)
    return rule if rule is not None and rule.condition else None


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
    within = case.clockwork.threshold(ThresholdKey.COMPLAIN_AGAIN_WITHIN, on=move.day)
    has_second = bool(case.spawned) or (first.pk is not None and first.second_instance.exists())
    known = first_instance(first, list(case.deadlines.values()), has_second=has_second)
    above = first.organisation.parent
    if (why := refusal(known, on=move.day, within=within)) or above is None:
        raise TransitionNotAllowed(why)
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


def first_instance(first: Petition, clocks: Iterable[Deadline], *, has_second: bool) -> FirstInstance:
    """What decides whether this complaint may go to the body above."""
    stages = (Stage.ACCEPT, Stage.ANSWER)
    due = [clock.due_on for clock in clocks if clock.stage in stages and clock.is_running and clock.due_on]
    return FirstInstance(
        status=first.status,
        has_body_above=first.organisation.parent_id is not None,
        has_second=has_second,
        decided_on=_decided_on(first),
        overdue_since=min(due, default=None),
    )


def _decided_on(petition: Petition) -> date | None:
    decided = petition.answered_at
    if decided is None and petition.pk is not None:
        refusals = petition.acts.filter(name="refuse").order_by("at").values_list("at", flat=True)
        decided = refusals.last()
    return timezone.localtime(decided).date() if decided else None
